"""One page of the contact list from what the address says: words, filter, tab, order, columns and place."""

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString

from contacts.directory import queries
from contacts.directory.finding import filtering
from contacts.directory.finding.orders import ORDERS
from contacts.directory.models import Contact
from contacts.directory.reading import paging
from contacts.directory.reading.everybody import NONE, Page
from contacts.record import filters
from contacts.record.errors import Invalid
from contacts.record.filters import Condition, Group, Where
from contacts.record.parsing import codec
from contacts.staff.people.finding.columns import COLUMNS, DEFAULT, REFERENCES, Column, cell, chosen
from contacts.staff.people.finding.own import PREFIX, own_columns
from contacts.staff.people.showing import Names, labels_of

PAGE_ROWS = 100
MOST_COUNTED = 10_000
TABS = (("", "All"), ("people", "People"), ("companies", "Companies"), ("archived", "Archived"))
LONGEST_COLUMNS = 2000  # characters of the names of all columns that are shown
MOST_PAST = 40  # pages one can walk back; an address must stay short
FIRST = "0"  # stands among past cursors for the page without one
KINDS = {"people": "person", "companies": "company"}
STATE = ("q", "filter", "tab", "sort", "cols")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for; ``problem`` is why its filter cannot be understood.

    ``past`` are the cursors of the pages before this one, so that going back shows the very same pages.
    """

    search: str
    filter: str
    tab: str
    sort: str
    cols: str
    after: str
    past: tuple[str, ...]
    where: Where | None
    problem: str

    @classmethod
    def read(cls, params: QueryDict) -> "Asked":
        """The parameters, with what cannot be understood left out."""
        search = params.get("q", "").replace("\x00", "").strip()[:200]
        tab = params.get("tab", "")
        where, problem = _where(params.get("filter", ""), tab)
        sort = params.get("sort", "")
        return cls(
            search=search,
            filter=params.get("filter", "")[:8000],
            tab=tab if tab in dict(TABS) else "",
            sort=sort if sort.removeprefix("-") in ORDERS else "",
            cols=(",".join(params.getlist("col")) or params.get("cols", ""))[:LONGEST_COLUMNS],
            after=params.get("after", "")[:400],
            past=tuple(one for one in params.get("past", "").split(".") if one)[-MOST_PAST:],
            where=where,
            problem=problem,
        )

    @property
    def archived(self) -> bool:
        """Whether the archive is looked at."""
        return self.tab == "archived"

    @property
    def state(self) -> dict[str, str]:
        """What every link of the page carries on."""
        values = (self.search, self.filter, self.tab, self.sort, self.cols)
        return {name: value for name, value in zip(STATE, values, strict=True) if value}

    def url(self, **changes: str) -> str:
        """The same list with something else asked for."""
        found = {name: value for name, value in (self.state | changes).items() if value}
        return f"?{urlencode(found)}" if found else "?"

    def forth(self, cursor: str) -> str:
        """The page behind this one; empty at the end."""
        past = (*self.past, self.after or FIRST)[-MOST_PAST:]
        return self.url(after=cursor, past=".".join(past)) if cursor else ""

    def back(self) -> str:
        """The page before this one; empty at the start."""
        if not self.after:
            return ""
        *past, last = self.past or (FIRST,)
        return self.url(after="" if last == FIRST else last, past=".".join(past))

    def matching(self) -> QuerySet[Contact]:
        """All contacts that are asked for, in no order; nobody while the filter cannot be understood."""
        if self.problem:
            return Contact.objects.none()
        return queries.found(search=self.search, where=self.where, archived=self.archived)

    def counted(self, most: int) -> int:
        """How many they are, up to ``most``."""
        if self.problem:
            return 0
        return queries.count(search=self.search, where=self.where, archived=self.archived, most=most)


def _where(text: str, tab: str) -> tuple[Where | None, str]:
    parts: list[Where] = []
    problem = ""
    if text:
        try:
            parts.append(filtering.parse_filter(text))
        except Invalid as exc:
            problem = " ".join(error.message for error in exc.errors[:3])
    if tab in KINDS:
        parts.append(Condition(filters.catalogue()["kind"], "eq", KINDS[tab]))
    return (Group("and", tuple(parts)) if len(parts) > 1 else parts[0] if parts else None), problem


@dataclass(frozen=True, kw_only=True)
class Row:
    """One contact; ``html`` is its whole table row, since a template for each of 800 cells took half the time."""

    key: int
    name: str
    html: SafeString


@dataclass(frozen=True, kw_only=True)
class Heading:
    column: Column
    url: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page, ready for the template."""

    asked: Asked
    rows: tuple[Row, ...]
    headings: tuple[Heading, ...]
    next_url: str
    previous_url: str
    first_url: str
    total: int | None
    more_than: bool
    own: tuple[Column, ...]

    @property
    def html(self) -> SafeString:
        """All rows."""
        return SafeString("".join(row.html for row in self.rows))

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one."""
        return [(label, self.asked.url(tab=key), key == self.asked.tab) for key, label in TABS]

    @property
    def choosable(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Name, label and whether it is shown, of every column but the name, under the titles of their groups."""
        shown = {heading.column.name for heading in self.headings}
        groups: dict[str, list[tuple[str, str, bool]]] = {}
        for column in (*COLUMNS[1:], *self.own):
            groups.setdefault(column.group, []).append((column.name, column.label, column.name in shown))
        return list(groups.items())

    @property
    def is_wide(self) -> bool:
        """Whether the columns are more than a window is sure to have room for."""
        return len(self.headings) > len(DEFAULT)

    @property
    def query(self) -> str:
        """What keeping this list as a view keeps."""
        return self.asked.url().removeprefix("?")

    @property
    def clear_url(self) -> str:
        """The same list without its filter."""
        return self.asked.url(filter="")

    @property
    def narrowed(self) -> bool:
        """Whether not all contacts are asked for."""
        return bool(self.asked.search or self.asked.filter or self.asked.tab)


def read_listing(asked: Asked, *, editable: bool, pickable: bool, choosing: bool = True) -> Listing:
    """The page that the address asks for; a cursor that was tampered with begins anew.

    ``choosing`` when columns are offered too: the list itself asks for custom fields only while it shows one.
    """
    own = own_columns() if choosing or PREFIX in asked.cols else ()
    columns = chosen(asked.cols, own)
    order = asked.sort or "name"
    page = _page(asked, order)
    bodies = [codec.body_from_text(text) for text in page.texts]
    names = labels_of(bodies, [field for field in REFERENCES if field.path in {c.edit for c in columns}])
    total = page.total
    if total is None and not asked.after:
        total = asked.counted(MOST_COUNTED + 1)
    return Listing(
        asked=asked,
        rows=tuple(
            _row(body, columns, names, editable=editable and not asked.archived, pickable=pickable) for body in bodies
        ),
        headings=tuple(_heading(column, asked, order) for column in columns),
        next_url=asked.forth(page.next),
        previous_url=asked.back(),
        first_url=asked.url() if asked.after else "",
        total=min(total, MOST_COUNTED) if total is not None else None,
        more_than=total is not None and total > MOST_COUNTED,
        own=own,
    )


def _page(asked: Asked, order: str) -> Page:
    if asked.problem:
        return NONE
    wanted: dict[str, Any] = {
        "search": asked.search, "where": asked.where, "archived": asked.archived, "order": order, "limit": PAGE_ROWS
    }  # fmt: skip
    try:
        return paging.page(**wanted, after=asked.after)
    except Invalid:
        return paging.page(**wanted)


def _row(body: dict[str, Any], columns: tuple[Column, ...], names: Names, *, editable: bool, pickable: bool) -> Row:
    key, name = body["id"], body["display_name"] or body["code"]
    cells = "".join(cell(column, body, names, editable=editable) for column in columns)
    pick = (
        f'<td class="pick"><input type="checkbox" name="id" value="{key}" aria-label="Select {escape(name)}"></td>'
        if pickable
        else ""
    )
    return Row(key=key, name=name, html=SafeString(f"<tr data-row>{pick}{cells}</tr>\n"))


def _heading(column: Column, asked: Asked, order: str) -> Heading:
    current, descending = order.removeprefix("-") == column.sort, order.startswith("-")
    target = f"-{column.sort}" if current and not descending else column.sort
    direction = ("descending" if descending else "ascending") if current and column.sort else ""
    return Heading(column=column, url=asked.url(sort=target) if column.sort else "", direction=direction)
