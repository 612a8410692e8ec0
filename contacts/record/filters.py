"""The filter language: AND/OR over an allow-list of fields, read into a tree that nothing but this file can make.

``{"and": [{"field": "addresses.town", "op": "eq", "value": "Nicosia"}, {"or": […]}]}``, or a single condition.
Text compares without regard to case. A condition on a part holds when any such part of the contact meets it.
"""

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct

from contacts.record import choices, contact
from contacts.record.cleaning.clean import text_fault
from contacts.record.cleaning.custom import Definition
from contacts.record.errors import FieldError, Invalid, invalid, join

MAX_CONDITIONS, MAX_DEPTH, MAX_LIST = 20, 3, 100
Kind = Literal["text", "choice", "number", "boolean", "date", "datetime", "reference", "sealed"]
COMPARE = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", "empty", "not_empty")
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": ("contains", "eq", "ne", "startswith", "endswith", "in", "not_in", "empty", "not_empty"),
    "choice": ("eq", "ne", "in", "not_in", "empty", "not_empty"),
    "reference": ("eq", "ne", "in", "not_in", "empty", "not_empty"),
    "number": COMPARE,
    "date": COMPARE,
    "datetime": COMPARE,
    "boolean": ("eq", "ne"),
    "sealed": ("eq", "empty", "not_empty"),
}
BLANK = frozenset({"empty", "not_empty"})
LISTS = frozenset({"in", "not_in"})


class Field(Struct, frozen=True):
    """One thing a contact can be filtered by; ``choices`` are the members of a closed list."""

    path: str
    kind: Kind
    choices: tuple[str, ...] = ()
    custom: Definition | None = None


class Condition(Struct, frozen=True):
    """``field op value``; the value has the field's own type, a tuple for ``in`` and ``not_in``, None for blanks."""

    field: Field
    op: str
    value: Any


class Group(Struct, frozen=True):
    """Conditions joined by ``and`` or ``or``."""

    join: Literal["and", "or"]
    members: "tuple[Where, ...]"


Where = Condition | Group
FindCustom = Callable[[str, str], Definition | None]

# Fields whose kind cannot be read off the record's annotations.
REFERENCES = frozenset(
    {
        "customer_type", "owner_group", "category", "privacy_level", "sources", "marketing_lists", "zones",
        "relations.contact", "affiliations.organisation", "affiliations.branch", "affiliations.vendor",
        "demographics.industry", "demographics.sector", "company_profile.industry", "company_profile.sectors",
    }
)  # fmt: skip
SEALED = frozenset(
    {
        "demographics.id_card.number",
        "demographics.passport.number",
        "demographics.social_security_number",
        "demographics.statutory_number",
    }
)
NOT_FILTERABLE = frozenset({"uuid", "kept", "custom", "consents", "photo", "display_name"})
_KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, "boolean"),
    (int, "number"),
    (Decimal, "number"),
    (dt.datetime, "datetime"),
    (dt.date, "date"),
)


@cache
def catalogue() -> dict[str, Field]:
    """Every field but the custom ones, by path."""
    found = {field.path: field for field in _fields(contact.ContactRecord, "")}
    for purpose in choices.members(choices.ConsentPurpose):
        for channel in choices.members(choices.ConsentChannel):
            path = f"consents.{purpose}.{channel}"
            found[path] = Field(path, "choice", choices.members(choices.ConsentState))
    found |= {path: Field(path, "sealed") for path in SEALED}
    found["display_name"] = Field("display_name", "text")
    found["tags"] = Field("tags", "text")
    found["uuid"] = Field("uuid", "choice")
    return found


def _fields(cls: type[Struct], prefix: str) -> list[Field]:
    found: list[Field] = []
    hints = msgspec.structs.fields(cls)
    for item in hints:
        path = join(prefix, item.name)
        nested = _nested(item.type)
        if path in NOT_FILTERABLE or path in SEALED or (prefix and item.name in ("custom", "id")):
            continue
        if path == "zones":
            found += [Field("zones", "reference"), Field("zones.expires_at", "datetime")]
        elif path in REFERENCES:
            found.append(Field(path, "reference"))
        elif nested is not None:
            found += _fields(nested, path)
        elif path != "tags":
            found.append(_scalar(path, item.type))
    return found


def _nested(hint: Any) -> type[Struct] | None:
    arms = [hint, *getattr(hint, "__args__", ())]
    return next((arm for arm in arms if isinstance(arm, type) and issubclass(arm, Struct)), None)


def _scalar(path: str, hint: Any) -> Field:
    arms = [arm for arm in (hint, *getattr(hint, "__args__", ())) if isinstance(arm, type)]
    for type_, kind in _KINDS:
        if type_ in arms:
            return Field(path, kind)
    members = choices.members(hint)
    if members and all(isinstance(member, str) for member in members):
        return Field(path, "choice", tuple(member for member in members if member))
    return Field(path, "text")


def parse(data: object, *, custom: FindCustom, path: str = "filter") -> Where:
    """The tree of a filter in JSON values; raises ``Invalid`` with every fault at its path below ``path``."""
    if (count := _count(data, MAX_DEPTH)) > MAX_CONDITIONS:
        raise invalid(path, "too_many", f"At most {MAX_CONDITIONS} conditions (got {count}).")
    errors: list[FieldError] = []
    where = _tree(data, path, 1, custom, errors)
    if errors or where is None:
        raise Invalid(errors or [FieldError(path, "invalid", "Expected a condition, or and/or with a list.")])
    return where


def parse_parameters(pairs: Sequence[tuple[str, str]], *, custom: FindCustom) -> Where | None:
    """Plain parameters, ``addresses.town=Nicosia`` or ``created_at__gte=2026-01-01``, joined by AND; None for none."""
    errors: list[FieldError] = []
    found: list[Where] = []
    for key, text in pairs[: MAX_CONDITIONS + 1]:
        name, _, op = key.partition("__")
        op = op or "eq"
        value: Any = text.split(",") if op in LISTS else text
        condition = _condition({"field": name, "op": op, "value": value}, key, custom, errors, bare=True)
        found += [condition] if condition else []
    if errors:
        raise Invalid(errors)
    if len(pairs) > MAX_CONDITIONS:
        raise invalid("filter", "too_many", f"At most {MAX_CONDITIONS} conditions (got {len(pairs)}).")
    return Group("and", tuple(found)) if found else None


def _count(data: object, left: int) -> int:
    """How many conditions there are, before any of them is looked at."""
    lists = [value for value in data.values() if isinstance(value, list)] if isinstance(data, Mapping) else []
    if left == 0 or not lists or (isinstance(data, Mapping) and "field" in data):
        return 1
    return sum(_count(item, left - 1) for value in lists for item in value)


def _tree(data: object, path: str, depth: int, custom: FindCustom, errors: list[FieldError]) -> Where | None:
    if not isinstance(data, Mapping):
        errors.append(FieldError(path, "invalid", "Expected an object: a condition, or and/or with a list."))
        return None
    if "field" in data:
        return _condition(data, path, custom, errors)
    word = next(iter(data), "")
    if len(data) != 1 or word not in ("and", "or") or not isinstance(data[word], list):
        errors.append(FieldError(path, "invalid", "Expected field, op and value, or one of and/or with a list."))
        return None
    if word == "or" and not data[word]:  # nothing out of nothing would be everything
        errors.append(FieldError(f"{path}.or", "required", "Name one condition at least."))
        return None
    if depth > MAX_DEPTH:
        errors.append(FieldError(path, "too_deep", f"At most {MAX_DEPTH} levels of and/or."))
        return None
    inner = f"{path}.{word}"
    members = [_tree(item, f"{inner}[{n}]", depth + 1, custom, errors) for n, item in enumerate(data[word])]
    joined: Literal["and", "or"] = "and" if word == "and" else "or"
    return Group(joined, tuple(member for member in members if member is not None))


def _condition(
    data: Mapping[str, Any], path: str, custom: FindCustom, errors: list[FieldError], *, bare: bool = False
) -> Condition | None:
    """One condition; ``bare`` puts every fault at ``path`` itself, since a parameter has no keys below it."""
    try:
        field = _field(data.get("field"), custom)
        if unknown := set(data) - {"field", "op", "value"}:
            raise invalid(str(min(unknown, key=str)), "unknown_field", "Expected field, op and value only.")
        return condition(field, data.get("op", "eq"), data.get("value"))
    except Invalid as exc:
        errors.extend(FieldError(path, e.code, e.message) if bare else e.under(path) for e in exc.errors)
        return None


def condition(field: Field, op: object, value: object) -> Condition:
    """``field op value`` with the value read as the field's kind; raises ``Invalid`` at ``op`` or ``value``."""
    if not isinstance(op, str) or op not in OPERATORS[field.kind]:
        raise invalid("op", "invalid_operator", f"Expected one of {', '.join(OPERATORS[field.kind])}.")
    return Condition(field, op, _value(field, op, value))


def _field(name: object, custom: FindCustom) -> Field:
    if isinstance(name, str):
        if found := catalogue().get(name):
            return found
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "custom" and (definition := custom(parts[1], parts[2])):
            return Field(name, custom_kind(definition), definition.choices, definition)
    close = difflib.get_close_matches(str(name)[:80], catalogue(), n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    raise invalid("field", "unknown_field", f"There is no field {str(name)[:80]!r} to filter by.{hint}")


def custom_kind(definition: Definition) -> Kind:
    """How a custom field is compared."""
    kinds: dict[str, Kind] = {"integer": "number", "decimal": "number", "multichoice": "choice"}
    return kinds.get(definition.type, definition.type)  # type: ignore[arg-type]  # the rest are called alike


def _value(field: Field, op: str, value: Any) -> Any:
    if op in BLANK:
        return None
    if op not in LISTS:
        return _single(field, value)
    if not isinstance(value, list) or not 0 < len(value) <= MAX_LIST:
        raise invalid("value", "invalid", f"Expected a list of 1 to {MAX_LIST} values.")
    return tuple(_single(field, item) for item in value)


def _single(field: Field, value: Any) -> Any:
    if isinstance(value, str) and (fault := text_fault(value, multiline=True)):
        raise invalid("value", "invalid_text", fault)
    if isinstance(value, str) and len(value) > 400:
        raise invalid("value", "too_long", f"At most 400 characters (got {len(value)}).")
    try:
        return _READ[field.kind](field, value)
    except (ValueError, TypeError, OverflowError, msgspec.ValidationError):
        raise invalid("value", "invalid", f"Expected {_WANTED[field.kind]}.") from None


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _choice(field: Field, value: Any) -> str:
    text = _text(field, value)
    if not field.choices:
        return text
    found = {member.casefold(): member for member in field.choices}.get(text.casefold())
    if found is None:
        raise invalid("value", "invalid_choice", f"Expected one of {', '.join(field.choices)}.")
    return found


def _number(field: Field, value: Any) -> float | int:
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not -1e300 < number < 1e300:
        raise ValueError
    return int(number) if number == int(number) and abs(number) < 2**53 else number


def _boolean(field: Field, value: Any) -> bool:
    words: dict[Any, bool] = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise ValueError
    return words[str(value).lower()]


def _date(field: Field, value: Any) -> dt.date:
    return dt.date.fromisoformat(value)


def _datetime(field: Field, value: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC)


def _reference(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not -(2**63) <= int(value) < 2**63:
        raise ValueError
    return int(value)


_READ: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "reference": _reference,
    "sealed": _text,
}
_WANTED = {
    "text": "text",
    "choice": "one of its choices",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date that exists, like 2026-02-28",
    "datetime": "a date or time like 2026-02-28T09:30:00Z",
    "reference": "the id of a row, a whole number",
    "sealed": "the whole number as text",
}
