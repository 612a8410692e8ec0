"""One page of the contact list, of what its address asks for."""

from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from contacts.directory.reading import paging
from contacts.directory.reading.everybody import NONE, Page
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.staff.people.finding.asked import TABS, Asked
from contacts.staff.people.finding.columns import COLUMNS, DEFAULT, REFERENCES, Column, Groups, cell, chosen, grouped
from contacts.staff.people.finding.own import PREFIX, own_columns
from contacts.staff.people.showing import Names, labels_of

PAGE_ROWS = 100
MOST_COUNTED = 10_000


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
    def choosable(self) -> Groups:
        """Every column but the name."""
        shown = {heading.column.name for heading in self.headings}
        return grouped((*COLUMNS[1:], *self.own), shown)

    @property
    def is_wide(self) -> bool:
        """Whether the columns are more than a window is sure to have room for."""
        return len(self.headings) > len(DEFAULT)

    @property
    def clear_url(self) -> str:
        """The same list without its filter."""
        return self.asked.url(filter="")

    @property
    def narrowed(self) -> bool:
        """Whether not all contacts are asked for."""
        return bool(self.asked.search or self.asked.filter or self.asked.tab)


def read_listing(asked: Asked, *, editable: bool, pickable: bool, choosing: bool = False) -> Listing:
    """The page that the address asks for; a cursor that was tampered with begins anew.

    Custom fields are asked for while one is shown, or ``choosing`` among them.
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
