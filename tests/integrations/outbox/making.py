"""Connections and contacts for the outbox."""

from typing import Any

from contacts.directory import operations as door
from contacts.directory.commands import Create
from contacts.history.actor import SYSTEM, Actor
from contacts.record.patch import ContactPatch
from integrations.connections import operations as connections
from integrations.connections.models import Connection
from integrations.outbox.models import Delivery


def connection(name: str = "Vendor", dialect: str = "administrate", **said: Any) -> Connection:
    said = {"address": "https://crm.example.org"} | said
    return connections.connect(dialect=dialect, needs=(), actor=SYSTEM, name=name, **said)


def contacts(count: int, **said: Any) -> list[int]:
    """Ids of new contacts, made in one batch."""
    commands = [Create(ContactPatch(**({"first_name": f"Ada{n}"} | said))) for n in range(count)]
    return [saved.record.id for saved in door.apply(commands, actor=SYSTEM, atomic=True)]  # type: ignore[union-attr]


def rename(contact: int, name: str, actor: Actor = SYSTEM) -> int:
    return door.update(contact=contact, patch=ContactPatch(first_name=name), actor=actor).record.revision


def facts(*, by: str = "pk") -> list[tuple[Any, ...]]:
    """Connection, contact, kind, event, revision and state of every delivery."""
    rows = Delivery.objects.order_by(by)
    return list(rows.values_list("connection__name", "contact", "kind", "event", "revision", "state"))
