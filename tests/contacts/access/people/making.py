"""People who come in, what the worker sends them, and many of them at once."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone
from msgspec import Struct

from contacts import tasks
from contacts.access.accounts import operations as accounts
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.identities.lookup import Credential
from contacts.background.models import Job
from contacts.background.registry import ENTRIES
from contacts.history.actor import Actor
from contacts.messages.models import Communication
from contacts.messages.writing import sealing
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import create

ADA = Actor(kind="staff", id=1, label="Ada", door="desk")
PROGRAM = Actor(kind="api_key", id=2, label="Shop", door="api")
assert tasks  # names of jobs are known once it is imported
PASSWORD = "correct horse battery"
HOME = Caller(ip="192.0.2.1")


class Letter(Struct, frozen=True):
    """What somebody got."""

    template: str
    to: str
    channel: str
    text: str

    @property
    def code(self) -> str:
        return re.findall(r"(?m)\b[0-9]{6}\b", self.text)[0]

    @property
    def token(self) -> str:
        return re.findall(r"token=([A-Za-z0-9_-]{43})", self.text)[0]


def post() -> list[Letter]:
    """Run what the room left for the worker; what was written since the last time."""
    seen = set(Communication.objects.values_list("pk", flat=True))
    for job in Job.objects.filter(task__startswith="access.", finished_at=None).order_by("pk"):
        ENTRIES[job.task].function(**job.args)
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now())
    rows = Communication.objects.exclude(pk__in=seen).order_by("pk")
    return [Letter(row.template, row.recipient, row.channel, _text(row)) for row in rows]


def _text(row: Communication) -> str:
    return sealing.whole(row).content if row.sealed else row.content


def customer(name: str = "bob", password: str = PASSWORD, **values: Any) -> Account:
    """A contact who signs in with ``name``@example.org."""
    given = {"first_name": name.title(), "last_name": "Stone", "emails": [{"email": f"{name}@example.org"}]} | values
    contact = create(**given).record.id
    return accounts.set_identity(contact=contact, username=f"{name}@example.org", password=password, actor=PROGRAM)


def from_ip(n: int, **values: Any) -> Caller:
    return Caller(ip=f"198.51.{n // 250}.{n % 250 + 1}", **values)


def patch(**values: Any) -> Any:
    return parse_patch({"first_name": "Bob", "last_name": "Stone"} | values)


def by_email(address: str) -> list[Credential]:
    return [Credential("EMAIL", address)]


def later(seconds: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)


def outcome(work: Callable[[], Any]) -> Any:
    """What ``work`` returned, or the class of what it raised."""
    try:
        return work()
    except Exception as exc:
        return type(exc)


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What each of ``works`` came to, all begun at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            results[place] = outcome(work)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
