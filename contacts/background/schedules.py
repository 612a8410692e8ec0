"""Recurring tasks: rows, so that a worker that dies takes no timetable with it and none fires twice."""

from datetime import datetime, timedelta

from django.db import transaction

from contacts.background.models import OPEN_STATES, Job, Schedule
from contacts.background.operations import enqueue
from contacts.background.registry import ENTRIES


def write_schedules(*, now: datetime) -> None:
    """Make the table say what the tasks say: new ones are due now, dropped ones go."""
    wanted = {name: entry.every for name, entry in ENTRIES.items() if entry.every is not None}
    Schedule.objects.exclude(task__in=wanted).delete()
    for name, every in wanted.items():
        Schedule.objects.update_or_create(
            task=name,
            defaults={"seconds": int(every.total_seconds())},
            create_defaults={"seconds": int(every.total_seconds()), "next_due": now},
        )


def enqueue_recurring(*, now: datetime) -> int:
    """Make jobs of the schedules that are due; returns how many.

    Of several drainers one moves the row on and enqueues. A task whose last job is still open is left out.
    """
    made = 0
    for schedule in Schedule.objects.filter(next_due__lte=now):
        with transaction.atomic():
            moved = Schedule.objects.filter(pk=schedule.pk, next_due=schedule.next_due).update(
                next_due=now + timedelta(seconds=schedule.seconds)
            )
            if moved and not Job.objects.filter(task=schedule.task, state__in=OPEN_STATES).exists():
                enqueue(name=schedule.task)
                made += 1
    return made
