"""Reads one page of a desk's list from what the URL says: search, tab, sort and place."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from contacts.staff.engine import keyset
from contacts.staff.engine.cells import Cell, cells_of
from contacts.staff.engine.declaration import Column, Desk, Tab

PAGE_ROWS = 100
COUNT_LIMIT = 10_000


@dataclass(frozen=True, kw_only=True)
class Row:
    key: int | str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Heading:
    column: Column
    url: str
    direction: str  # "", "ascending" or "descending": the value of aria-sort


@dataclass(frozen=True, kw_only=True)
class TabLink:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page, ready for the template; `total` is None past the first page and `more_than` says it was capped."""

    rows: tuple[Row, ...]
    headings: tuple[Heading, ...]
    tabs: tuple[TabLink, ...]
    tab: str
    search: str
    state: dict[str, str]
    next_url: str
    first_url: str
    total: int | None
    more_than: bool
    narrowed: bool


def read_listing(*, desk: Desk, params: QueryDict, editable: bool) -> Listing:
    """Return the page of the desk that the URL's parameters ask for; what it cannot understand it ignores."""
    search = params.get("q", "").replace("\x00", "").strip()[:200]
    tab = next((tab for tab in desk.tabs if tab.key == params.get("tab")), desk.tabs[0] if desk.tabs else None)
    sort, descending = _sort(desk=desk, asked=params.get("sort", ""))
    state = {"q": search, "tab": tab.key if tab else "", "sort": params.get("sort", "")}
    rows = _matching(desk=desk, search=search, tab=tab)
    cursor = keyset.decode(params.get("after", ""))
    page, last = _page(rows=rows, cursor=cursor, sort=sort, descending=descending)
    total = None if cursor else rows[: COUNT_LIMIT + 1].count()
    return Listing(
        rows=tuple(
            Row(key=row.pk, name=str(row), cells=cells_of(desk=desk, row=row, editable=editable)) for row in page
        ),
        headings=_headings(desk=desk, sort=sort, descending=descending, state=state),
        tabs=tuple(
            TabLink(label=each.label, url=_url(state | {"tab": each.key}), current=each is tab) for each in desk.tabs
        ),
        tab=tab.key if tab else "",
        search=search,
        state={name: value for name, value in state.items() if value and name != "q"},
        next_url=_url(state | {"after": keyset.encode(last)}) if last else "",
        first_url=_url(state) if cursor else "",
        total=min(total, COUNT_LIMIT) if total is not None else None,
        more_than=total is not None and total > COUNT_LIMIT,
        narrowed=bool(search or (tab and desk.tabs and tab is not desk.tabs[0])),
    )


def _matching(*, desk: Desk, search: str, tab: Tab | None) -> QuerySet[Any]:
    rows = desk.queryset()
    if tab:
        rows = rows.filter(tab.only)
    if desk.find:
        return rows.filter(desk.find(search)) if search else rows
    words = [reduce(or_, (Q(**{f"{path}__icontains": word}) for path in desk.search)) for word in search.split()]
    return rows.filter(reduce(and_, words)) if words else rows


def _sort(*, desk: Desk, asked: str) -> tuple[str, bool]:
    column = desk.column(asked.removeprefix("-"))
    path = column.sort if column and column.sort else ""
    if path:
        return path, asked.startswith("-")
    return desk.order.removeprefix("-"), desk.order.startswith("-")


def _page(
    *, rows: QuerySet[Any], cursor: keyset.Cursor | None, sort: str, descending: bool
) -> tuple[list[Any], keyset.Cursor | None]:
    ordered = rows.order_by(*keyset.ordering(sort=sort, descending=descending))
    try:
        behind = keyset.after(ordered, cursor=cursor, sort=sort, descending=descending) if cursor else ordered
    except (ValueError, TypeError, ValidationError):  # the cursor belonged to a column of another type
        behind = ordered
    found = list(behind[: PAGE_ROWS + 1])
    page = found[:PAGE_ROWS]
    if len(found) <= PAGE_ROWS:
        return page, None
    value = reduce(getattr, sort.split("__"), page[-1])
    return page, keyset.Cursor(value=value, key=page[-1].pk)


def _headings(*, desk: Desk, sort: str, descending: bool, state: dict[str, str]) -> tuple[Heading, ...]:
    def heading(column: Column) -> Heading:
        current = bool(column.sort) and column.sort == sort
        target = f"-{column.name}" if current and not descending else column.name
        return Heading(
            column=column,
            url=_url(state | {"sort": target}) if column.sort else "",
            direction=("descending" if descending else "ascending") if current else "",
        )

    return tuple(heading(column) for column in desk.columns)


def _url(state: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in state.items() if value})
