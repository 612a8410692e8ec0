"""How a job passes from hand to hand; every step is one conditional write, so two hands never hold it.

``lease`` numbers the times a job was handed out. A message or a worker with an older number is told no.
"""

import os
import random
import socket
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from contacts.background.models import Job, JobState

MAX_SENT = 64
MAX_DEATHS = 3
FIRST_DELAY_SECONDS = 2
LONGEST_DELAY_SECONDS = 900
WORKER_DIED = "The worker died while running it."
_STARTED = uuid.uuid4().hex[:8]  # another process may be given the same number once this one is gone


class Handout(NamedTuple):
    """What travels to a worker: which job, and for which lease."""

    job_id: int
    lease: int
    task: str


def this_worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def this_process() -> str:
    """This process and no other, also where its number is given again."""
    return f"{this_worker()}#{_STARTED}"


def lease_due(*, now: datetime, worker: str, urgent: bool | None = None, most: int = MAX_SENT) -> list[Handout]:
    """Take due jobs, urgent and oldest first, and mark them sent.

    At most ``MAX_SENT`` are out at a time: what waits in the table can be overtaken, what waits in a broker cannot.
    ``urgent`` takes only those, ``most`` of them however many others are out; False leaves them for their own lanes.
    """
    waiting = Job.objects.filter(state=JobState.WAITING, due__lte=now).order_by("-urgent", "due", "id")
    waiting = waiting if urgent is None else waiting.filter(urgent=urgent)
    if not waiting.exists():  # a plain read first: on SQLite a transaction would hold up writers at every look
        return []
    with transaction.atomic():
        room = most if urgent else most - Job.objects.filter(state=JobState.SENT).count()
        if room <= 0:
            return []
        # SQLite needs no row locks: settings open each transaction as a writer, one at a time.
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        handouts = [Handout(job.pk, job.lease + 1, job.task) for job in waiting[:room]]
        Job.objects.filter(pk__in=[handout.job_id for handout in handouts]).update(
            state=JobState.SENT, lease=F("lease") + 1, lease_until=now + settings.BACKGROUND_LEASE, worker=worker
        )
    return handouts


def some_are_sent() -> bool:
    return Job.objects.filter(state=JobState.SENT).exists()


def begin(*, job_id: int, lease: int, now: datetime, worker: str) -> Job | None:
    """Start a job; None when somebody else has it or the message is an old one."""
    started = Job.objects.filter(pk=job_id, lease=lease, state=JobState.SENT).update(
        state=JobState.RUNNING, lease_until=now + settings.BACKGROUND_LEASE, worker=worker
    )
    return Job.objects.get(pk=job_id) if started else None


def renew(*, running: Iterable[tuple[int, int]], now: datetime) -> None:
    """Keep the (job, lease) pairs that this process is still running."""
    held = Q(pk__in=[])
    for job_id, lease in running:
        held |= Q(pk=job_id, lease=lease)
    Job.objects.filter(held, state=JobState.RUNNING).update(lease_until=now + settings.BACKGROUND_LEASE)


def finish(*, job_id: int, lease: int, now: datetime) -> None:
    _held(job_id, lease).update(
        state=JobState.DONE, finished_at=now, lease_until=None, last_error="", progress_done=_shown_as_complete()
    )


def fail(*, job_id: int, lease: int, error: str, now: datetime) -> None:
    """End a job for good; staff see ``error``."""
    _held(job_id, lease).update(
        state=JobState.FAILED, finished_at=now, lease_until=None, last_error=error[:500], attempts=F("attempts") + 1
    )


def put_back(*, job_id: int, lease: int, error: str, due: datetime) -> None:
    """Let a job that did not succeed wait until ``due``."""
    _held(job_id, lease).update(
        state=JobState.WAITING, due=due, lease_until=None, last_error=error[:500], attempts=F("attempts") + 1
    )


def unsend(*, handouts: Iterable[Handout]) -> None:
    """Take back what could not be put on the way to a worker."""
    for handout in handouts:
        Job.objects.filter(pk=handout.job_id, lease=handout.lease, state=JobState.SENT).update(
            state=JobState.WAITING, lease_until=None
        )


def release(*, running: Iterable[tuple[int, int]]) -> None:
    """Give running jobs back without blame, when their worker is told to stop before they end."""
    for job_id, lease in running:
        _held(job_id, lease).update(state=JobState.WAITING, lease_until=None)


def sweep(*, now: datetime) -> int:
    """Take jobs back from workers that fell silent or whose process is gone; returns how many.

    A job that was only sent goes back without blame. One that was running counts a death, and is set aside
    after three: it may be what kills them.
    """
    held = Job.objects.filter(state__in=[JobState.SENT, JobState.RUNNING])
    gone = [name for name in held.values_list("worker", flat=True).distinct() if is_dead(name)]
    lost = held.filter(Q(lease_until__lt=now) | Q(worker__in=gone))
    running = lost.filter(state=JobState.RUNNING)
    with transaction.atomic():
        quarantined = running.filter(deaths__gte=MAX_DEATHS - 1).update(
            state=JobState.QUARANTINED,
            deaths=F("deaths") + 1,
            finished_at=now,
            lease_until=None,
            last_error=WORKER_DIED,
        )
        dropped = running.update(
            state=JobState.WAITING, deaths=F("deaths") + 1, due=now, lease_until=None, last_error=WORKER_DIED
        )
        unsent = lost.filter(state=JobState.SENT).update(state=JobState.WAITING, lease_until=None)
    return quarantined + dropped + unsent


def delay_before(attempt: int) -> timedelta:
    """Time to wait after failure number ``attempt`` (from 1): doubling from 2 s to 15 min, with full jitter."""
    longest = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(attempt, 20))
    return timedelta(seconds=random.uniform(FIRST_DELAY_SECONDS / 2, longest))  # noqa: S311, no secret


def _held(job_id: int, lease: int) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, lease=lease, state=JobState.RUNNING)


def _shown_as_complete() -> Coalesce:
    return Coalesce(F("progress_total"), F("progress_done"))


def is_dead(worker: str) -> bool:
    """Whether a worker of this very host has no process any more; of other hosts only their silence tells."""
    host, _, pid = worker.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def is_gone(process: str) -> bool:
    """Whether the process that ``this_process`` named so is surely no more: it was on this machine and is not there."""
    worker, _, started = process.partition("#")
    return is_dead(worker) or (worker == this_worker() and started != _STARTED)
