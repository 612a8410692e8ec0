"""Which contacts a list asks for, in our filter language."""

from typing import Any, Literal, cast

from contacts.directory.reading.streaming import SORTABLE
from contacts.record import filters
from contacts.record.errors import invalid
from contacts.record.filters import Condition, Field, Group, Where
from integrations.dialects.webinone.filters.reading import GROUPS, Reader
from integrations.dialects.webinone.table import ROWS
from integrations.mapping.codecs import Known
from integrations.mapping.slots import Remembered
from integrations.mapping.table import Row

OPPOSITE = {"eq": "ne", "ne": "eq"}
# Rows that are looked up are no values of the contact; what cannot be found there is not in the catalogue.
FIELDS = {row.their.lower(): row for row in ROWS if not row.codec.looks and row.slot.path in filters.catalogue()}
COLUMNS = {row.their: row.slot.path for row in FIELDS.values() if row.slot.path in SORTABLE}


def wanted(data: Any, known: Known) -> Where | None:
    """What a ``Where`` means; raises ``Invalid``."""

    def leaf(name: str, op: str, value: Any) -> Where:
        return _condition(name, op, value, known)

    def join(word: str, members: list[Where]) -> Where:
        return Group(cast(Literal["and", "or"], word), tuple(members))

    return Reader[Where](leaf, join).read(data)


def _condition(name: str, op: str, value: Any, known: Known) -> Where:
    head, _, rest = name.partition(".")
    if head.lower() == GROUPS and rest:
        return filters.condition(_custom(rest, known), op, value)
    row = FIELDS.get(name.lower())
    if row is None:
        raise invalid("", "unknown_field", "There is no such field to filter by.")
    field = filters.catalogue()[row.slot.path]
    if row.codec.is_flag:
        return _flag(row, field, op, value)
    if op in filters.LISTS and isinstance(value, list):
        return filters.condition(field, op, [_read(row, one, op) for one in value])
    read = _read(row, value, op)
    if read is None and op in OPPOSITE:
        op = "empty" if op == "eq" else "not_empty"
    return filters.condition(field, op, read)


def _custom(name: str, known: Known) -> Field:
    group, _, alias = name.partition(".")
    found = known.definitions.get(alias)
    if found is None or found.group != group:
        raise invalid("", "unknown_field", "There is no such custom field.")
    return Field(f"custom.{group}.{alias}", filters.custom_kind(found), found.choices, found)


def _read(row: Row, value: Any, op: str) -> Any:
    """The value in our words: countries by code or name, 0 as no type."""
    if row.their == "Type":
        return row.codec.decode(value)
    if isinstance(row.slot, Remembered) and row.slot.key == "country" and op in ("eq", "ne", *filters.LISTS):
        found = row.slot.meant(value) if isinstance(value, str) else None
        if found is None:
            raise invalid("", "unknown_country", "Expected a country's code or English name.")
        return found
    return value


def _flag(row: Row, field: Field, op: str, value: Any) -> Where:
    """False is whatever is not true, since what nobody spoke about is shown as false."""
    if op not in OPPOSITE:
        raise invalid("", "invalid_operator", "Expected eq or ne with true or false.")
    yes, said = row.codec.decode(True), row.codec.decode(value)
    return Condition(field, op if said == yes else OPPOSITE[op], yes)
