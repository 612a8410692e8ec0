"""Reading stored texts from PostgreSQL, or only their versions, which are cache keys of what is made of them.

The contact's id, the transaction that wrote its row (xmin) and the start of the server name a version of a text; the
start is part of it because a restored server numbers transactions anew. Whoever still has what was made of the same
versions asks for these alone: a hundredth of the bytes.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connection, connections
from msgspec import Struct
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader

from contacts.tables import sent
from contacts.tables.sent import Read, Reads

Row = tuple[Any, ...]
SNAPSHOT = "(SELECT concat(pg_current_snapshot(), ' ', extract(epoch FROM pg_postmaster_start_time())))"


class _AsSent(ByteaBinaryLoader):
    """Loads PostgreSQL's text as bytes, in the encoding of the connection, which is UTF-8 under Django."""

    format = Format.TEXT


class Texts(Struct, frozen=True):
    """Stored texts, and the ``state`` of the database in which they were read: while that is the same, all is.

    The state is PostgreSQL's snapshot (which transactions had ended) and the start of the server. It is empty where it
    would tell nothing: inside a transaction, which sees its own writes, and on SQLite.

    ``versions`` has an entry for each text, or a single one for all where the texts were not fetched. ``places`` are
    the values that they are ordered by, the id last.
    """

    texts: list[bytes]
    state: bytes = b""
    versions: list[bytes] = []
    places: list[Row] = []

    @property
    def since(self) -> bytes:
        """When the server was started."""
        return self.state.partition(b" ")[2]

    @property
    def name(self) -> bytes:
        """A digest of all versions together; empty where there are none."""
        return _digest(b"%b %b" % (self.since, b",".join(self.versions))) if self.state else b""


NOBODY = Texts([])


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


class Reader(Protocol):
    """``rows`` or ``composed``."""

    def __call__(self, statement: str, values: Sequence[Any], read: Reads) -> list[Row]: ...


def rows(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of a statement written by hand, each column converted by one of ``read``."""
    if connection.vendor == "postgresql":
        return sent.rows(statement, values, read)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def composed(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of a statement that the ORM composed, by way of the driver's own conversions."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.adapters.register_loader("text", _AsSent)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def fetch(
    source: str, values: Sequence[Any], *, columns: Mapping[str, Read], whole: bool = True, beside: str = "",
    unless: bytes = b"", read: Reader = rows,
) -> tuple[Texts, Any]:  # fmt: skip
    """The texts that ``source`` (SQL from FROM on) finds; with ``whole`` off only their versions, where possible.

    ``columns`` are the places and how each is converted, the id last. The second value is what ``beside`` selects,
    None where nothing was found. Nothing is looked for in the state ``unless``, whose versions the caller knows.
    """
    state = _state()
    head, heads = (f"{state}, {beside}", 2) if beside else (state, 1)
    if whole or state is not SNAPSHOT:
        selected = ", ".join([head, *columns, _transaction(), body()])
        found = read(f"SELECT {selected} {source}", values, [None] * heads + [*columns.values(), bytes, bytes])
        return _texts(found, heads), found[0][1] if found and beside else None
    page = f"SELECT contact_id, contacts_snapshot.xmin {source}"
    name = f"SELECT string_agg(concat(contact_id, ' ', xmin), ',') FROM ({page}) AS page WHERE {state} <> %s"  # noqa: S608
    ((found_state, *also, found_name),) = read(
        f"SELECT {head}, ({name})", [*values, unless.decode()], [None] * heads + [bytes]
    )
    return Texts([], bytes(found_state), [found_name] if found_name else []), also[0] if also else None


def _texts(found: Sequence[Row], heads: int) -> Texts:
    """Rows of ``heads`` values common to all (the state first), the places, a transaction and a text."""
    state = bytes(found[0][0]) if found else b""
    versions = [b"%d %b" % (row[-3], row[-2]) for row in found] if state else []
    return Texts([row[-1] for row in found], state, versions, [row[heads:-2] for row in found])


def body() -> str:
    """The text's column, to select it as bytes."""
    return "body" if connection.vendor == "postgresql" else "CAST(body AS BLOB)"


def _state() -> str:
    """What selects the state of the database; an empty one where it would tell nothing."""
    link = connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql":
        return "x''"
    return "''" if link.in_atomic_block else SNAPSHOT


def _transaction() -> str:
    """The one that wrote a text."""
    return "contacts_snapshot.xmin::text" if connection.vendor == "postgresql" else "''"
