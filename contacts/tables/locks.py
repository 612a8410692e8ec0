"""Locks that are no row's: for what two transactions may not do at the same time.

They are taken on PostgreSQL only: SQLite has one writer at a time anyway.
"""

import hashlib

from django.db import connection


def advisory_lock(subject: str) -> None:
    """Hold the lock named ``subject`` until this transaction ends; waits for another transaction that holds it.

    What that one has written is seen from here on.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(subject)])


def try_advisory_lock(subject: str) -> bool:
    """The same without waiting; False when another transaction holds it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(subject)])
        return bool(cursor.fetchone()[0])


def _number(subject: str) -> int:
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big", signed=True)
