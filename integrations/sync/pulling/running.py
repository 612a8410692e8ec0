"""Carrying a run out, page after page, a while in each job; one that was cut off goes on behind its last page."""

import datetime as dt
import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.background.leasing import delay_before
from contacts.background.operations import current_job, enqueue, report_progress
from contacts.vault.seal import SealBroken
from integrations.connections.models import Lane
from integrations.sync.judging.context import PageContext, connector_of, dialect_of
from integrations.sync.models import Kind, Run, State
from integrations.sync.pulling.reading import Pages
from integrations.sync.pulling.storing import store
from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.troubles import Declined, TryAgain

TASK = "sync.run"
SECONDS = 20.0  # that one job may take: a worker that dies then has cost little, and others get their turn
MOST_FAILURES = 20  # in a row
PAUSED = "The connection is paused."
BROKEN_SEAL = "The secrets of the connection cannot be opened. Enter them again."


def run(run_id: int) -> None:
    """Go on with a run; safe to be called twice, or by two workers: a page is stored once."""
    found = _begun(run_id)
    if found is None:
        return
    try:
        dialect = dialect_of(found.connection)
        connector = connector_of(found.connection, dialect)
        _start(found, connector)
        pages, end = Pages(connector), time.monotonic() + SECONDS
        while found is not None and found.state == State.RUNNING:
            is_time = time.monotonic() > end
            if not found.connection.is_enabled or (is_time and not pages.is_ahead):
                _go_on(found)
                return
            context = PageContext(found, found.connection, connector, dialect)
            found = store(found, pages.next(found, ahead=not is_time), context)
            if found is not None:
                report_progress(found.seen, found.total)
    except TryAgain as trouble:
        _again(run_id, str(trouble), trouble.after)
    except IntegrityError:
        _again(run_id, "Something else was stored at the same moment.", 0.0)
    except Declined as trouble:
        fail(run_id, str(trouble))
    except SealBroken:
        fail(run_id, BROKEN_SEAL)


def _begun(run_id: int) -> Run | None:
    """The run, when it is this job's to go on with."""
    job = current_job.get()
    with transaction.atomic():
        found = Run.objects.select_for_update(of=("self",)).select_related("connection").filter(pk=run_id).first()
        if found is None or found.state not in (State.WAITING, State.RUNNING) or job not in (None, found.job):
            return None
        if not found.connection.is_enabled:
            fail(run_id, PAUSED)
            return None
        found.state = State.RUNNING
        found.started_at = found.started_at or timezone.now()
        found.save(update_fields=["state", "started_at"])
    return found


def _start(found: Run, connector: Connector) -> None:
    """Settle where the list begins, and where the next one will, before the first page is asked for."""
    if found.mark:
        return
    found.is_listed = connector.lists
    if found.kind == Kind.CHANGES and connector.lists and connector.tells_changes:
        found.since = found.connection.lane.pulled_to
    found.mark = connector.mark()
    found.save(update_fields=["is_listed", "since", "mark"])


def _go_on(found: Run) -> None:
    with transaction.atomic():
        ask_for(found.pk)


def _again(run_id: int, sentence: str, after: float | None) -> None:
    """Try the same page later, longer after each failure in a row; at last give up."""
    with transaction.atomic():
        found = Run.objects.select_for_update().get(pk=run_id)
        if found.state != State.RUNNING:
            return
        found.failures += 1
        found.last_error = sentence[:500]
        found.save(update_fields=["failures", "last_error"])
        if found.failures >= MOST_FAILURES:
            fail(run_id, f"Given up after {MOST_FAILURES} tries. {sentence}")
            return
        pause = dt.timedelta(seconds=after) if after is not None else delay_before(found.failures)
        if after:
            Lane.objects.filter(pk=found.connection_id).update(quiet_until=timezone.now() + pause)
        ask_for(run_id, pause)


def ask_for(run_id: int, pause: dt.timedelta = dt.timedelta()) -> int:
    """Have a run gone on with by a new job, in the caller's transaction; returns the job's id."""
    job = enqueue(name=TASK, args={"run": run_id}, due=timezone.now() + pause)
    Run.objects.filter(pk=run_id).update(job=job.pk)
    return job.pk


def fail(run_id: int, sentence: str) -> None:
    """End a run that cannot go on, with a sentence for staff."""
    open_states = (State.WAITING, State.RUNNING)
    Run.objects.filter(pk=run_id, state__in=open_states).update(
        state=State.FAILED, last_error=sentence[:500], finished_at=timezone.now()
    )
