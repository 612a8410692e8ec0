"""Appending to the journal, and telling those who listen within the same transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.dispatch import Signal
from django.utils import timezone
from msgspec import Struct

from contacts.history.actor import Actor
from contacts.history.kinds import KINDS
from contacts.history.models import Change, Happening
from contacts.record.changing.diff import Changes
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.tables import bulk

# Sent once per batch inside the transaction, with ``entries``: what raises here undoes the whole batch.
change_recorded = Signal()


class Entry(Struct, frozen=True, gc=False):
    """A change about to be written, with the record before (None at the beginning) and after it.

    A beginning has one change, at the empty path, from None to the record itself, which is not told once more.
    ``text`` is the record after it as it is stored.
    """

    action: str
    before: ContactRecord | None
    after: ContactRecord
    changes: Changes
    sealed: dict[str, tuple[str, str]]
    text: str


COLUMNS = (
    *("contact_id", "revision", "action", "changes", "sealed", "at"),
    *("actor_kind", "actor_id", "actor_label", "door", "door_detail", "request"),
)


def append(entries: Sequence[Entry], *, actor: Actor, now: dt.datetime) -> None:
    """Write the entries of one batch; ``tell`` follows when they are there."""
    who = (actor.kind, actor.id, actor.label, actor.door, actor.door_detail, actor.request)
    bulk.insert(Change, COLUMNS, [(*_values(entry), now, *who) for entry in entries])


def tell(entries: Sequence[Entry], *, actor: Actor, now: dt.datetime) -> None:
    """Let listeners (outbox, consent log) add theirs."""
    change_recorded.send(sender=Change, entries=entries, actor=actor, now=now)


def _values(entry: Entry) -> tuple[int, int, str, str, str]:
    sealed = codec.dumps(entry.sealed) if entry.sealed else ""
    changes = codec.dumps(entry.changes) if entry.before else f'{{"":[null,{entry.text}]}}'
    return entry.after.id, entry.after.revision, entry.action, changes, sealed


def note(
    *,
    contact: int,
    kind: str,
    actor: Actor,
    about: Mapping[str, str | int] | None = None,
    now: dt.datetime | None = None,
) -> Happening:
    """Write that something happened with ``contact``, in the caller's transaction; ``kind`` is one of ``kinds``."""
    told = dict(about or {})
    KINDS[kind].format(**told)  # a name that its sentence lacks is found here and not on somebody's screen
    return Happening.objects.create(
        contact_id=contact, kind=kind, at=now or timezone.now(), about=told,
        actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label,
        door=actor.door, door_detail=actor.door_detail,
    )  # fmt: skip
