"""The fields that each customer of the vendor defines, made custom fields of ours when a program first fills one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contacts.history.actor import Actor
from contacts.lookups import operations as lookups
from contacts.lookups import queries
from integrations.dialects.crmcom_classic.table import ROWS, TABLE
from integrations.dialects.crmcom_classic.words.parts import ActionSet
from integrations.dialects.crmcom_classic.words.values import NAME, OWN, alias_of

FIELD = re.compile(r"udf_(string|float|date)_[0-9]{1,2}")
LABEL = "User defined field"
SETS: Mapping[str, ActionSet] = {
    row.their: row.slot for row in ROWS if row.way == "in" and isinstance(row.slot, ActionSet)
}
PARTS = {"addresses": "address", "phones": "phone", "emails": "email"}


def define(data: Mapping[str, Any], *, actor: Actor) -> None:
    """Have every such field defined that a request fills; when a field elsewhere has its alias, it stays unknown."""
    wanted = dict(_filled(data))
    if not wanted:
        return
    there = {alias for _, _, alias in queries.custom_fields(wanted)}
    if missing := {alias: what for alias, what in wanted.items() if alias not in there}:
        lookups.define_custom(missing, group=NAME, name="CRM.COM classic", actor=actor)


def _filled(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """``(alias, (part, type, label))`` of what is filled."""
    yield from _of(data, "contact", "contact", TABLE.by_name)
    for name, slot in SETS.items():
        entries = data.get(name)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and slot.key in PARTS:
                yield from _of(entry, slot.key, PARTS[slot.key], slot.inner.by_name)


def _of(
    data: Mapping[str, Any], part: str, prefix: str, rows: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for name, value in data.items():
        match = FIELD.fullmatch(name)
        if match and name in rows and value not in (None, ""):
            number = name.rpartition("_")[2]
            label = f"{LABEL} {match[1]} {number}"
            yield alias_of(prefix, name), (part, OWN[match[1]][0], label)
