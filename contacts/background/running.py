"""What a worker does with one job."""

import traceback
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.utils import timezone

from contacts.background import leasing
from contacts.background.errors import Refused, Retry
from contacts.background.models import Job
from contacts.background.operations import current_job

log = structlog.get_logger("crm.job")

running_here: dict[int, int] = {}
"""Job → lease of what this process is running now; the drainer renews exactly these."""


def run_job(*, job_id: int, lease: int, function: Callable[..., None], attempts: int) -> None:
    """Run a job that was handed to this process, and write down how it ended."""
    job = leasing.begin(job_id=job_id, lease=lease, now=timezone.now(), worker=leasing.this_worker())
    if job is None:
        return
    running_here[job_id] = lease
    token = current_job.set(job_id)
    try:
        function(**job.args)
    except Refused as refusal:
        leasing.fail(job_id=job_id, lease=lease, error=str(refusal), now=timezone.now())
    except Retry as retry:
        _again(job, error=str(retry), after=retry.after, attempts=attempts)
    except Exception as error:
        log.exception("job failed", job_id=job_id, task=job.task, attempt=job.attempts + 1)
        _again(job, error=_place(error), after=None, attempts=attempts)
    else:
        leasing.finish(job_id=job_id, lease=lease, now=timezone.now())
    finally:
        current_job.reset(token)
        running_here.pop(job_id, None)


def _again(job: Job, *, error: str, after: timedelta | None, attempts: int) -> None:
    now = timezone.now()
    if job.attempts + 1 >= attempts:
        leasing.fail(job_id=job.pk, lease=job.lease, error=error, now=now)
        return
    due = now + (after or leasing.delay_before(job.attempts + 1))
    leasing.put_back(job_id=job.pk, lease=job.lease, error=error, due=due)


def _place(error: Exception) -> str:
    """Type and place of an unforeseen error; its text may quote somebody's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, {frame.filename.rpartition('/')[2]} line {frame.lineno}"
