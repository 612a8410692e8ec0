"""Connections and contacts for the outbox."""

from typing import Any

from django.utils import timezone

from contacts.directory import operations as door
from contacts.directory.commands import Create
from contacts.history.actor import SYSTEM, Actor
from contacts.record.patch import ContactPatch
from integrations.connections import operations as connections
from integrations.connections.models import Connection, Lane
from integrations.dialects.registry import CONNECTORS
from integrations.outbox.models import Delivery, State
from integrations.outbox.sending.claiming import claim_due
from integrations.outbox.sending.dispatching import deliver
from tests.integrations.connectors.lines import allow, said_of

NEEDED = {"administrate": {"account_id": "7"}, "lightening": {"customer_id": "1"}}


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


def linked(vendor: Any, name: str = "Vendor", **said: Any) -> Connection:
    """A connection to a fake vendor."""
    allow(vendor.address)
    connector = CONNECTORS[vendor.name]
    account = said_of(vendor.name, vendor.credentials, **NEEDED.get(vendor.name, {}))
    said = {"address": vendor.address} | said
    return connections.connect(
        dialect=vendor.name, needs=connector.needs, account=account, actor=SYSTEM, name=name, **said
    )


def push(*, at_most: int = 50) -> int:
    """Send what is due now in this very thread, as a worker would; returns how many tries that took.

    What fails meanwhile is due later, however slow the machine is.
    """
    now = timezone.now()
    for tries in range(at_most):
        claims = claim_due(now=now, most=1)
        if not claims:
            return tries
        deliver(claims[0])
    raise AssertionError(f"after {at_most} tries there is still something to send")


def make_due() -> None:
    """The time that things wait for has come."""
    Delivery.objects.filter(state=State.WAITING).update(due=timezone.now())
    Lane.objects.update(quiet_until=None)
