"""Values of a record as people read them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from contacts.directory import queries as directory
from contacts.lookups import queries as lookups
from contacts.record.cleaning.countries import countries
from contacts.record.contact import Address
from contacts.record.postal import address_lines
from contacts.staff.engine.cells import show
from contacts.staff.people.fields import Field, value_at
from contacts.staff.people.forms import MONTHS

Names = Mapping[str, Mapping[int, str]]  # by look-up kind and id
EMPTY: tuple[Any, ...] = (None, "", [], {})


def names_for(
    body: Mapping[str, Any], fields: Iterable[Field], also: Iterable[tuple[Field, Any]] = ()
) -> dict[str, dict[int, str]]:
    """The names of all rows that a record, and the values in ``also``, point at; a statement for each kind with any."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for field, value in (*((field, value_at(body, field.path)) for field in fields), *also):
        if field.of and field.of != "zone":
            wanted[field.of] |= set(value if isinstance(value, list) else [value] if value else [])
        elif field.kind == "contact" and value:
            wanted["contact"].add(value)
    people = wanted.pop("contact", set())
    return lookups.labels(wanted) | {"contact": directory.display_names(people) if people else {}}


def labels_of(bodies: Iterable[Mapping[str, Any]], fields: Iterable[Field]) -> Names:
    """The names that ``fields`` of many records point at; a statement for each kind."""
    listed = list(bodies)
    found = {field.of: {body[field.path] for body in listed if body[field.path]} for field in fields}
    return lookups.labels(found)


def shown(field: Field, value: Any, names: Names) -> SafeString:
    """One value; empty ones as a quiet dash."""
    if value in EMPTY:
        return show(None)
    if field.kind == "flag" or isinstance(value, bool):
        return show(bool(value))
    if field.kind == "words":
        return format_html_join(" ", '<span class="pill">{}</span>', ((word,) for word in value))
    if field.kind == "references":
        return show(", ".join(sorted(names.get(field.of, {}).get(id_, f"#{id_}") for id_ in value)))
    return show(text_of(field, value, names))


def text_of(field: Field, value: Any, names: Names) -> str:
    """One value as plain text."""
    if field.kind == "reference":
        return names.get(field.of, {}).get(value, f"#{value}")
    if field.kind == "choice":
        return dict(field.choices).get(value, str(value))
    if field.kind == "country":
        return country_name(value)
    if field.kind == "partial":
        return partial(value)
    if field.kind == "date":
        return day(value)
    if field.kind == "moment":
        return _moment(value)
    if field.kind == "many":
        return ", ".join(map(str, value))
    if field.grouped:
        return intcomma(value)
    return str(value)


def country_name(code: str | None) -> str:
    """A country's name by its alpha-2 code."""
    found = countries().get(code or "")
    return found.name if found else code or ""


def day(text: str | None) -> str:
    """``28 February 2026`` of an ISO date."""
    if not text:
        return ""
    date = dt.date.fromisoformat(text[:10])
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _moment(text: str) -> str:
    """``28 February 2026, 09:30`` of an ISO date and time, in the time of the installation."""
    local = timezone.localtime(dt.datetime.fromisoformat(text), timezone.get_default_timezone())
    return f"{local.day} {MONTHS[local.month - 1]} {local:%Y, %H:%M}"


def partial(value: Mapping[str, Any]) -> str:
    """What is known of a date: ``28 February``, ``February 1990``, ``1990``."""
    month = MONTHS[value["month"] - 1] if value.get("month") else ""
    return " ".join(str(part) for part in (value.get("day"), month, value.get("year")) if part)


def one_line(part: Mapping[str, Any]) -> str:
    """An address on one line, in the order of its country."""
    return ", ".join(address_lines(msgspec.convert(part, Address), country=country_name(part["country"])))


def expiry(text: str | None) -> tuple[str, bool]:
    """How a membership's end is said, and whether it has passed at this moment."""
    if not text:
        return "no end", False
    moment = timezone.localtime(dt.datetime.fromisoformat(text))
    passed = moment <= timezone.now()
    return f"{'ended' if passed else 'until'} {moment.day} {MONTHS[moment.month - 1]} {moment.year}", passed
