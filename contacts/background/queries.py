"""What is known about the work that waits."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min

from contacts.background.models import Job, JobState, Worker

WORKER_SILENCE = timedelta(seconds=90)


class Backlog(NamedTuple):
    """Jobs by state, how long the oldest due one has waited, and how many workers were seen lately."""

    jobs: dict[str, int]
    oldest_wait: timedelta
    workers: int


def backlog(*, now: datetime) -> Backlog:
    counted = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    first = Job.objects.filter(state=JobState.WAITING, due__lte=now).aggregate(first=Min("due"))["first"]
    return Backlog(
        jobs={state: counted.get(state, 0) for state in JobState.values},
        oldest_wait=now - first if first else timedelta(),
        workers=Worker.objects.filter(seen_at__gte=now - WORKER_SILENCE).count(),
    )
