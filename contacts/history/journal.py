"""Appending to the journal, and telling those who listen within the same transaction."""

import datetime as dt
from collections.abc import Sequence

from django.dispatch import Signal
from msgspec import Struct

from contacts.history.actor import Actor
from contacts.history.models import Change
from contacts.record import codec
from contacts.record.contact import ContactRecord
from contacts.record.diff import Changes

# Sent once per batch inside the transaction, with ``entries``: what raises here undoes the whole batch.
change_recorded = Signal()


class Entry(Struct, frozen=True):
    """A change about to be written, with the record before (None at the beginning) and after it."""

    action: str
    before: ContactRecord | None
    after: ContactRecord
    changes: Changes
    sealed: dict[str, tuple[str, str]]


def append(entries: Sequence[Entry], *, actor: Actor, now: dt.datetime) -> None:
    """Write the entries of one batch and let listeners (outbox, consent log) add theirs."""
    Change.objects.bulk_create([_row(entry, actor, now) for entry in entries], batch_size=1000)
    change_recorded.send(sender=Change, entries=entries, actor=actor, now=now)


def _row(entry: Entry, actor: Actor, now: dt.datetime) -> Change:
    return Change(
        contact_id=entry.after.id,
        revision=entry.after.revision,
        action=entry.action,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        door=actor.door,
        door_detail=actor.door_detail,
        request=actor.request,
        changes=codec.dumps(entry.changes),
        sealed=codec.dumps(entry.sealed) if entry.sealed else "",
    )
