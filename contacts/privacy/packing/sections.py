"""What is kept of a contact, by kind, each as a stream of plain values; a new kind of data adds its line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db.models import Model, QuerySet

from contacts.access.accounts.models import Account, Identity
from contacts.access.passkeys.models import Passkey
from contacts.access.sessions.models import Session
from contacts.approvals import queries as approvals
from contacts.commerce.orders import queries as orders
from contacts.commerce.orders.record import records
from contacts.commerce.submissions import queries as submissions
from contacts.commerce.submissions.record import booking_record, case_record
from contacts.consents import queries as consents
from contacts.consents.models import ConsentEvent
from contacts.consents.preferences import queries as preferences
from contacts.directory.reading import snapshots
from contacts.directory.storing import numbers
from contacts.files import queries as files
from contacts.history import queries as history
from contacts.history.actor import SYSTEM
from contacts.history.kinds import KINDS
from contacts.history.models import Change, Happening
from contacts.messages import queries as messages
from contacts.record.parsing import codec

CHUNK = 50  # a message may hold 400 kB
MESSAGE = (
    "uuid", "channel", "purpose", "state", "sender", "recipient", "language", "name", "subject", "content", "html",
    "title", "subtitle", "image", "link", "created_at", "posted_at", "viewed_at", "archived_at", "clicked_at",
    "actor_label", "door",
)  # fmt: skip
FILE = ("uuid", "name", "media_type", "size", "sha256", "from_contact", "shared", "actor_label", "created_at")
APPROVAL = (
    "uuid", "title", "text", "entity_type", "entity_reference", "state", "created_at", "scheduled_at", "expires_at",
    "decided_at", "decided_how", "comments",
)  # fmt: skip
SESSION = ("kind", "method", "device", "address", "created_at", "last_seen_at", "ended_at", "reason")
CONSENT = (
    "number", "purpose", "channel", "state", "previous", "basis", "comment", "door", "actor_label", "at", "hash",
)  # fmt: skip
DONE = ("at", "actor_label", "door", "door_detail")
Rows = Iterator[Any]


def _picked(rows: "QuerySet[Any]", names: Iterable[str]) -> Rows:
    return ({name: getattr(row, name) for name in names} for row in rows.iterator(chunk_size=CHUNK))


def _record(contact: int) -> Rows:
    yield codec.loads(snapshots.text(contact) or "{}")
    yield {"numbers": numbers.reveal(contact=contact, actor=SYSTEM)}


def _consents(contact: int) -> Rows:
    for event in consents.history(contact).iterator(chunk_size=CHUNK):
        yield _of(event, CONSENT) | _evidence(event)


def _evidence(event: ConsentEvent) -> dict[str, Any]:
    wording = event.wording
    text = {"text": wording.text, "version": wording.version, "language": wording.language} if wording else None
    return {"wording": text, "network_address": consents.address_of(event)}


def _of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _preferences(contact: int) -> Rows:
    yield {"channels": preferences.channels(contact)}
    for row in preferences.organisations(contact):
        yield {"organisation": row.organisation.name, "for": row.type}


def _orders(contact: int) -> Rows:
    rows = orders.of_contact(contact, deleted=None)
    last = None
    while batch := list((rows.filter(pk__lt=last) if last else rows)[:CHUNK]):
        yield from (msgspec.to_builtins(record) for record in records(batch))
        last = batch[-1].pk


def _cases(contact: int) -> Rows:
    rows = submissions.cases().filter(contact=contact)
    return (msgspec.to_builtins(case_record(row)) for row in rows.iterator(chunk_size=CHUNK))


def _bookings(contact: int) -> Rows:
    rows = submissions.bookings().filter(contact=contact)
    return (msgspec.to_builtins(booking_record(row)) for row in rows.iterator(chunk_size=CHUNK))


def _sessions(contact: int) -> Rows:
    return _picked(Session.objects.filter(account__contact=contact).order_by("-pk"), SESSION)


def _account(contact: int) -> Rows:
    yield from _picked(Account.objects.filter(contact=contact), ("created_at", "last_signed_in_at", "password_set_at"))
    yield from _picked(
        Identity.objects.filter(account__contact=contact).order_by("pk"), ("provider", "subject", "verified_at")
    )
    yield from _picked(Passkey.objects.filter(account__contact=contact).order_by("pk"), ("name", "created_at"))


def _changes(contact: int) -> Rows:
    for change in history.of_contact(contact).iterator(chunk_size=CHUNK):
        yield _change(change)


def _change(change: Change) -> dict[str, Any]:
    return {"revision": change.revision, "action": change.action, **_of(change, DONE), "changes": _values(change)}


def _values(change: Change) -> Any:
    return codec.loads(change.changes)


def _happenings(contact: int) -> Rows:
    for row in history.happenings(contact).iterator(chunk_size=CHUNK):
        yield _happening(row)


def _happening(row: Happening) -> dict[str, Any]:
    sentence = KINDS.get(row.kind, row.kind)
    return {**_of(row, DONE), "what": f"{row.actor_label} {sentence.format(**row.about)}"}


SECTIONS: Mapping[str, Callable[[int], Rows]] = {
    "record": _record,
    "consents": _consents,
    "preferences": _preferences,
    "messages": lambda contact: _picked(messages.of_contact(contact), MESSAGE),
    "orders": _orders,
    "cases": _cases,
    "bookings": _bookings,
    "approvals": lambda contact: _picked(approvals.of_contact(contact), APPROVAL),
    "files": lambda contact: _picked(files.of_contact(contact), FILE),
    "account": _account,
    "sessions": _sessions,
    "changes": _changes,
    "happenings": _happenings,
}
