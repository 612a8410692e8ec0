"""How other rooms ask for work and report on it."""

import time
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contacts.background.models import Job
from contacts.background.wake import wake_drainers

JobArgs = Mapping[str, int | str | bool | None]

PROGRESS_STEP_SECONDS = 0.3

current_job: ContextVar[int | None] = ContextVar("current_job", default=None)
_last_report: ContextVar[float] = ContextVar("last_report", default=0.0)


def enqueue(*, name: str, args: JobArgs | None = None, due: datetime | None = None, urgent: bool = False) -> Job:
    """Ask for one run of the task ``name`` (at ``due``, else at once), in the caller's transaction.

    ``urgent`` jobs overtake all others; they are for codes that a person waits for.
    """
    job = Job.objects.create(task=name, args=dict(args or {}), due=due or timezone.now(), urgent=urgent)
    transaction.on_commit(wake_drainers)
    return job


def report_progress(done: int, total: int | None) -> None:
    """Tell whoever watches the running job how far it is; outside a job nothing happens.

    Called as often as convenient: all but the last report are written at most three times a second.
    """
    job_id = current_job.get()
    now = time.monotonic()
    if job_id is None or (done != total and now - _last_report.get() < PROGRESS_STEP_SECONDS):
        return
    _last_report.set(now)
    Job.objects.filter(pk=job_id).update(progress_done=done, progress_total=total)
