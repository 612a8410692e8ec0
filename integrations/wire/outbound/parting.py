"""A call cut into fields, of which some are sent and others are left as they are there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from integrations.mapping.codecs import Known
from integrations.mapping.slots import CustomFields, CustomGroups
from integrations.mapping.sources import Kept
from integrations.mapping.table import Row, Table
from integrations.wire.outbound.connector import Connector

Keys = tuple[str, ...]
Names = frozenset[Keys]


def fields(call: Mapping[str, Any], connector: Connector) -> dict[Keys, Any]:
    """Every value of a call by where it stands; an object that their API takes only whole is one."""
    found: dict[Keys, Any] = {}

    def note(keys: Keys, value: Any) -> bool:
        found[keys] = value
        return True

    picked(call, connector, note)
    return found


def picked(
    call: Mapping[str, Any], connector: Connector, wanted: Callable[[Keys, Any], bool], keys: Keys = ()
) -> dict[str, Any]:  # fmt: skip
    """Those fields of a call that are ``wanted``."""
    kept: dict[str, Any] = {}
    for name, value in call.items():
        at = (*keys, name)
        if isinstance(value, Mapping) and value and not name.endswith(connector.entire):
            if inner := picked(value, connector, wanted, at):
                kept[name] = inner
        elif _is_pairs(value):
            if pairs := [one for one in value if wanted((*at, str(one["key"])), one["value"])]:
                kept[name] = pairs
        elif wanted(at, value):
            kept[name] = value
    return kept


def names(table: Table, their: Iterable[str]) -> Names:
    """Where in calls those values stand that their answers show at ``their`` names; () for the name of all."""
    return frozenset(keys for name in their for keys in _names(table, name.partition("[")[0]))


def _names(table: Table, name: str) -> Iterator[Keys]:
    yield tuple(name.split(".")) if name else ()
    shown = table.by_name.get(name)
    for row in table.rows:
        if shown and row.way != "out" and (row.slot.source, row.slot.key) == (shown.slot.source, shown.slot.key):
            yield tuple(row.their.split("."))


def is_among(keys: Keys, some: Names) -> bool:
    """Whether a field is one of ``some``, or one lies inside the other."""
    return any(keys[: len(one)] == one[: len(keys)] for one in some)


def place(table: Table, keys: Keys, known: Known) -> str:
    """The neutral place of a field of calls, as ownership names it; empty for what has none."""
    row = next((row for row in table.rows if row.way != "out" and _covers(row, keys)), None)
    if row is None:
        return ""
    source, key = row.slot.source, row.slot.key
    if isinstance(row.slot, CustomFields | CustomGroups):
        field = known.definitions.get(keys[-1])
        if field is not None:
            return f"custom.{field.group}.{field.alias}"
        key = keys[-1]
    return f"kept.{source.dialect}.{key}" if isinstance(source, Kept) else row.slot.path


def _covers(row: Row, keys: Keys) -> bool:
    there = tuple(row.their.split("."))
    return keys[: len(there)] == there[: len(keys)]


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(one, Mapping) and one.keys() == {"key", "value"} for one in value
    )  # fmt: skip
