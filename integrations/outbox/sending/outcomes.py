"""How a try ended, and writing it down: one transaction, on condition that the claim still holds."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from msgspec import Struct

from contacts.background.leasing import delay_before
from integrations.connections.models import ExternalId, Lane
from integrations.outbox.models import Attempt, Delivery, Kind, State
from integrations.outbox.sending.claiming import FAILURES, Claim, rest, scaled
from integrations.wire.outbound.troubles import NotAdmitted, Trouble, TryAgain

MOST_TRIES = 20
LONGEST = dt.timedelta(hours=24)  # from the first try
TRIES = 5  # of a write that another one crossed
SAID_AGAIN = dt.timedelta(seconds=1)  # how often a line in good health says so
WORKS = dt.timedelta(seconds=10)  # since its last success, that a line is held to work although a call failed
WELL = 0.15  # of its trouble, from which on it is a line that fails now and then
FORGETS = 0.9  # of its trouble, that a line has after one try more
SOON = 10  # tries after which a delivery waits no longer than after its first, on a line that fails now and then
BUSY = frozenset({429, 503})  # answers of those who want to be left alone for a while


class Outcome(Struct, frozen=True, kw_only=True):
    """How a try ended. ``state`` WAITING is to try again; ``sentence`` is for staff.

    ``status`` is of the answer, 0 when there was none. ``called`` says whether anybody was called, ``ms`` how long it
    took, ``is_sick`` that the line is to blame, ``is_heard`` that it answered another call of the same try well,
    ``after`` the seconds that the other side asked for, ``least`` those that the delivery waits in any case,
    ``revision`` what the other side knows now. ``link`` are columns of the contact's external id, written with the
    rest; ``said`` are the names of the fields that were sent, "" for all, and ``again`` what was to be said although
    both had the same.
    """

    state: State
    sentence: str = ""
    status: int = 0
    called: bool = True
    ms: float = 0.0
    is_sick: bool = False
    is_heard: bool = False
    after: float | None = None
    least: float = 0.0
    revision: int | None = None
    link: Mapping[str, Any] | None = None
    said: Sequence[str] = ("",)
    again: Sequence[str] = ()


def skipped(sentence: str, **more: Any) -> Outcome:
    """Nothing had to be sent, and nobody was called."""
    return Outcome(state=State.SKIPPED, sentence=sentence, called=False, **more)


def refused(sentence: str, **more: Any) -> Outcome:
    """Somebody has to do something before it can be sent."""
    return Outcome(state=State.DEAD, sentence=sentence, **more)


def of_trouble(trouble: Trouble) -> Outcome:
    """What a call that had no use means for its delivery."""
    state = State.WAITING if isinstance(trouble, TryAgain) else State.DEAD
    return Outcome(
        state=state, sentence=str(trouble), status=trouble.status, is_sick=isinstance(trouble, TryAgain | NotAdmitted),
        after=trouble.after if isinstance(trouble, TryAgain) else None,
    )  # fmt: skip


def write(claim: Claim, outcome: Outcome, *, now: dt.datetime | None = None) -> bool:
    """Write how it ended; False when the claim was somebody else's by then: nothing is written."""
    return crossing(lambda: _write(claim, outcome, now=now or timezone.now()))


def crossing(work: Callable[[], bool]) -> bool:
    """Run ``work`` in a transaction, again when a change left a newer delivery of the contact at the same moment."""
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return work()
        except IntegrityError:
            continue
    with transaction.atomic():
        return work()


def _write(claim: Claim, outcome: Outcome, *, now: dt.datetime) -> bool:
    rows = Delivery.objects.select_for_update(of=("self",))
    row = rows.filter(pk=claim.delivery, lease=claim.lease, state=State.SENDING).first()
    if row is None:
        return False
    row.attempts += outcome.called
    row.last_status, row.last_error = outcome.status or None, outcome.sentence[:500]
    row.revision = outcome.revision or row.revision
    lane = Lane.objects.get(pk=claim.connection)
    if outcome.state == State.WAITING and not _is_spent(row, now):
        wait_again(row, due=now + _pause(row.attempts, outcome, lane, now))
    elif outcome.link is not None and _is_overtaken(row, outcome, outcome.link):
        wait_again(row, due=now)
    else:
        row.state = State.DEAD if outcome.state == State.WAITING else outcome.state
        row.finished_at, row.lease_until, row.worker = now, None, ""
        row.save()
    if outcome.called:
        error = outcome.sentence[:500] if outcome.state in (State.WAITING, State.DEAD) else ""
        Attempt.objects.create(delivery=row, at=now, ms=outcome.ms, status=outcome.status, error=error)
        if outcome.is_sick:
            _note_failure(claim, outcome, lane, row.attempts, now)
        else:
            _note_success(claim, lane, now)
    return True


def _is_overtaken(row: Delivery, outcome: Outcome, link: Mapping[str, Any]) -> bool:
    """Write what is known of the other side's contact.

    True when something newer was agreed on while ours was under way: it reached them after that, and undid it.
    """
    known = ExternalId.objects.filter(connection=row.connection_id, contact=row.contact_id)
    if outcome.again:  # what was added meanwhile is still to be said
        known.filter(again=list(outcome.again)).update(again=[])
    if known.filter(revision__lte=row.revision).update(**link):
        return False
    return bool(outcome.said) and bool(known.update(**link, again=list(outcome.said)))


def wait_again(row: Delivery, *, due: dt.datetime) -> None:
    """Let a delivery wait once more; a newer one of the same contact goes into it, so that what was tried counts."""
    if row.kind == Kind.CONTACT:
        newer = Delivery.objects.filter(
            connection=row.connection_id, contact=row.contact_id, kind=Kind.CONTACT, state=State.WAITING
        )
        for other in newer.select_for_update():
            row.revision = max(row.revision, other.revision)
            row.in_bulk = row.in_bulk and other.in_bulk
            other.delete()
    row.state, row.due, row.lease_until, row.worker = State.WAITING, due, None, ""
    row.save()


def _is_spent(row: Delivery, now: dt.datetime) -> bool:
    first = row.first_tried_at or now
    return row.attempts >= MOST_TRIES or now - first >= LONGEST


def _works(lane: Lane, now: dt.datetime) -> bool:
    return lane.last_success_at is not None and now - lane.last_success_at < WORKS


def _pause(attempts: int, outcome: Outcome, lane: Lane, now: dt.datetime) -> dt.timedelta:
    """Doubling from two seconds; on a line that fails now and then only after some tries in quick succession."""
    if outcome.after is not None:
        return dt.timedelta(seconds=max(outcome.after, outcome.least))
    is_chance = outcome.is_sick and outcome.status not in BUSY and lane.trouble >= WELL and _works(lane, now)
    tries = attempts - SOON if is_chance else attempts
    return max(scaled(delay_before(max(tries, 1))), dt.timedelta(seconds=outcome.least))


def _note_failure(claim: Claim, outcome: Outcome, lane: Lane, tries: int, now: dt.datetime) -> None:
    """One more in a row, or the first on a line that works and answered just before.

    The rest before the next probe counts from the beginning of this one.
    """
    told: dict[str, Any] = {"last_failure_at": now, "last_error": outcome.sentence[:500]}
    if tries <= SOON:  # one that fails for ever says nothing of the line
        told["trouble"] = F("trouble") * FORGETS + (1 - FORGETS)
    if outcome.after is not None:
        told["quiet_until"] = now + dt.timedelta(seconds=outcome.after)
    if outcome.is_heard and _works(lane, now):
        Lane.objects.filter(pk=lane.pk).update(failures=1, open_until=None, **told)
        return
    began = now - dt.timedelta(milliseconds=outcome.ms) if claim.is_probe else now
    opened = When(failures__gte=FAILURES - 1, then=Value(began + rest(lane.last_success_at, now)))
    told["open_until"] = Case(opened, default=F("open_until"))
    Lane.objects.filter(pk=lane.pk).update(failures=F("failures") + 1, **told)


def _note_success(claim: Claim, lane: Lane, now: dt.datetime) -> None:
    """Close the circuit; have at once what waited for a broken line to come back, or for a sick one to get well."""
    is_said = lane.last_success_at is not None and now - lane.last_success_at < SAID_AGAIN
    if is_said and not lane.failures and lane.trouble < 1 - FORGETS:
        return
    told = {"failures": 0, "open_until": None, "last_success_at": now, "trouble": F("trouble") * FORGETS}
    Lane.objects.filter(pk=lane.pk).update(**told)
    if claim.is_probe or lane.trouble * FORGETS < WELL <= lane.trouble:
        put_off = Delivery.objects.filter(connection=lane.pk, state=State.WAITING, attempts__gt=0)
        put_off.filter(due__gt=now).update(due=now)
