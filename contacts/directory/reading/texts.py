"""Stored texts as PostgreSQL tells them, or names them without sending them.

A text is written by one transaction, so the contact, that transaction and the start of the server, since one that was
restored numbers transactions anew, name it. A page that is known by its name need not be read again: what is sent is a
hundredth, and nothing of it is copied.
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
    """A text of PostgreSQL, in the encoding of the connection, which Django has be UTF-8."""

    format = Format.TEXT


class Texts(Struct, frozen=True):
    """Stored texts, and the ``state`` of the database in which they were read: while that is the same, all is.

    It is what PostgreSQL calls a snapshot, which transactions were over and which were not, and since when the server
    runs. Empty where it tells nothing: inside a transaction, which sees what it wrote itself, and on SQLite.

    ``versions`` then name the texts, and the same name is the same text; one names all where the texts are not told.
    ``places`` are what they were ordered by, the ids last.
    """

    texts: list[bytes]
    state: bytes = b""
    versions: list[bytes] = []
    places: list[Row] = []

    @property
    def since(self) -> bytes:
        """Since when the server runs."""
        return self.state.partition(b" ")[2]

    @property
    def name(self) -> bytes:
        """What names all of them together, as a digest that no two share; empty where nothing does."""
        return _digest(b"%b %b" % (self.since, b",".join(self.versions))) if self.state else b""


NOBODY = Texts([])


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


class Reader(Protocol):
    """``rows`` or ``composed``."""

    def __call__(self, statement: str, values: Sequence[Any], read: Reads) -> list[Row]: ...


def rows(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of a statement written by hand, each column read by one of ``read``."""
    if connection.vendor == "postgresql":
        return sent.rows(statement, values, read)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def composed(statement: str, values: Sequence[Any], read: Reads) -> list[Row]:
    """The rows of a statement that the ORM composed, whose values are the driver's to write, as it reads them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.adapters.register_loader("text", _AsSent)
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def told(
    source: str, values: Sequence[Any], *, columns: Mapping[str, Read], whole: bool = True, beside: str = "",
    unless: bytes = b"", read: Reader = rows,
) -> tuple[Texts, Any]:  # fmt: skip
    """What ``source`` finds, a statement from FROM on: the texts, or with ``whole`` off their name where there is one.

    ``columns`` are the places with how each is read, the id last. In the second value stands what ``beside`` selects,
    None where nothing was found. In the state ``unless`` nobody is looked for: whoever knows that state knows the name.
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
    """Rows of ``heads`` values that all have in common, the state first; places, a transaction, and a text."""
    state = bytes(found[0][0]) if found else b""
    versions = [b"%d %b" % (row[-3], row[-2]) for row in found] if state else []
    return Texts([row[-1] for row in found], state, versions, [row[heads:-2] for row in found])


def body() -> str:
    """The column of the text in what is selected."""
    return "body" if connection.vendor == "postgresql" else "CAST(body AS BLOB)"


def _state() -> str:
    """What is selected as the state of the database; empty where it tells nothing."""
    link = connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql":
        return "x''"
    return "''" if link.in_atomic_block else SNAPSHOT


def _transaction() -> str:
    """The one that wrote a text."""
    return "contacts_snapshot.xmin::text" if connection.vendor == "postgresql" else "''"
