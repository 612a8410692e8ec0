"""Turns a row's values into table cells, in Python: a hundred template includes cost more than the query."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape  # what Django's own wraps for lazy texts, which cells do not hold
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.staff.engine.declaration import Column, Desk, Pill

NONE = SafeString('<span class="none" aria-label="empty">–</span>')


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What stands in one cell, and the class and label its `td` carries."""

    html: SafeString
    css: str
    label: str
    id: str


def cells_of(*, desk: Desk, row: Any, editable: bool) -> tuple[Cell, ...]:
    """Return the cells of one row in the order of the desk's columns."""
    return tuple(cell_of(desk=desk, column=column, row=row, editable=editable) for column in desk.columns)


def cell_of(*, desk: Desk, column: Column, row: Any, editable: bool) -> Cell:
    """Return one cell; an editable one is a button that the value's form replaces."""
    html = show(column.read(row))
    cell_id = f"cell-{row.pk}-{column.name}"
    if column.kind == "name":
        html = format_html('<a class="rowname" href="{}">{}</a>', desk.url("edit", row.pk), html)
    elif column.editable and editable:
        html = _edit_button(url=desk.url("cell", row.pk, column.name), target=cell_id, label=column.label, html=html)
    return Cell(html=html, css=css_of(column), label=column.label, id=cell_id)


def css_of(column: Column) -> str:
    """Return the classes of a column's cells."""
    names = [
        column.kind,
        *([f"w-{column.width}"] if column.width else []),
        *(["spare"] if column.spare else []),
    ]
    return " ".join(names)


def show(value: object) -> SafeString:
    """Return a value as the desk writes it: empty as a quiet dash, dates short with the full one on hover."""
    if value is None or value == "":
        return NONE
    if isinstance(value, str):
        return value if isinstance(value, SafeString) else SafeString(escape(value))
    if isinstance(value, Pill):
        return SafeString(f'<span class="pill {value.tone}">{escape(value.label)}</span>')
    if isinstance(value, bool):
        return show(Pill(label="Yes", tone="good") if value else Pill(label="No"))
    if isinstance(value, datetime):
        local = value.astimezone(timezone.get_default_timezone())
        return short_date(local, full=local.strftime("%A %-d %B %Y, %H:%M"))
    if isinstance(value, date):
        return short_date(value, full=value.strftime("%A %-d %B %Y"))
    return SafeString(escape(str(value)))


def short_date(value: date, *, full: str) -> SafeString:
    """Return a `time` element with the short day, and the full one on hover."""
    machine = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return SafeString(
        f'<time datetime="{machine}" title="{full}">{day(value)}</time>'
    )  # a date holds nothing to escape


def day(value: date) -> str:
    """Return day and month, the year only when it is not this one.

    All of the desk is in the time of the installation. Whether somebody switched to another one is not asked for each
    cell: that took a twentieth of a list's time.
    """
    now = datetime.now(timezone.get_default_timezone())
    return _day(value.year, value.month, value.day, value.year == now.year)


@lru_cache(maxsize=4096)  # the desk speaks one language; a list of a hundred rows asks for each day of a few years
def _day(year: int, month: int, day: int, is_this_year: bool) -> str:
    return date_format(date(year, month, day), "j M" if is_this_year else "j M Y")


def _edit_button(*, url: str, target: str, label: str, html: SafeString) -> SafeString:
    return format_html(
        '<button type="button" class="editable" hx-get="{}" hx-target="#{}" hx-swap="innerHTML" title="Edit {}">{}'
        '<span class="sr"> Edit {}</span></button>',
        url,
        target,
        label.lower(),
        html,
        label.lower(),
    )
