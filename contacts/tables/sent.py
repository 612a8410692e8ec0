"""Statements written by hand, whose rows are read as the bytes that PostgreSQL sent.

The driver waits for a long answer piece by piece and takes the interpreter's lock anew for each; libpq waits for all of
it outside the lock. A statement is prepared once for each connection: planning takes as long as finding a page.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

Row = tuple[Any, ...]
Read = Callable[[bytes], Any]
Reads = Sequence[Read | None]  # for each column; None for one that is the same in all rows, and bytes
MOST = 60  # statements that a connection keeps prepared; texts differ by their limits too
# A pooler between us may have given our server to somebody else: what we prepared is unknown, or named already.
ELSEWHERE = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement)
_prepared: WeakKeyDictionary[Any, dict[bytes, bytes]] = WeakKeyDictionary()  # names by statement, by connection


def rows(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of ``statement``, which has ``%s`` for each value, each column read by one of ``read``."""
    result = _answer(statement, values)
    columns = (_column(result, number, read_) for number, read_ in enumerate(read))
    return list(zip(*columns, strict=True))


def loaded(statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows of ``statement`` as the driver reads them."""
    result = _answer(statement, values)
    loading = Transformer(connection.connection)  # which is there by now, with the ways of reading that Django gave it
    loading.set_pgresult(result)
    return loading.load_rows(0, result.ntuples, tuple)


def _answer(statement: str, values: Sequence[Any]) -> Any:
    link = connections[DEFAULT_DB_ALIAS]  # looked up once: ``connection`` would at each word, for this thread
    straight = _straight(link)
    wrapped = link.make_debug_cursor if link.queries_logged else link.make_cursor
    with wrapped(straight) as cursor:  # what connection.cursor() does; the driver's own takes a tenth of a page's time
        cursor.execute(statement, list(values))
    return straight.result


def _column(result: Any, column: int, read: Read | None) -> list[Any]:
    value, count = result.get_value, result.ntuples
    if read is None:
        return [value(0, column)] * count if count else []
    if read is bytes:
        return [value(n, column) for n in range(count)]
    return [read(value(n, column)) for n in range(count)]


class _Straight:
    """Stands in for the driver's cursor, so that Django counts and logs the statement as it does any other."""

    result: Any
    query = b""

    def __init__(self, link: Any, *, keep: bool) -> None:
        self.link, self.keep = link, keep
        self._query = self  # where Django looks for what was sent

    def execute(self, statement: str, values: Sequence[Any]) -> None:
        self.query, sent = _numbered(statement), [_written(value) for value in values]
        try:
            self.result = self._prepared(sent) if self.keep else self._at_once(sent)
        except ELSEWHERE:
            _prepared[self.link] = {}
            self.result = self._at_once(sent)

    def close(self) -> None:
        """Nothing is held."""

    def _at_once(self, sent: list[bytes]) -> Any:
        return self._checked(self.link.pgconn.exec_params(self.query, sent))

    def _prepared(self, sent: list[bytes]) -> Any:
        names = _prepared.setdefault(self.link, {})
        if self.query not in names:
            if len(names) >= MOST:
                return self._at_once(sent)
            name = f"sent_{len(names)}".encode()
            self._checked(self.link.pgconn.prepare(name, self.query))
            names[self.query] = name
        return self._checked(self.link.pgconn.exec_prepared(names[self.query], sent))

    def _checked(self, result: Any) -> Any:
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            error = error_from_result(result, encoding="utf-8")
            # A server that is gone sends no code by which the driver would know what kind of error it is.
            raise psycopg.OperationalError(str(error)) if self.link.closed else error
        return result


def _straight(link: Any) -> Any:
    """One on this thread's connection, which is opened when there is none or the server has gone."""
    link.close_if_health_check_failed()
    link.ensure_connection()
    return _Straight(link.connection, keep=not link.in_atomic_block)


@lru_cache(200)
def _numbered(statement: str) -> bytes:
    """The statement with $1, $2 … for its places."""
    first, *rest = statement.split("%s")
    return "".join((first, *(f"${n}{piece}" for n, piece in enumerate(rest, 1)))).encode()


def _written(value: Any) -> bytes:
    text = f"{{{','.join(map(str, value))}}}" if isinstance(value, list) else str(value)
    return text.encode()
