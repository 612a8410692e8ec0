"""Contacts with their identity numbers in full, for programs and systems that may have them."""

from collections.abc import Iterable, Mapping

from contacts.directory.storing import numbers
from contacts.history.actor import Actor
from contacts.record.filters import SEALED
from integrations.mapping.narrow import replaced
from integrations.mapping.sources import Body

SLOTS = frozenset(path.split(".")[1] for path in SEALED)
DOCUMENTS = ("id_card", "passport")  # numbers that stand in an object of their own


def whole(bodies: Iterable[Body], *, actor: Actor) -> list[Body]:
    """Stored contacts, of which numbers are masked, with the numbers; in one statement, and who asked is logged."""
    found = list(bodies)
    full = numbers.reveal_all(contacts=[body["id"] for body in found], actor=actor)
    return [filled(body, full.get(body["id"], {})) for body in found]


def has_any(body: Body) -> bool:
    """Whether a stored contact has an identity number, masked as it is."""
    return not SLOTS.isdisjoint(body["demographics"])


def filled(body: Body, full: Mapping[str, str]) -> Body:
    """A stored contact with these numbers by their slots."""
    if not full:
        return body
    shown = dict(body["demographics"])
    for slot, number in full.items():
        shown[slot] = {**shown.get(slot, {}), "number": number} if slot in DOCUMENTS else number
    return replaced(body, demographics=shown)
