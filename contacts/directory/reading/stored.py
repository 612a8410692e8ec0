"""Contacts' stored texts as the bytes they are, read by statements written by hand.

Lists are asked for all day and passed on as they are. Letters beyond Latin-1 make decoding, joining and encoding the
texts of a page three times as long as fetching it, and composing its statement takes longer than carrying it out.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader

from contacts.directory.commands import NotFound
from contacts.directory.finding.having import Having
from contacts.directory.finding.orders import Order, read_cursor
from contacts.directory.models import Contact
from contacts.directory.reading import counting
from contacts.tables import sent
from contacts.tables.sent import Read, Reads

NEAR = 1_000  # texts that may be walked past; behind them ids alone are
Row = tuple[Any, ...]  # a body at its end
READ: dict[str, Read] = {"id": int, "sort_name": bytes.decode}  # what PostgreSQL writes as text


class _AsSent(ByteaBinaryLoader):
    """A text of PostgreSQL, in the encoding of the connection, which Django has be UTF-8."""

    format = Format.TEXT


def _moment(text: bytes) -> dt.datetime:
    return dt.datetime.fromisoformat(text.decode())


class Texts(Struct, frozen=True):
    """Stored texts, and the ``state`` of the database in which they were read: while that is the same, all is.

    It is what PostgreSQL calls a snapshot, which transactions were over and which were not, and since when the server
    runs. Empty where it tells nothing: inside a transaction, which sees what it wrote itself, and on SQLite.

    ``versions`` then name the texts, each by its contact, the transaction that wrote it and the start of the server,
    since one that was restored numbers transactions anew. The same name is the same text, so it need not be read again.
    """

    texts: list[bytes]
    state: bytes = b""
    versions: list[bytes] = []


NOBODY = Texts([])


def texts_of(rows: Sequence[Row]) -> Texts:
    """The texts of rows that begin with the state and end in a contact's id, its transaction and the body."""
    state = bytes(rows[0][0]) if rows else b""
    since = state.partition(b" ")[2]
    versions = [b"%d %b %b" % (row[-3], row[-2], since) for row in rows] if state else []
    return Texts([row[-1] for row in rows], state, versions)


def first(*, archived: bool | None, order: Order, after: str, most: int) -> list[Row]:
    """``(…, id, body)`` of the order's first contacts behind ``after``: its columns, and the text as bytes.

    One statement. Raises ``Invalid`` at ``after``.
    """
    by_id = order.column == "id"
    names = ("contact_id",) if by_id else order.names
    conditions, values = [], []
    if after:
        places = ", ".join(["%s"] * len(names))
        conditions.append(f"({', '.join(names)}) {'<' if order.descending else '>'} ({places})")
        values = [_parameter(value) for value in _place(order, after)]
    statement = _by_id if by_id else _by_column
    where = _where(conditions, archived)
    return _rows(statement(where, order, most), values, [READ.get(name, _moment) for name in order.names])


def having(
    parts: Sequence[Having], *, archived: bool | None = False, after: int | None = None, most: int, offset: int = 0,
    whole: bool = True,
) -> list[Row]:  # fmt: skip
    """``(state, id, transaction, body)`` of the first contacts by id, behind ``after``, that have all of ``parts``."""
    conditions = [f"contact_id IN (SELECT contact_id FROM {part.sql})" for part in parts]  # noqa: S608 - of a list
    values = [value for part in parts for value in part.values]
    if after is not None:
        conditions, values = [*conditions, "contact_id > %s"], [*values, after]
    where = _where(conditions, archived)
    return _rows(
        f"SELECT {_state()}, {_version(whole)} FROM contacts_snapshot {where}"  # noqa: S608 - see above
        " ORDER BY contact_id LIMIT %s OFFSET %s",
        [*values, most, offset],
        [None, int, bytes],
    )


def _where(conditions: Sequence[str], archived: bool | None) -> str:
    """All of ``conditions``, and whether contacts are archived unless that is None."""
    state = [] if archived is None else ["is_archived" if archived else "NOT is_archived"]
    return f"WHERE {' AND '.join([*conditions, *state])}" if conditions or state else ""


def _by_id(where: str, order: Order, most: int) -> str:
    """The limit stands in the text, so that a prepared statement is planned for it."""
    sign = "DESC" if order.descending else "ASC"
    return f"SELECT contact_id, {_body()} FROM contacts_snapshot {where} ORDER BY contact_id {sign} LIMIT {most:d}"  # noqa: S608


def _by_column(where: str, order: Order, most: int) -> str:
    """The page is chosen by its ids before it meets the texts: joined at once, a planner reads all of them."""
    chosen = f"SELECT {', '.join(order.names)} FROM contacts_contact {where} ORDER BY {order.sql} LIMIT {most:d}"  # noqa: S608
    columns = ", ".join(_read(name) for name in order.names)
    return (
        f"SELECT {columns}, {_body()} FROM ({chosen}) AS page"  # noqa: S608 - the order's columns, no caller's
        f" JOIN contacts_snapshot ON contact_id = page.id ORDER BY {order.sql}"
    )


def bodies(ids: Sequence[int]) -> dict[int, bytes]:
    """The stored texts of ``ids``."""
    if not ids:
        return {}
    if connection.vendor == "postgresql":  # one array is read a good deal faster than as many values
        statement = "SELECT contact_id, body FROM contacts_snapshot WHERE contact_id = ANY(%s)"
        return dict(_rows(statement, [list(ids)], [int]))
    places = ", ".join(["%s"] * len(ids))
    statement = f"SELECT contact_id, {_body()} FROM contacts_snapshot WHERE contact_id IN ({places})"  # noqa: S608
    return dict(_rows(statement, ids, [int]))


def window(*, order: Sequence[str], offset: int, most: int, whole: bool = True) -> list[Row]:
    """``(state, state of counting.everybody, id, transaction, body)`` of contacts not archived.

    ``order`` are columns, - reverses.
    """
    read = f"SELECT {_state()}, {counting.state()}, {_version(whole)} FROM"
    columns: Reads = [None, None, int, bytes]
    if offset <= NEAR and order in (["id"], ["-id"]):
        by = _by(["contact_id" if order == ["id"] else "-contact_id"])
        statement = f"{read} contacts_snapshot WHERE NOT is_archived ORDER BY {by} LIMIT %s OFFSET %s"
        return _rows(statement, [most, offset], columns)
    chosen = f"SELECT {', '.join(_names(order))} FROM contacts_contact WHERE NOT is_archived ORDER BY {_by(order)}"  # noqa: S608
    return _rows(
        f"{read} ({chosen} LIMIT %s OFFSET %s) AS page"
        f" JOIN contacts_snapshot ON contact_id = page.id ORDER BY {_by(order, 'page.')}",
        [most, offset],
        columns,
    )


def chosen(
    rows: QuerySet[Contact], *, order: Sequence[str], most: int, offset: int = 0, whole: bool = True
) -> list[Row]:  # fmt: skip
    """``(state, id, transaction, body)`` of those of ``rows`` from ``offset`` on; ``order`` are columns, the id too."""
    page = rows.order_by(*order).values(*_names(order))[offset : offset + most]
    try:
        statement, values = page.query.sql_with_params()
    except EmptyResultSet:
        return []
    return _composed(
        f"SELECT {_state()}, {_version(whole)} FROM ({statement}) AS page"  # noqa: S608 - of the ORM
        f" JOIN contacts_snapshot ON contact_id = page.id ORDER BY {_by(order, 'page.')}",
        values,
    )


def one(contact: int) -> Texts:
    """The text of a contact; raises ``NotFound``."""
    statement = f"SELECT {_state()}, {_version(True)} FROM contacts_snapshot WHERE contact_id = %s"  # noqa: S608
    rows = _rows(statement, [contact], [None, int, bytes])
    if not rows:
        raise NotFound
    return texts_of(rows)


def _place(order: Order, after: str) -> Row:
    value, id_ = read_cursor(after, order.column)
    return (int(id_),) if order.column == "id" else (value, int(id_))


def _parameter(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def _read(name: str) -> str:
    """A column in what is selected; SQLite keeps moments as text without their zone."""
    return f"{name} || '+00:00'" if name.endswith("_at") and connection.vendor == "sqlite" else name


def _names(order: Sequence[str]) -> list[str]:
    """The columns of an order, and the id."""
    return list(dict.fromkeys([*(name.removeprefix("-") for name in order), "id"]))


def _by(order: Sequence[str], of: str = "") -> str:
    return ", ".join(f"{of}{name.removeprefix('-')}{' DESC' * name.startswith('-')}" for name in order)


def _state() -> str:
    if connection.vendor != "postgresql":
        return "x''"
    if connection.in_atomic_block:
        return "''"
    return "(SELECT concat(pg_current_snapshot(), ' ', extract(epoch FROM pg_postmaster_start_time())))"


def _version(whole: bool) -> str:
    """A contact's id, the transaction that wrote its text, and the text unless the two are enough."""
    if connection.vendor != "postgresql":
        return f"contact_id, '', {_body()}"
    text = _body() if whole or connection.in_atomic_block else "''"
    return f"contact_id, contacts_snapshot.xmin::text, {text}"


def _body() -> str:
    return "body" if connection.vendor == "postgresql" else "CAST(body AS BLOB)"


def _rows(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of a statement of this module, all columns but the body read by ``read``."""
    if connection.vendor == "postgresql":
        return sent.rows(statement, values, [*read, bytes])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _composed(statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a statement that the ORM composed, whose values are the driver's to write."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.adapters.register_loader("text", _AsSent)
        cursor.execute(statement, values)
        return list(cursor.fetchall())
