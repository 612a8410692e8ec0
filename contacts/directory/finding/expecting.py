"""How many rows PostgreSQL expects of a question, from its statistics and in the time of planning.

A page, its count and the next page ask the same, so what was expected is believed for a minute: it decides in which way
matches are found, not who they are.
"""

import time
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

BELIEVED = 60.0  # seconds
MOST = 1_000  # questions of a process


class _Expected(Struct, frozen=True):
    at: float
    count: int


_expected: dict[tuple[str, str], _Expected] = {}


def expected(rows: QuerySet[Any]) -> int:
    """How many of ``rows`` there are, as PostgreSQL expects."""
    try:
        statement, values = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    asked, now = (statement, repr(values)), time.monotonic()
    before = _expected.get(asked)
    if before is None or now - before.at > BELIEVED:
        if len(_expected) >= MOST:
            _expected.clear()
        before = _expected[asked] = _Expected(now, _planned(statement, values))
    return before.count


def start_afresh() -> None:
    """Ask for every plan anew, as after a restart."""
    _expected.clear()


def _planned(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        plan = cursor.fetchone()[0]
    return int(plan[0]["Plan"]["Plan Rows"])
