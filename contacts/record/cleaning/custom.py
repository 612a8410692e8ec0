"""Values of fields that staff define: one canonical JSON form per type."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from contacts.record.choices import CustomFieldType
from contacts.record.contact import CustomValue, CustomValues
from contacts.record.errors import FieldError, Invalid, invalid

MAX_TEXT = 20_000
MAX_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly


class Definition(Struct, frozen=True):
    """One field staff defined: its type, the values a choice may take, and whether customers see and change it."""

    id: int
    group: str
    alias: str
    type: CustomFieldType
    choices: tuple[str, ...] = ()
    is_customer_visible: bool = False
    is_customer_editable: bool = False


def merged(
    before: CustomValues,
    spoken: Mapping[str, Any],
    part: str,
    find: Callable[[str, str, str], Definition | None],
) -> CustomValues:
    """``before`` with the values of ``spoken`` set and its nulls and blanks cleared; raises ``Invalid`` per field."""
    after = {group: dict(values) for group, values in before.items()}
    errors: list[FieldError] = []
    for group, values in spoken.items():
        for alias, value in (values or {}).items():
            _set(after, group, alias, value, find(part, group, alias), errors)
    if errors:
        raise Invalid(errors)
    return {group: dict(sorted(after[group].items())) for group in sorted(after) if after[group]}


def _set(
    after: CustomValues,
    group: str,
    alias: str,
    value: Any,
    field: Definition | None,
    errors: list[FieldError],
) -> None:
    if field is None:
        errors.append(
            FieldError(f"{group}.{alias}", "unknown_field", f"There is no custom field {alias!r} in group {group!r}.")
        )
        return
    try:
        canon = canonical(field, value)
    except Invalid as exc:
        errors.extend(error.under(f"{group}.{alias}") for error in exc.errors)
        return
    if canon is None:
        after.get(group, {}).pop(alias, None)
    else:
        after.setdefault(group, {})[alias] = canon


def canonical(field: Definition, value: Any) -> CustomValue:
    """The stored form of ``value``, None for one that is blank; raises ``Invalid`` when the type does not fit."""
    if value is None or value == "" or value == []:
        return None
    return _READERS[field.type](field, value)


def _text(field: Definition, value: Any) -> CustomValue:
    if isinstance(value, (bool, list)):
        raise invalid("", "invalid", "Expected text.")
    text = str(value).strip()
    if len(text) > MAX_TEXT:
        raise invalid("", "too_long", f"At most {MAX_TEXT} characters (got {len(text)}).")
    return text or None


def _integer(field: Definition, value: Any) -> CustomValue:
    number = _decimal(field, value)
    if not isinstance(number, (int, float)) or number != int(number) or abs(number) > MAX_INTEGER:
        raise invalid("", "invalid", "Expected a whole number.")
    return int(number)


def _decimal(field: Definition, value: Any) -> CustomValue:
    if isinstance(value, (bool, list)):
        raise invalid("", "invalid", "Expected a number.")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise invalid("", "invalid", "Expected a number like 12.5.")
    return int(number) if number == int(number) and abs(number) <= MAX_INTEGER else number


def _boolean(field: Definition, value: Any) -> CustomValue:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    word = str(value).strip().casefold()
    if word not in words:
        raise invalid("", "invalid", "Expected true or false.")
    return words[word]


def _date(field: Definition, value: Any) -> CustomValue:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise invalid("", "invalid", "Expected a date that exists, like 2026-02-28.") from None


def _datetime(field: Definition, value: Any) -> CustomValue:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise invalid("", "invalid", "Expected a date and time like 2026-02-28T09:30:00Z.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise invalid("", "invalid", "This moment lies outside the years 1 to 9999 in UTC.") from None


def _choice(field: Definition, value: Any) -> CustomValue:
    found = {choice.casefold(): choice for choice in field.choices}.get(str(value).casefold())
    if found is None:
        raise invalid("", "invalid_choice", f"Expected one of {', '.join(field.choices)}.")
    return found


def _multichoice(field: Definition, value: Any) -> CustomValue:
    chosen = {str(_choice(field, item)) for item in (value if isinstance(value, list) else [value])}
    return [choice for choice in field.choices if choice in chosen]


_READERS: dict[str, Callable[[Definition, Any], CustomValue]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "multichoice": _multichoice,
}
