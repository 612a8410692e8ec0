"""Ids handed out before rows are written, so that a record is whole before its first statement.

PostgreSQL has two sequences for it (contacts, parts), which no writer waits for; SQLite, with one writer, two rows.
"""

from os import urandom

from django.db import connection


def code(id_: int) -> str:
    """The code that a contact is given when nobody chose one."""
    return f"C{id_:06}"


def uuid() -> str:
    """A new random UUID as text; the class of Python's library takes six times as long to get there."""
    signs = urandom(16).hex()
    variant = "89ab"[int(signs[16], 16) & 3]
    return f"{signs[:8]}-{signs[8:12]}-4{signs[13:16]}-{variant}{signs[17:20]}-{signs[20:]}"


def reserve(*, contacts: int, parts: int) -> tuple[list[int], list[int]]:
    """So many new ids of contacts and of parts in rising order, in one statement.

    Those of a transaction that fails are never handed out again on PostgreSQL.
    """
    if not contacts and not parts:
        return [], []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT ARRAY(SELECT nextval('contacts_contact_ids') FROM generate_series(1, %s)),"
                " ARRAY(SELECT nextval('contacts_part_ids') FROM generate_series(1, %s))",
                [contacts, parts],
            )
            contact_ids, part_ids = cursor.fetchone()
            return contact_ids, part_ids
        cursor.execute(
            "INSERT INTO contacts_sequence (name, value) VALUES ('contact', %s), ('part', %s) "
            "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value RETURNING name, value",
            [contacts, parts],
        )
        last = dict(cursor.fetchall())
    return _up_to(last["contact"], contacts), _up_to(last["part"], parts)


def _up_to(last: int, count: int) -> list[int]:
    return list(range(last - count + 1, last + 1))
