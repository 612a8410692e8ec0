"""The paths that a column can be mapped to, such as `emails[2].email`, `addresses.HOME.town` or `custom.club.level`."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from contacts.record.parsing.parse import Slot, plan
from contacts.record.patch import AddressPatch, ContactPatch, EmailPatch, PhonePatch

PART_FIELDS: dict[str, tuple[str, ...]] = {
    part: (main, *(key for key in struct.__struct_fields__ if key not in (main, "id", "remove", "custom")))
    for part, main, struct in (
        ("emails", "email", EmailPatch),
        ("phones", "number", PhonePatch),
        ("addresses", "street_name", AddressPatch),
    )
}
_PART_STRUCTS = {"emails": EmailPatch, "phones": PhonePatch, "addresses": AddressPatch}
_NOT_IN_ONE_CELL = frozenset(
    {"emails", "phones", "addresses", "relations", "affiliations", "consents", "zones", "photo"}
)
# Our own: the record's number or UUID to match by, and the JSON of what an export had no column for.
_OURS = frozenset({"id", "uuid", "more"})
_PART = re.compile(r"(emails|phones|addresses)(?:\.([A-Z_0-9]{1,40}))?(?:\[([1-9][0-9]?)\])?(?:\.([a-z_0-9]{1,40}))?")
_FREE = re.compile(r"(custom|kept)\.([^.]{1,100})\.([^.]{1,100})")


class Path(msgspec.Struct, frozen=True):
    """A parsed path: a value (`keys`, one to three words deep) or a field of the nth part of a type."""

    keys: tuple[str, ...]
    part: str = ""
    type: str = ""
    nth: int = 1
    field: str = ""
    slot: Slot | None = None


@cache
def parse_path(text: str) -> Path | None:
    """The path the text spells, or None when it spells none."""
    if text in _OURS:
        return Path(keys=(text,))
    if found := _FREE.fullmatch(text):
        return Path(keys=found.groups())
    found = _PART.fullmatch(text)
    if not found:
        return _value_path(tuple(text.split(".")))
    part, kind, nth, field = found.groups()
    field = field or PART_FIELDS[part][0]
    if field not in PART_FIELDS[part] or (kind and field == "type"):
        return None
    return Path((), part, kind or "", int(nth or 1), field, plan(_PART_STRUCTS[part])[field])


def _value_path(keys: tuple[str, ...]) -> Path | None:
    struct: type[msgspec.Struct] | None = ContactPatch
    slot: Slot | None = None
    for depth, key in enumerate(keys):
        slot = plan(struct).get(key) if struct else None
        if slot is None or (depth == 0 and key in _NOT_IN_ONE_CELL):
            return None
        struct = slot.nested
    whole_date = struct is not None and "day" in struct.__struct_fields__
    if slot is None or keys in (("custom",), ("kept",)) or (struct is not None and not whole_date):
        return None
    return Path(keys=keys, slot=slot)
