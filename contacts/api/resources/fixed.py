"""Keys of a contact that are read but not set: they may be sent back as they were read, another value is refused."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.parse import MAX_ERRORS, parse_patch
from contacts.record.patch import READ_ONLY, ContactPatch

KEPT = "It is kept for you: send it as it was read, or leave it out."
INSTEAD = {
    "is_archived": "DELETE archives the contact, POST to its address and /restore brings it back.",
    "photo": "Send a picture to its address and /photo, with PUT; DELETE there removes it.",
    "whole_name": "It is made of display_name: set that.",
    "phones.e164": "It is made of number and country: set those.",
    "zones.name": "PATCH the zone itself at /api/v1/zones to rename it.",
}
OF_PARTS = {"phones": "e164", "zones": "name"}
# Which state was read: with If-Match: * another one may be changed.
MOVING = frozenset({"revision", "updated_at"})


class Said(NamedTuple):
    """What a body tells of a key that is not set. ``rest`` is the part of the contact that it stands in, if in one."""

    path: str
    name: str
    value: object
    rest: Mapping[str, Any] = {}


def parsed(body: object, *, stored: Callable[[], ContactRecord], revision: int | None) -> ContactPatch:
    """The patch that a body speaks of; raises ``Invalid`` with these faults of it and all others."""
    told = said(body)
    faults = differing(told, stored(), revision=revision) if told else []
    try:
        patch = parse_patch(body)
    except Invalid as exc:
        raise Invalid([*exc.errors, *faults][:MAX_ERRORS]) from None
    if faults:
        raise Invalid(faults)
    return patch


def said(body: object) -> list[Said]:
    """All that a body (decoded JSON) tells of such keys, whatever else is wrong with it."""
    if not isinstance(body, dict):
        return []
    own = [Said(name, name, value) for name, value in body.items() if name in READ_ONLY["ContactPatch"]]
    return own + list(_said_of_parts(body))


def _said_of_parts(body: Mapping[str, Any]) -> Iterator[Said]:
    for part, key in OF_PARTS.items():
        items = body.get(part)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and key in item:
                yield Said(f"{part}[{number}].{key}", f"{part}.{key}", item[key], item)


def differing(told: list[Said], record: ContactRecord, *, revision: int | None) -> list[FieldError]:
    """A fault for each value that is not what ``record`` has; none when the change is to another revision of it."""
    if revision not in (None, record.revision):
        return []
    asked = [one for one in told if revision is not None or one.name not in MOVING]
    return [
        FieldError(one.path, "read_only", f"This key cannot be set. {INSTEAD.get(one.name, KEPT)}")
        for one in asked
        if not _is_stored(one, record)
    ]


def _is_stored(one: Said, record: ContactRecord) -> bool:
    part, _, key = one.name.rpartition(".")
    if not part:
        return _same(one.value, getattr(record, key))
    stored = next((row for row in getattr(record, part) if row.id == one.rest.get("id")), None)
    if stored is None:  # a new part has none yet
        return True
    is_made_anew = any(one.rest[name] != getattr(stored, name) for name in ("number", "country") if name in one.rest)
    return is_made_anew or _same(one.value, getattr(stored, key))


def _same(value: object, stored: object) -> bool:
    if not isinstance(stored, dt.datetime):
        return type(value) is type(stored) and value == stored
    try:
        return msgspec.convert(value, dt.datetime) == stored  # a time has several spellings
    except (msgspec.ValidationError, TypeError):  # without a time zone it cannot be compared
        return False
