"""Pages of contacts in a total order, which neither drop nor repeat a row.

A page is chosen by its ids before it meets the stored texts: joined at once, a planner reads the texts from the first
one on. On PostgreSQL the matches of a search or filter are found in one of two ways, by how many it expects. Few are
gathered and sorted; where there are many, walking the order's index meets a page of them soon, within a window that
bounds the walk in case they all lie further on. So many that nobody could gather them are left to the planner.
"""

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from msgspec import Struct

from contacts.directory import search as searching
from contacts.directory import stored
from contacts.directory.models import Contact
from contacts.directory.orders import Order, cursor
from contacts.directory.queries import found
from contacts.record.filters import Where

FEW = 2_000  # matches that are gathered and sorted in no time
WINDOW = 20_000  # contacts that are walked past at most before all matches are gathered instead
MANY = (
    50_000  # matches that take too long to gather; they lie close, or the filter itself tells the index where to begin
)
Taken = list[tuple[Any, ...]]  # the order's columns of a page, the id last


class Page(Struct, frozen=True):
    """The stored JSON texts of one page as bytes, and the cursor of the next (empty at the end)."""

    texts: list[bytes]
    next: str


def page(
    *,
    search: str = "",
    where: Where | None = None,
    archived: bool | None = False,
    order: str = "id",
    after: str = "",
    limit: int = 100,
) -> Page:
    """One page in a total order; raises ``Invalid`` at ``order`` or ``after``; one to four statements."""
    sort = Order.read(order)
    if where is None and not searching.words(search):
        return _page(stored.first(archived=archived, order=sort, after=after, most=limit + 1), limit)
    start = found(archived=archived).filter(sort.beyond(after))
    rows = found(search=search, where=where, archived=archived)
    find = _expected if connection.vendor == "postgresql" else _probed
    taken = find(rows, start, sort, limit + 1)
    texts = stored.bodies([row[-1] for row in taken[:limit]])
    return _page([(*row, texts.get(row[-1], b"")) for row in taken], limit)


def _page(taken: Taken, limit: int) -> Page:
    """The page of rows that end in id and text; one more than ``limit`` tells that there is another."""
    texts = [row[-1] for row in taken[:limit] if row[-1]]
    return Page(texts, cursor(taken[limit - 1][0], taken[limit - 1][-2]) if len(taken) > limit else "")


def _expected(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """The first ``most`` matches of ``rows`` among ``start``, found as the planner's expectation says."""
    matches = expected(rows)
    if matches > MANY:
        return list(sort.sorted(rows & start)[:most])
    if matches > FEW:
        window = _walked(rows, start, sort, most)
        if len(window) == most:
            return window
    return _gathered(rows, start, sort, most)


def expected(rows: QuerySet[Contact]) -> int:
    """How many rows PostgreSQL expects, from its statistics and in the time of planning."""
    plan = json.loads(rows.values("pk").explain(format="JSON"))
    return int(plan[0]["Plan"]["Plan Rows"])


def _walked(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """Matches in the order's first ``WINDOW`` contacts, taken until there are ``most``."""
    window, places = sort.sorted(start)[:WINDOW].query.sql_with_params()
    matches, values = rows.values_list("id").query.sql_with_params()
    names = ", ".join(sort.names)
    chosen = f"SELECT {names} FROM ({window}) AS walked ({names}) WHERE id IN ({matches})"  # noqa: S608 - of the ORM
    return _rows(f"{chosen} ORDER BY {sort.sql} LIMIT %s", [*places, *values, most])


def _gathered(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """All matches first, then sorted; materialized, since left to itself the planner walks the order's index."""
    matches, values = rows.values_list("id").query.sql_with_params()
    among = RawSQL("SELECT id FROM gathered", ())
    rest, places = sort.sorted(start.filter(pk__in=among)).query.sql_with_params()
    return _rows(f"WITH gathered (id) AS MATERIALIZED ({matches}) {rest} LIMIT %s", [*values, *places, most])


def _rows(statement: str, values: list[Any]) -> Taken:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _probed(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """As ``_expected`` for a database that tells no expectations: up to ``FEW`` matches are fetched and sorted."""
    ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
    among: Any = ids if len(ids) <= FEW else rows.values("pk")
    return list(sort.sorted(start.filter(pk__in=among))[:most])
