"""Row estimates: how many rows PostgreSQL's planner expects of a query (EXPLAIN, without running it).

They decide by which method matches are found, never which contacts match. A page, its count and the next page ask the
same, so an estimate is cached for a minute. So is a better one that was measured while a page was read (``learn``).
"""

import time
from collections.abc import Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

from contacts.tables import caches

BELIEVED = 60.0  # seconds that an estimate is cached
MOST = 1_000  # queries that a process caches estimates of


class _Believed(Struct, frozen=True):
    at: float
    count: int


_expected: dict[Hashable, _Believed] = {}
_met: dict[Hashable, _Believed] = {}
caches.register(_expected.clear, _met.clear)


def expected(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL's planner expects."""
    try:
        statement, values = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    asked = (statement, repr(values))
    count = _told(_expected, asked)
    return _believe(_expected, asked, _planned(statement, values)) if count is None else count


def met(question: Hashable) -> int | None:
    """How many match ``question``, as extrapolated from the window that was read last; None without such a window."""
    return _told(_met, question)


def learn(question: Hashable, count: int) -> None:
    """Cache what was extrapolated for ``question``, for ``met``."""
    _believe(_met, question, count)


def _told(known: dict[Hashable, _Believed], asked: Hashable) -> int | None:
    before = known.get(asked)
    return None if before is None or time.monotonic() - before.at > BELIEVED else before.count


def _believe(known: dict[Hashable, _Believed], asked: Hashable, count: int) -> int:
    if len(known) >= MOST:
        known.clear()
    known[asked] = _Believed(time.monotonic(), count)
    return count


def _planned(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        plan = cursor.fetchone()[0]
    return int(plan[0]["Plan"]["Plan Rows"])
