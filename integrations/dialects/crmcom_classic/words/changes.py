"""Who changed a contact and when, as answers show it; no request says it."""

from collections.abc import Iterator
from typing import Any

from msgspec import Raw, json

from contacts.history.queries import Who
from integrations.mapping.codecs import Codec, Known, constant
from integrations.mapping.moments import naive_moment
from integrations.mapping.slots import Show, Slot, here
from integrations.mapping.sources import PLAIN, Body, Here, Look
from integrations.mapping.table import Row

# Units are the vendor's own; programs read their names, so there is one, called as in the sample.
UNIT = Raw(json.encode({
    "community_name": "Internal Community", "group_name": "Main Group", "name": "Admin Unit",
    "id": "48305F8849E3C18B227C5BE3A27BA6DF", "description": "r1", "alternative_code": "MG",
}))  # fmt: skip
USER = Codec(lambda _: None, schema={"type": ["object", "null"]})


class ChangedBy(Slot, frozen=True, kw_only=True):
    """Who made the contact, or who changed it last, where that is known."""

    also = (("revision",),)
    first: bool

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        id_, first = look.at("id"), self.first

        def show(found: Any, body: Body, known: Known) -> dict[str, Any] | None:
            change = getattr(known, "change", None)
            return user(change(id_(body), first=first)) if change else None

        return show


def user(who: Who | None) -> dict[str, Any] | None:
    """Somebody as an object."""
    if who is None:
        return None
    id_ = None if who.id is None else str(who.id)
    return {"person_name": who.label, "username": who.label, "id": id_, "email": None}


def changes(forms: frozenset[str]) -> Iterator[Row]:
    """``log_information``."""
    log, moment, unit = "log_information", naive_moment(), constant(UNIT)
    yield Row(f"{log}.created_date", here("created_at"), moment, "out", forms, heard=False)
    yield Row(f"{log}.updated_date", here("updated_at"), moment, "out", forms, heard=False)
    yield Row(f"{log}.created_by_user", ChangedBy(Here(), "id", first=True), USER, "out", forms, heard=False)
    yield Row(f"{log}.updated_by_user", ChangedBy(Here(), "id", first=False), USER, "out", forms, heard=False)
    yield Row(f"{log}.created_by_unit", here("id"), unit, "out", forms, heard=False)
    yield Row(f"{log}.updated_by_unit", here("id"), unit, "out", forms, heard=False)
