"""Locks that are no row's: for what two transactions may not do at the same time."""

import hashlib

from django.db import connection


def advisory_lock(subject: str) -> None:
    """Hold the lock named ``subject`` until this transaction ends; waits for another transaction that holds it.

    What that one has written is seen from here on. PostgreSQL only: SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
