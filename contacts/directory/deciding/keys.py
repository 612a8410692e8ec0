"""Ids handed out before rows are written, so that a record is whole before its first statement.

PostgreSQL has two sequences for it (contacts, parts), which no writer waits for; SQLite, with one writer, two rows.
"""

from collections.abc import Iterator
from os import urandom

from django.db import connection

SEQUENCES = ("contact", "part")


def code(id_: int) -> str:
    """The code that a contact is given when nobody chose one."""
    return f"C{id_:06}"


def uuid() -> str:
    """A new random UUID as text; the class of Python's library takes six times as long to get there."""
    signs = urandom(16).hex()
    variant = "89ab"[int(signs[16], 16) & 3]
    return f"{signs[:8]}-{signs[8:12]}-4{signs[13:16]}-{variant}{signs[17:20]}-{signs[20:]}"


def reserve(sequence: str, count: int) -> Iterator[int]:
    """``count`` new ids in rising order; ids of a transaction that fails are never handed out again on PostgreSQL."""
    if sequence not in SEQUENCES:
        raise ValueError(f"There is no sequence {sequence!r}.")
    if count <= 0:
        return iter(())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)",
                [f"contacts_{sequence}_ids", count],
            )
            return iter(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO contacts_sequence (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value RETURNING value",
            [sequence, count],
        )
        last: int = cursor.fetchone()[0]
    return iter(range(last - count + 1, last + 1))
