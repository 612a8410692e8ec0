"""Pages of contacts in a total order, which neither drop nor repeat a row.

A page is chosen by its ids before it meets the stored texts: joined at once, a planner reads the texts from the first
one on. On PostgreSQL the matches of a search or filter are found in one of two ways, by how many it expects. Few are
gathered and sorted; where there are many, walking the order's index meets a page of them soon, within a window that
bounds the walk in case they all lie further on. So many that nobody could gather them are left to the planner.
"""

import base64
import datetime as dt
import json
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from msgspec import Struct

from contacts.directory import search as searching
from contacts.directory.models import Contact, Snapshot
from contacts.directory.queries import found
from contacts.record.clean import text_fault
from contacts.record.errors import invalid
from contacts.record.filters import Where

ORDERS = {"id": "id", "name": "sort_name", "created_at": "created_at", "updated_at": "updated_at"}
FEW = 2_000  # matches that are gathered and sorted in no time
WINDOW = 20_000  # contacts that are walked past at most before all matches are gathered instead
MANY = (
    50_000  # matches that take too long to gather; they lie close, or the filter itself tells the index where to begin
)
Taken = list[tuple[Any, ...]]  # the order's columns of a page, the id last


class Page(Struct, frozen=True):
    """The stored JSON texts of one page, and the cursor of the next (empty at the end)."""

    texts: list[str]
    next: str


class Order(Struct, frozen=True):
    """A total order of contacts: by ``column``, then by id."""

    column: str
    descending: bool

    @classmethod
    def read(cls, text: str) -> "Order":
        """The order that a caller named; raises ``Invalid``."""
        column = ORDERS.get(text.removeprefix("-"))
        if column is None:
            names = ", ".join(ORDERS)
            hint = f"Expected one of {names}, with - in front for the other direction."
            raise invalid("order", "invalid_choice", hint)
        return cls(column, text.startswith("-"))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([self.column, "id"]))

    def sorted(self, rows: QuerySet[Contact]) -> QuerySet[Contact, Any]:
        sign = "-" if self.descending else ""
        return rows.order_by(*(f"{sign}{name}" for name in self.names)).values_list(*self.names)

    @property
    def sql(self) -> str:
        return ", ".join(f"{name}{' DESC' if self.descending else ''}" for name in self.names)

    def beyond(self, after: str) -> Q:
        """Rows behind the cursor ``after``; the first comparison alone lets the index begin there."""
        if not after:
            return Q()
        value, id_ = read_cursor(after, self.column)
        more, least = ("lt", "lte") if self.descending else ("gt", "gte")
        if self.column == "id":
            return Q(**{f"id__{more}": id_})
        return Q(**{f"{self.column}__{least}": value}) & (
            Q(**{f"{self.column}__{more}": value}) | Q(**{f"id__{more}": id_})
        )


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
    start = found(archived=archived).filter(sort.beyond(after))
    if where is None and not searching.words(search):
        return _page(_first(start, sort, limit + 1), limit)
    rows = found(search=search, where=where, archived=archived)
    find = _expected if connection.vendor == "postgresql" else _probed
    taken = find(rows, start, sort, limit + 1)
    texts = _texts([row[-1] for row in taken[:limit]])
    return _page([(*row, texts.get(row[-1], "")) for row in taken], limit)


def _page(taken: Taken, limit: int) -> Page:
    """The page of rows that end in id and text; one more than ``limit`` tells that there is another."""
    texts = [row[-1] for row in taken[:limit] if row[-1]]
    return Page(texts, cursor(taken[limit - 1][0], taken[limit - 1][-2]) if len(taken) > limit else "")


def _first(start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """The order's first contacts with their texts, in one statement: the page is chosen before it meets the texts."""
    chosen = sort.sorted(start).values("id")[:most]
    sign = "-" if sort.descending else ""
    names = [f"contact__{sort.column}", "contact_id"]
    rows = Snapshot.objects.filter(pk__in=chosen).order_by(*(f"{sign}{name}" for name in names))
    return list(rows.values_list(*names, "body"))


def _texts(ids: list[int]) -> dict[int, str]:
    """The stored texts of ``ids``."""
    return dict(Snapshot.objects.filter(pk__in=ids).values_list("pk", "body")) if ids else {}


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


def cursor(value: Any, id_: int) -> str:
    """The place behind a row as a short text fit for an address."""
    text = value.isoformat() if isinstance(value, dt.datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, id_]).encode()).decode().rstrip("=")


def read_cursor(after: str, column: str) -> tuple[Any, int]:
    """The value and id of a place; raises ``Invalid`` at ``after``."""
    try:
        value, id_ = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = dt.datetime.fromisoformat(value).astimezone(dt.UTC) if column.endswith("_at") else value
        if not isinstance(id_, int) or not isinstance(value, (int, str, dt.datetime)) or abs(id_) >= 2**63:
            raise ValueError(value)
        if text_fault(str(value), multiline=True):
            raise ValueError(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise invalid("after", "invalid", "Not a cursor of this order. Follow next, or leave it out.") from None
    return value, id_
