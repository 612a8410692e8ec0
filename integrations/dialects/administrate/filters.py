"""``attr__eq=1&_order=-id&_limit=100``: an allow-list of (attribute, operator) made into our filter language.

Nothing of a request is ever a look-up of the database: an attribute is a row of the table, an operator a word below.
"""

import datetime as dt
import re
from typing import Any

from django.http import QueryDict
from msgspec import Struct

from contacts.directory.reading.streaming import SORTABLE, Order
from contacts.record import filters
from contacts.record.cleaning.custom import Definition
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.filters import Group, Where
from integrations.dialects.administrate.table import TABLE
from integrations.mapping.codecs import Known

# The seven of v2, and those of v2.5 that say the same or more.
OPERATORS = {
    "eq": "eq", "lt": "lt", "lte": "lte", "gt": "gt", "gte": "gte", "in": "in", "notin": "not_in",
    "ne": "ne", "le": "lte", "ge": "gte", "ni": "not_in", "ct": "contains", "sw": "startswith", "ew": "endswith",
    "lk": "like", "nl": "unlike",
}  # fmt: skip
OPPOSITE = {"eq": "ne", "ne": "eq"}
ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
CUSTOM = "custom_fields."
MOST_ORDERS = 5


class Asked(Struct, frozen=True):
    """What a list is asked for."""

    where: Where | None
    archived: bool | None
    order: tuple[Order, ...]
    limit: int | None


def asked(query: QueryDict, known: Known) -> Asked:
    """The list that a query asks for; raises ``Invalid`` at the parameters' own names."""
    faults: list[FieldError] = []
    conditions: list[Where] = []
    pairs = [(key, value) for key, values in query.lists() if key not in ("_order", "_limit") for value in values]
    if len(pairs) > filters.MAX_CONDITIONS:
        raise invalid("request", "too_many", f"At most {filters.MAX_CONDITIONS} filters.")
    for key, value in pairs:
        try:
            conditions.append(_condition(key, value, known))
        except Invalid as exc:
            faults += [FieldError(key[:100], error.code, error.message) for error in exc.errors]
    if faults:
        raise Invalid(faults)
    where = conditions[0] if len(conditions) == 1 else Group("and", tuple(conditions)) if conditions else None
    names_deleted = any(key.partition("__")[0] == "is_deleted" for key, _ in pairs)
    return Asked(where, None if names_deleted else False, _order(query.get("_order", "")), _limit(query.get("_limit")))


def _condition(key: str, value: str, known: Known) -> Where:
    name, _, word = key.rpartition("__")
    if not name:
        name, word = key, "eq"
    op = OPERATORS.get(word)
    if op is None:
        raise invalid("", "invalid_operator", f"Expected one of {', '.join(f'__{word}' for word in OPERATORS)}.")
    path, is_flag, read = _attribute(name, known)
    if value == "" and op in ("eq", "ne"):
        return _parsed({"field": path, "op": "empty" if op == "eq" else "not_empty"}, known)
    if op in ("like", "unlike"):
        return _parsed(_like(path, value, negative=op == "unlike"), known)
    if is_flag and op in filters.LISTS:
        word, flag = ("or", "eq") if op == "in" else ("and", "ne")
        wanted = [_flag(name, path, flag, read(one), read("true")) for one in value.split(",")]
        return _parsed({word: wanted}, known)
    if op in filters.LISTS:
        return _parsed({"field": path, "op": op, "value": [read(one) for one in value.split(",")]}, known)
    if is_flag and op in OPPOSITE:
        return _parsed(_flag(name, path, op, read(value), read("true")), known)
    return _parsed({"field": path, "op": op, "value": read(value)}, known)


def _attribute(name: str, known: Known) -> tuple[str, bool, Any]:
    """The neutral path of an attribute, whether it is a flag, and how its values are read."""
    if name.startswith(CUSTOM):
        field: Definition | None = known.definitions.get(name.removeprefix(CUSTOM))
        if field is None:
            raise invalid("", "unknown_field", "There is no such custom field.")
        return f"custom.{field.group}.{field.alias}", False, str
    row = TABLE.by_name.get(name) if ATTRIBUTE.fullmatch(name) else None
    if row is None or row.slot.path not in filters.catalogue():
        raise invalid("", "unknown_field", "There is no such attribute to filter by.")
    if row.slot.path == "created_at":
        return row.slot.path, False, lambda value: _aware(row.codec.decode(value), known)
    is_text = filters.catalogue()[row.slot.path].kind in ("text", "number", "reference")
    return row.slot.path, row.codec.is_flag, str if is_text and name != "address_country_id" else row.codec.decode


def _flag(name: str, path: str, op: str, wanted: Any, true: Any) -> dict[str, Any]:
    """False is whatever is not true, since a flag that nobody spoke about is shown as false."""
    return {"field": path, "op": op if wanted == true else OPPOSITE[op], "value": true}


def _like(path: str, pattern: str, *, negative: bool) -> dict[str, Any]:
    """``%`` stands for anything, at either end or both."""
    text = pattern.strip("%")
    if "%" in text or not text:
        raise invalid("", "invalid", "Expected text with % before it, after it, or both.")
    start, end = pattern.startswith("%"), pattern.endswith("%")
    op = {(True, True): "contains", (False, True): "startswith", (True, False): "endswith"}.get((start, end), "eq")
    if negative and op != "eq":
        raise invalid("", "invalid_operator", "Expected __nl without %, which is the same as __ne.")
    return {"field": path, "op": "ne" if negative else op, "value": text}


def _parsed(condition: dict[str, Any], known: Known) -> Where:
    fields = {(field.group, field.alias): field for field in known.definitions.values()}
    return filters.parse(condition, custom=lambda group, alias: fields.get((group, alias)))


def _aware(value: str | None, known: Known) -> str | None:
    moment = dt.datetime.fromisoformat(value) if value else None
    return moment.replace(tzinfo=moment.tzinfo or known.zone).isoformat() if moment else None


def _order(text: str) -> tuple[Order, ...]:
    found: list[Order] = []
    for name in text.split(",") if text else ():
        row = TABLE.by_name.get(name.removeprefix("-"))
        if row is None or row.slot.path not in SORTABLE or len(found) == MOST_ORDERS:
            names = ", ".join(row.their for row in TABLE.rows if row.slot.path in SORTABLE)
            raise invalid(
                "_order", "invalid_choice", f"Expected at most {MOST_ORDERS} of {names}; - in front reverses."
            )
        descending = name.startswith("-") is not (row.their == "inactive")  # shown the other way round than it is kept
        found.append((row.slot.path, descending))
    return tuple(found) if found != [("id", False)] else ()


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise invalid("_limit", "invalid", "Expected a whole number.")
    return int(text)
