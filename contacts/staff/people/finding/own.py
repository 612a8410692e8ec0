"""Custom fields of contacts as columns of the list, called by their path: ``custom.club.level``."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from contacts.staff.engine.cells import show
from contacts.staff.people.fields import Field, Kind, value_at
from contacts.staff.people.finding.columns import Body, Column, chosen
from contacts.staff.people.own import own_fields
from contacts.staff.people.showing import Names, shown

PREFIX = "custom."
LONGEST = 120  # characters of a text that a cell holds; all of it stands on the contact's page
WIDTHS: dict[Kind, str] = {"number": "s", "choice": "n", "date": "n", "moment": "n"}
MOMENTS: dict[Kind, Callable[[str], dt.date]] = {"date": dt.date.fromisoformat, "moment": dt.datetime.fromisoformat}


def own_columns() -> tuple[Column, ...]:
    """A column for each custom field, in the order staff gave them; one statement."""
    return tuple(_column(field, group) for group, field in own_fields())


def places(text: str) -> tuple[tuple[str, str], ...]:
    """``(group, alias)`` of the custom fields that ``?cols=`` names; a statement when it names any."""
    own = own_columns() if PREFIX in text else ()
    paths = [column.name.split(".") for column in chosen(text, own) if column in own]
    return tuple((group, alias) for _, group, alias in paths)


def _column(field: Field, group: str) -> Column:
    kind = "number" if field.kind == "number" else "date" if field.kind in MOMENTS else "text"
    width = WIDTHS.get(field.kind, "")
    return Column(
        name=field.path, label=field.label, read=_reader(field), kind=kind, width=width, edit=field.path, group=group
    )  # fmt: skip


def _reader(field: Field) -> Callable[[Body, Names], object]:
    """Values as the contact's page shows them, save that dates are short, as in all lists, and long texts are cut."""
    moment = MOMENTS.get(field.kind)

    def read(body: Body, names: Names) -> object:
        value: Any = value_at(body, field.path)
        if value is not None and moment:
            return show(moment(value))
        if isinstance(value, str) and len(value) > LONGEST:
            value = f"{value[:LONGEST]}…"
        return shown(field, value, names)

    return read
