"""Putting what a caller said into the columns of a row, with every fault at its path."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from msgspec import UNSET, Struct

from contacts.record.cleaning import clean
from contacts.record.errors import FieldError, Invalid, invalid, join

MOST_CUSTOM = 50_000  # characters of one JSON value
WEB = URLValidator(schemes=["http", "https"])
Faults = list[FieldError]


def provided(patch: Struct) -> Iterator[tuple[str, Any]]:
    """The keys that a caller provided, with their values; absent is not null."""
    for name in patch.__struct_fields__:
        value = getattr(patch, name)
        if value is not UNSET and name not in ("id", "remove"):
            yield name, value


def put(row: Model, values: Mapping[str, Any], faults: Faults, *, path: str = "", beginning: str = "") -> None:
    """Set columns by name (each with ``beginning`` before it); None becomes the column's own blank."""
    for name, value in values.items():
        try:
            column: Any = row._meta.get_field(beginning + name)
            setattr(row, column.attname, _blank(column) if value is None else _tidied(name, value, join(path, name)))
        except Invalid as exc:
            faults.extend(exc.errors)


def _blank(column: Any) -> Any:
    if column.has_default():
        return column.get_default()
    return None if column.null else ""


def _tidied(name: str, value: Any, path: str) -> Any:
    if name.endswith("country"):
        return clean.country(value, path) or ""
    if isinstance(value, dt.datetime):
        return clean.moment(value, path)
    if name == "tracking_url" and value:
        try:
            WEB(value)  # it is shown as a link, and no other kind of address may be one
        except ValidationError:
            raise invalid(path, "invalid", "Expected an address like https://example.org/parcel.") from None
    return value


def groups(value: Mapping[str, Any], faults: Faults, path: str = "custom") -> None:
    """Check custom values by group: names and plain values, as a shop's own form fields are."""
    for group, fields in value.items():
        for name, each in fields.items():
            plain(each, faults, f"{path}.{group}.{name}")
    size(value, faults, path)


def plain(value: Any, faults: Faults, path: str) -> None:
    """A text, number, flag or list of them; nothing deeper."""
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (dict, list)) for item in items):
        faults.append(FieldError(path[:100], "invalid", "Expected a text, a number, true or false, or a list of them."))


def size(value: Any, faults: Faults, path: str) -> None:
    """Refuse what is larger than any form anybody fills in."""
    if (length := len(str(value))) > MOST_CUSTOM:
        faults.append(FieldError(path, "too_long", f"At most {MOST_CUSTOM:,} characters in all (got {length:,})."))


def stored(row: Model) -> tuple[Any, ...]:
    """A row's values in the order of its columns, to see whether anything changed."""
    return tuple(getattr(row, column.attname) for column in row._meta.concrete_fields)
