"""Connections, deliveries, runs and conflicts as staff meet them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from contacts.directory import operations as door
from contacts.history.actor import SYSTEM
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.vault.seal import seal
from integrations.connections import operations as connections
from integrations.connections.models import Connection, ExternalId, Lane
from integrations.dialects.registry import CONNECTORS
from integrations.dialects.webhook import subscriptions
from integrations.outbox.models import Attempt, Delivery
from integrations.sync.models import Conflict, Finding, Run
from tests.contacts.staff.people.conftest import make

PASSWORD = "a password of theirs"
ACCOUNT = {"username": "maria@example.org", "password": PASSWORD, "account_id": "7"}
ADDRESS = "https://crm.example.org"


def connected(name: str = "Head office", **said: Any) -> Connection:
    """A connection to Administrate that sends and fetches."""
    needs = CONNECTORS["administrate"].needs
    said = {"address": ADDRESS, "direction": "both", "ownership": {"": "ask"}, "matching": ["email"]} | said
    return connections.connect(dialect="administrate", needs=needs, account=ACCOUNT, actor=SYSTEM, name=name, **said)


def webhook(name: str = "Till") -> tuple[Connection, str]:
    return subscriptions.subscribe(actor=SYSTEM, name=name, address="https://till.example.org/hook")


def delivered(line: Connection, contact: int, state: str = "done", error: str = "") -> Delivery:
    """A delivery that was tried."""
    now = timezone.now()
    Delivery.objects.filter(connection=line, contact=contact, state="waiting").delete()
    row = Delivery.objects.create(
        connection=line, contact_id=contact, kind="contact", state=state, attempts=1, revision=1, last_error=error,
        finished_at=None if state == "waiting" else now,
    )  # fmt: skip
    if state != "waiting":
        Attempt.objects.create(delivery=row, at=now, ms=41.5, status=200 if state == "done" else 422, error=error)
    return row


def linked(line: Connection, contact: int, theirs: str, revision: int = 1) -> ExternalId:
    now = timezone.now()
    return ExternalId.objects.create(
        connection=line, contact_id=contact, theirs=theirs, revision=revision, created_at=now, seen_at=now
    )


def ran(line: Connection, **said: Any) -> Run:
    """A fetch that is over."""
    now = timezone.now()
    told = {"kind": "first", "state": "done", "started_by": "ada", "started_at": now, "finished_at": now} | said
    return Run.objects.create(connection=line, **told)


def conflict(line: Connection, contact: int, *, path: str = "job_title", ours: str = "Buyer", theirs: str = "Seller",
             their: str = "job_role") -> Conflict:  # fmt: skip
    """A value that both sides changed."""
    now = timezone.now()
    patch = {"patch": {path: theirs}, "keys": [path]}
    return Conflict.objects.create(
        connection=line, contact_id=contact, path=path, their=their, base="Clerk", ours=ours, theirs=theirs,
        ours_at=now - dt.timedelta(hours=2), ours_by="Maria", theirs_at=now - dt.timedelta(hours=1),
        taking=seal(codec.dumps(patch), place=f"conflict|{line.pk}|{contact}|{their}"),
    )  # fmt: skip


def busy() -> Connection:
    """A connection with something of everything."""
    line = connected()
    ada = make(first_name="Ada", last_name="King", job_title="Buyer", emails=[{"email": "ada@example.org"}])
    grace = make(first_name="Grace", last_name="Hopper")
    Delivery.objects.all().delete()
    delivered(line, ada)
    delivered(line, grace, "dead", "The other side refused it: country_id is not one of its countries.")
    linked(line, ada, "4711")
    Lane.objects.filter(pk=line.pk).update(last_success_at=timezone.now(), pulled_at=timezone.now())
    ran(line, seen=204, created=180, updated=12, unchanged=11, refused=1, linked=7, conflicts=1)
    run = ran(line, kind="reconcile", seen=204, unchanged=200, drifted=2, missing=2)
    for kind, contact, theirs, values, reasons in (
        ("drift", ada, "4711", {"job_title": ["Buyer", "Seller"], "department": ["", "Sums"]}, []),
        ("only_there", None, "4712", {}, []),
        ("refused", None, "4713", {}, [{"path": "emails[0].email", "message": "Expected an email address."}]),
        ("gone", grace, "4714", {}, []),
    ):
        Finding.objects.create(run=run, kind=kind, contact_id=contact, theirs=theirs, values=values, reasons=reasons)
    conflict(line, ada)
    conflict(line, grace, path="department", ours="", theirs="Navy", their="department")
    return line


def rename(contact: int, **values: Any) -> None:
    door.update(contact=contact, patch=parse_patch(values), actor=SYSTEM)
