"""The door: contacts change here only, in batches, and one contact is a batch of one.

In one transaction: lock, read the snapshots, merge in memory, then write rows, snapshots, search texts and journal.
The number of statements depends on which tables a batch touches, never on how many contacts it holds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from contacts.directory.commands import (
    Archive,
    Command,
    Create,
    NotFound,
    Outcome,
    Refused,
    Restore,
    Saved,
    Stale,
    Unarchive,
    Update,
)
from contacts.directory.deciding.planning import Plan, plan
from contacts.directory.storing.writing import write
from contacts.history.actor import Actor
from contacts.record.errors import FieldError, Invalid
from contacts.record.patch import ContactPatch

TRIES = 3
DEADLOCK = "40P01"  # of PostgreSQL


def apply(
    commands: Sequence[Command],
    *,
    actor: Actor,
    atomic: bool = False,
    now: dt.datetime | None = None,
    turn: AbstractContextManager[Any] | None = None,
) -> list[Outcome]:
    """Carry out ``commands``, an outcome for each in order; a contact may stand in a batch once.

    What is refused leaves the others alone, unless ``atomic``: then one refusal means that nothing is written.
    ``turn`` is held while ids are handed out, for batches that run side by side in an order.
    """
    now = now or timezone.now()
    for n in range(TRIES - 1):
        try:
            return _applied(commands, actor=actor, atomic=atomic, now=now, again=n > 0, turn=turn)
        except (IntegrityError, OperationalError) as exc:
            if isinstance(exc, OperationalError) and getattr(exc.__cause__, "sqlstate", "") != DEADLOCK:
                raise
    return _applied(commands, actor=actor, atomic=atomic, now=now, again=True, turn=None)


def _applied(
    commands: Sequence[Command], *, actor: Actor, atomic: bool, now: dt.datetime, again: bool,
    turn: AbstractContextManager[Any] | None,
) -> list[Outcome]:  # fmt: skip
    """One try. Another writer may take a code or remove a look-up behind the checks: then nothing of it is stored."""
    with transaction.atomic():
        with nullcontext() if again else turn or nullcontext():
            made = plan(commands, now=now, door=actor.door, again=again)
        if not (atomic and any(isinstance(item, Refused) for item in made)):
            write([item for item in made if isinstance(item, Plan)], actor=actor, now=now)
    return [_outcome(item) for item in made]


def preview(commands: Sequence[Command], *, actor: Actor, now: dt.datetime | None = None) -> list[Outcome]:
    """What ``apply`` would answer, with nothing written; the ids of contacts to be created are not theirs yet."""
    with undone():
        return apply(commands, actor=actor, now=now)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written in it is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def faults(
    commands: Sequence[Command], *, actor: Actor, now: dt.datetime | None = None
) -> list[tuple[FieldError, ...]]:
    """Why ``apply`` would refuse each of ``commands``, nothing where it would not.

    Nothing is written nor locked: whoever asks for it behind its turn would wait for a batch that waits for its end.
    """
    made = plan(commands, now=now or timezone.now(), door=actor.door, locks=False)
    return [item.errors if isinstance(item, Refused) else () for item in made]


def _outcome(item: Plan | Refused) -> Outcome:
    return item if isinstance(item, Refused) else Saved(item.after, item.action, item.changes)


def create(*, patch: ContactPatch, actor: Actor, uuid: str = "") -> Saved:
    """One new contact; raises ``Invalid``."""
    return _one(Create(patch, uuid), actor)


def update(
    *, contact: int, patch: ContactPatch, actor: Actor, revision: int | None = None, whole: bool = False
) -> Saved:
    """One contact after a patch; raises ``Invalid``, ``NotFound``, or ``Stale`` when ``revision`` is not the newest."""
    return _one(Update(contact, patch, revision, whole), actor)


def archive(*, contact: int, actor: Actor, revision: int | None = None) -> Saved:
    """One contact put away, undoably; raises ``NotFound`` or ``Stale``."""
    return _one(Archive(contact, revision), actor)


def unarchive(*, contact: int, actor: Actor, revision: int | None = None) -> Saved:
    """One contact brought back; raises ``NotFound`` or ``Stale``."""
    return _one(Unarchive(contact, revision), actor)


def restore(*, contact: int, to: int, actor: Actor, paths: Iterable[str] = (), revision: int | None = None) -> Saved:
    """One contact with the values of revision ``to``, or only those at ``paths``; raises as ``update`` does."""
    return _one(Restore(contact, to, tuple(paths), revision), actor)


def _one(command: Command, actor: Actor) -> Saved:
    (outcome,) = apply([command], actor=actor, atomic=True)
    if isinstance(outcome, Saved):
        return outcome
    if outcome.reason == "not_found":
        raise NotFound(outcome.errors[0].message)
    if outcome.current is not None:
        raise Stale(outcome.current)
    raise Invalid(outcome.errors)
