"""One page of a run in one transaction: its contacts, what is known of them, findings, counts, and where it ends."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.directory import operations as door
from contacts.directory.commands import Archive, Saved
from integrations.connections.models import Connection, Deletion, Direction, Lane
from integrations.sync.judging.context import PageContext
from integrations.sync.models import Finding, Kind, Phase, Run, State
from integrations.sync.pulling import linking
from integrations.sync.pulling.comparing import compare
from integrations.sync.pulling.page import Page
from integrations.sync.pulling.reading import Batch, absent, linked_count
from integrations.sync.pulling.tally import Tally

MOST_MISSING = 0.2  # of the contacts they are known to have
FEW_MISSING = 5  # whatever part of all that is


def store(run: Run, batch: Batch, context: PageContext) -> Run | None:
    """The run with the page behind it; None when somebody else stored it, or the run is not running any more."""
    with transaction.atomic():
        stored = Run.objects.select_for_update().get(pk=run.pk)
        if stored.state != State.RUNNING or (stored.phase, stored.after) != (run.phase, run.after):
            return None
        tally = Tally(stored)
        with transaction.atomic():
            _take(stored, batch, context, tally)
            if stored.dry_run:
                transaction.set_rollback(True)
        if stored.dry_run:  # nothing else is kept of it, but whoever was listed is not absent
            linking.listed(stored.connection_id, [one.theirs for one in batch.items], at=batch.at)
        _advance(stored, batch)
        if stored.state == State.DONE:
            finish(stored, context, tally)
        tally.add_to(stored)
        stored.save()
    return stored


def _take(run: Run, batch: Batch, context: PageContext, tally: Tally) -> None:
    if run.kind == Kind.RECONCILE:
        compare(context, batch, tally)
        return
    Page(context, batch, tally).take()
    if run.kind == Kind.MEND and not run.dry_run:
        _mended(batch)


def _mended(batch: Batch) -> None:
    """The findings of the page are mended, but for those that could not be read."""
    done = [pk for theirs, pk in batch.findings if theirs not in batch.refused]
    Finding.objects.filter(pk__in=done).update(state=Finding.State.MENDED)


def _advance(run: Run, batch: Batch) -> None:
    run.after, run.failures, run.last_error = batch.after, 0, ""
    if batch.total is not None:
        run.total = batch.total
    if not batch.is_last:
        return
    run.phase, run.after = _behind(run), ""
    if run.phase == "":
        run.phase, run.state = Phase.THEIRS, State.DONE
    elif run.phase == Phase.ABSENT and _too_many(run):
        run.state = State.ASKING


def _behind(run: Run) -> str:
    """The phase behind this one, empty when it was the last: absence tells only after a whole list."""
    if run.kind == Kind.MEND:
        return ""
    if run.phase == Phase.THEIRS and not run.since and run.is_listed:
        return Phase.ABSENT
    if run.phase != Phase.OURS and run.kind == Kind.RECONCILE and run.connection.direction != Direction.PULL:
        return Phase.OURS
    return ""


def _too_many(run: Run) -> bool:
    """Whether so many are missing at once that it is likelier that their list is wrong."""
    if run.deletions_allowed or run.kind == Kind.RECONCILE:
        return False
    missing = absent(run).count()
    return missing > FEW_MISSING and missing > MOST_MISSING * linked_count(run)


def finish(run: Run, context: PageContext, tally: Tally) -> None:
    """The run is over: what sending found deleted is put away, and the next fetch begins where this one did."""
    now = timezone.now()
    run.finished_at = now
    if run.dry_run or run.kind not in (Kind.FIRST, Kind.CHANGES):
        return
    lane = Lane.objects.get(pk=run.connection_id)
    _put_away(run.connection, context, tally, since=lane.pulled_at or run.connection.created_at)
    Lane.objects.filter(pk=run.connection_id).update(pulled_to=run.mark, pulled_at=run.started_at)


def _put_away(connection: Connection, context: PageContext, tally: Tally, *, since: dt.datetime) -> None:
    if connection.deletion != Deletion.ARCHIVE:
        return
    gone = linking.known_gone(connection, since=since)
    for outcome in door.apply([Archive(contact) for contact in gone], actor=context.actor) if gone else ():
        if isinstance(outcome, Saved) and outcome.action == "archived":
            tally.ended("archived")
            tally.find(Finding.Kind.GONE, contact=outcome.record.id)
