"""Contacts offered while a name is typed, each with what tells it from others of that name."""

from collections.abc import Mapping
from typing import Any

from contacts.directory import queries
from contacts.directory.reading import snapshots

TELLING = (("emails", "email"), ("phones", "number"), ("addresses", "town"))


def people_like(words: str, *, limit: int) -> list[tuple[int, str, str]]:
    """``(id, name, what tells it apart)`` of contacts that ``words`` find, by name."""
    found = queries.named_like(words, limit=limit)
    bodies = snapshots.bodies(id_ for id_, _, _ in found) if found else {}
    return [(id_, name, _telling(bodies.get(id_, {})) or code) for id_, name, code in found]


def _telling(body: Mapping[str, Any]) -> str:
    """The primary email address in use, else the phone number, else the town."""
    for kind, key in TELLING:
        used = [part for part in body.get(kind, ()) if part["is_active"] and part[key]]
        if used:
            return str(min(used, key=lambda part: not part["is_primary"])[key])
    return ""
