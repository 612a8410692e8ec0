"""What the list can show of a contact, read from its record."""

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from contacts.files.photos.spelling import url as photo_url
from contacts.record.choices import label
from contacts.staff.drawing.tags import hue, initials
from contacts.staff.engine.cells import show
from contacts.staff.engine.declaration import Pill
from contacts.staff.people.fields import ALL, Field, value_at
from contacts.staff.people.showing import Names, shown

Body = Mapping[str, Any]
Groups = list[tuple[str, list[tuple[str, str, bool]]]]  # title of a group; name, label, whether it is shown


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: ``sort`` is an order of the directory, ``edit`` the path of a value edited in the cell."""

    name: str
    label: str
    read: Callable[[Body, Names], object]
    kind: str = "text"
    width: str = ""
    sort: str = ""
    edit: str = ""
    group: str = "Columns"  # that it is offered in
    spare: bool = False  # leaves first when the window narrows
    plain: bool = False  # says itself what it is, so that a phone's card need not

    @cached_property
    def key(self) -> str:
        """The name fit for an element's id."""
        return self.name.replace(".", "-")

    @cached_property
    def attributes(self) -> str:
        """The class of its cells, and the label that a phone's card shows."""
        label = "" if self.plain else f' data-label="{escape(self.label)}"'
        return f' class="{self.kind}{" spare" if self.spare else ""}"{label}'


def _first(parts: list[dict[str, Any]], key: str) -> str:
    best = sorted((part for part in parts if part["is_active"]), key=lambda part: not part["is_primary"])
    return str(best[0][key]) if best else ""


def _work(body: Body, names: Names) -> str:
    return ", ".join(filter(None, (body["job_title"], body["company_name"] if body["kind"] == "person" else "")))


def _email(body: Body, names: Names) -> str:
    return _first(body["emails"], "email")


def _phone(body: Body, names: Names) -> str:
    return _first(body["phones"], "number")


def _town(body: Body, names: Names) -> str:
    return _first(body["addresses"], "town")


def _state(body: Body, names: Names) -> Pill:
    if not body["is_active"]:
        return Pill(label="Inactive", tone="warn")
    return Pill(
        label=label(body["life_cycle_state"]), tone="good" if body["life_cycle_state"] == "FINANCIAL" else "info"
    )


def _of(path: str) -> Callable[[Body, Names], SafeString]:
    field = ALL[path]
    return lambda body, names: shown(field, value_at(body, path), names)


def _date(key: str) -> Callable[[Body, Names], SafeString]:
    return lambda body, names: _day(body[key])


def _day(text: str) -> SafeString:
    return show(dt.datetime.fromisoformat(text))


COLUMNS = (
    Column(name="name", label="Name", read=lambda body, names: body["display_name"], kind="name", sort="name"),
    Column(name="email", label="Email", read=_email, width="e", plain=True),
    Column(name="phone", label="Phone", read=_phone, width="n", plain=True),
    Column(name="work", label="Work", read=_work, plain=True),
    Column(name="town", label="Town", read=_town, width="s", spare=True, plain=True),
    Column(name="category", label="Category", read=_of("category"), width="s", edit="category", spare=True, plain=True),
    Column(name="state", label="Life cycle", read=_state, kind="state", width="n", edit="life_cycle_state", plain=True),
    Column(name="updated", label="Changed", read=_date("updated_at"), kind="date", width="n", sort="updated_at"),
    Column(name="created", label="Created", read=_date("created_at"), kind="date", width="n", sort="created_at"),
    Column(name="code", label="Code", read=lambda body, names: body["code"], width="s"),
    Column(name="status", label="Status", read=_of("status"), width="s", edit="status"),
    Column(name="group", label="Group", read=_of("owner_group"), width="n", edit="owner_group"),
    Column(name="tags", label="Tags", read=_of("tags"), edit="tags"),
    Column(name="job_title", label="Job title", read=_of("job_title"), edit="job_title"),
    Column(name="company", label="Company name", read=_of("company_name"), edit="company_name"),
    Column(name="language", label="Language", read=_of("language"), width="s", edit="language"),
    Column(name="external_id", label="External id", read=_of("external_id"), width="n", edit="external_id"),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
DEFAULT = ("name", "email", "phone", "work", "town", "category", "state", "updated")
# What the columns may point at, so that names are read once for the whole page.
REFERENCES: tuple[Field, ...] = tuple(ALL[path] for path in ("category", "owner_group"))


def chosen(text: str, own: Iterable[Column] = ()) -> tuple[Column, ...]:
    """The columns that ``?cols=`` names, of ``COLUMNS`` and ``own``; the name is always there.

    It may name a custom field that is gone by now. The usual columns stand where it names none that is known.
    """
    known = BY_NAME | {column.name: column for column in own}
    names = [name for name in text.split(",") if name in known] or list(DEFAULT)
    return tuple(known[name] for name in dict.fromkeys(("name", *names)))


def grouped(columns: Iterable[Column], shown: Container[str]) -> Groups:
    """The columns to choose from; ``shown`` are the names of those that are."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for column in columns:
        groups.setdefault(column.group, []).append((column.name, column.label, column.name in shown))
    return list(groups.items())


def cell(column: Column, body: Body, names: Names, *, editable: bool) -> str:
    """One table cell: a template for each of 800 cells took half the time of the page."""
    id_ = f' id="cell-{body["id"]}-{column.key}"' if column.edit and editable else ""
    return f"<td{id_}{column.attributes}>{inside(column, body, names, editable=editable)}</td>"


def inside(column: Column, body: Body, names: Names, *, editable: bool) -> SafeString:
    """What stands in a cell; a value that may be edited is a button that its form replaces.

    Addresses begin at the list's own.
    """
    if column.name == "name":
        return _name(body)
    value = show(column.read(body, names))
    if not (column.edit and editable):
        return value
    return SafeString(  # the address is ours, the value is escaped
        f'<button type="button" class="editable" title="Edit" hx-get="/staff/contacts/{body["id"]}/cell/{column.name}/"'
        f' hx-target="closest td">{value}</button>'
    )


def _name(body: Body) -> SafeString:
    name = body["display_name"] or body["code"]
    if body["photo"]:
        src = escape(photo_url(body["photo"]))
        face = f'<img class="avatar" src="{src}" alt="" width="22" height="22" loading="lazy">'
    else:
        person = " ".join(filter(None, (body["first_name"], body["last_name"])))
        of = initials(person if body["kind"] == "person" and person else name)
        face = f'<span class="avatar h{hue(name)}" aria-hidden="true">{escape(of)}</span>'
    return SafeString(f'<a class="rowname" href="/staff/contacts/{body["id"]}/">{face}{escape(name)}</a>')
