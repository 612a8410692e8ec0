"""Connections to fake vendors, runs carried out at once, and what came of them."""

from typing import Any

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.record.parsing.parse import parse_patch
from integrations.connections import operations as connections
from integrations.connections.models import Connection, ExternalId
from integrations.dialects.registry import BY_NAME
from integrations.outbox.models import Delivery
from integrations.sync import operations as sync
from integrations.sync.models import OUTCOMES, Run
from integrations.sync.pulling import running
from tests.integrations.connectors.lines import allow, said_of
from tests.vendors.child import Child
from tests.vendors.vendor import Vendor

STAFF = Actor(kind="staff", id=1, label="Maria", door="desk")
MORE = {"administrate": {"brief": "yes", "account_id": "1"}}


def connection(vendor: Vendor | Child, *, at: str = "", **said: Any) -> Connection:
    """A connection that fetches from a vendor of this machine, every list in one call where it can."""
    allow(vendor.address)
    dialect = BY_NAME[vendor.name]
    assert dialect.connector is not None
    account = said_of(vendor.name, vendor.credentials, **MORE.get(vendor.name, {}))
    said = {"name": vendor.name, "address": at or vendor.address, "direction": "both"} | said
    return connections.connect(
        dialect=vendor.name, needs=dialect.connector.needs, actor=STAFF, account=account, **said
    )  # fmt: skip


def pulled(there: Connection, kind: str = "", *, dry_run: bool = False) -> Run:
    """A run from its beginning to its end."""
    return carried_out(sync.start_run(connection=there.pk, actor=STAFF, kind=kind, dry_run=dry_run))


def carried_out(run: Run) -> Run:
    running.run(run.pk)
    run.refresh_from_db()
    return run


def counts(run: Run) -> dict[str, int]:
    """What a run counted, without what it did not."""
    assert run.seen == sum(getattr(run, name) for name in OUTCOMES)
    names = (*OUTCOMES, "linked", "conflicts")
    return {name: times for name in names if (times := getattr(run, name))}


def new(**values: Any) -> int:
    return door.create(patch=parse_patch(values), actor=STAFF).record.id


def change(contact: int, **values: Any) -> None:
    door.update(contact=contact, patch=parse_patch(values), actor=STAFF)


def body(contact: int) -> dict[str, Any]:
    return snapshots.bodies([contact])[contact]


def ours(there: Connection, theirs: str) -> dict[str, Any]:
    """Our contact that is theirs."""
    return body(ExternalId.objects.get(connection=there, theirs=theirs).contact_id)


def agree(there: Connection) -> None:
    """As if everything of ours had been sent."""
    for row in ExternalId.objects.filter(connection=there).select_related("contact"):
        ExternalId.objects.filter(pk=row.pk).update(revision=row.contact.revision)
    Delivery.objects.all().delete()


def waiting(there: Connection) -> list[int]:
    """Contacts that the other side is to be told of."""
    return sorted(Delivery.objects.filter(connection=there, state="waiting").values_list("contact", flat=True))
