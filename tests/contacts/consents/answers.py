"""A contact, and the answers it gives."""

from typing import Any

from contacts.consents import operations
from contacts.consents.models import ConsentEvent
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch

STAFF = Actor(kind="staff", id=7, label="Grace", door="desk", request="r1")
IMPORT = Actor(kind="staff", id=7, label="Grace", door="import", door_detail="people.csv")
SYNC = Actor(kind="system", label="Sync", door="sync")
SELF = Actor(kind="contact", id=1, label="Ada King", door="portal")


def make(consents: Any = None, *, actor: Actor = STAFF, **values: Any) -> int:
    """A contact; returns its id."""
    body = {"first_name": "Ada", "last_name": "King", **values}
    return door.create(patch=parse_patch(body | ({"consents": consents} if consents else {})), actor=actor).record.id


def say(contact: int, state: Any, purpose: Any = "marketing", channel: Any = "EMAIL", **more: Any) -> ConsentEvent:
    """An answer; by Grace at the desk unless another actor is given."""
    return operations.record(
        contact=contact, purpose=purpose, channel=channel, state=state, **{"actor": STAFF, **more}
    )  # fmt: skip


def record_of(contact: int) -> ContactRecord:
    text = snapshots.text(contact)
    assert text is not None
    return codec.from_text(text)


def lines(contact: int) -> list[str]:
    """The log of a contact in short, oldest first."""
    events = ConsentEvent.objects.filter(contact=contact).order_by("number")
    return [f"{e.number} {e.purpose}.{e.channel} {e.previous or '-'}>{e.state or '-'} {e.door}" for e in events]
