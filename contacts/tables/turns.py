"""Transactions that must not pass at the same time."""

import hashlib

from django.db import connection


def alone(subject: str) -> None:
    """Wait until no other transaction is alone with ``subject``, and be so until this one ends.

    What the other one has written is seen from here on. SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
