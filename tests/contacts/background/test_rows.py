"""The rows of jobs, without a worker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

import contacts.tasks  # noqa: F401  # fills the table of tasks
import integrations.tasks  # noqa: F401  # fills it, too
from contacts.background import leasing
from contacts.background.housekeeping import drop_old_jobs
from contacts.background.models import Job, JobState, Schedule
from contacts.background.operations import enqueue
from contacts.background.registry import ENTRIES, background_task
from contacts.background.schedules import enqueue_recurring, write_schedules
from crmsite.celery import app

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_tasks_are_known_to_celery() -> None:
    app.loader.import_default_modules()
    assert set(ENTRIES) <= set(app.tasks)


def test_two_tasks_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match=r"background\.tidy"):
        background_task(name="background.tidy")(print)


def test_a_transaction_that_is_rolled_back_enqueues_nothing() -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            enqueue(name="background.tidy")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert not Job.objects.exists()


def test_urgent_jobs_overtake_and_future_ones_wait() -> None:
    usual = enqueue(name="background.tidy", due=NOW - timedelta(hours=1))
    urgent = enqueue(name="background.tidy", due=NOW, urgent=True)
    enqueue(name="background.tidy", due=NOW + timedelta(hours=1))
    handouts = leasing.lease_due(now=NOW, worker="here:1")
    assert handouts == [(urgent.pk, 1, "background.tidy"), (usual.pk, 1, "background.tidy")]
    assert leasing.lease_due(now=NOW, worker="here:2") == []


def test_an_old_message_is_told_no() -> None:
    job = enqueue(name="background.tidy", due=NOW)
    leasing.lease_due(now=NOW, worker="elsewhere:1")
    assert leasing.sweep(now=NOW + timedelta(minutes=2)) == 1
    leasing.lease_due(now=NOW + timedelta(minutes=2), worker="elsewhere:2")
    assert leasing.begin(job_id=job.pk, lease=1, now=NOW, worker="elsewhere:1") is None
    begun = leasing.begin(job_id=job.pk, lease=2, now=NOW, worker="elsewhere:2")
    assert begun is not None
    assert begun.deaths == 0
    assert leasing.begin(job_id=job.pk, lease=2, now=NOW, worker="elsewhere:3") is None


def test_a_silent_worker_loses_its_job_and_its_late_word_counts_for_nothing() -> None:
    job = enqueue(name="background.tidy", due=NOW)
    leasing.lease_due(now=NOW, worker="elsewhere:1")
    leasing.begin(job_id=job.pk, lease=1, now=NOW, worker="elsewhere:1")
    leasing.renew(running=[(job.pk, 1)], now=NOW + timedelta(seconds=50))
    assert leasing.sweep(now=NOW + timedelta(seconds=100)) == 0
    assert leasing.sweep(now=NOW + timedelta(seconds=111)) == 1
    leasing.finish(job_id=job.pk, lease=2, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.deaths, job.last_error) == (JobState.WAITING, 1, leasing.WORKER_DIED)


def test_a_schedule_fires_once_and_not_while_its_last_job_is_open() -> None:
    write_schedules(now=NOW)
    recurring = {name for name, entry in ENTRIES.items() if entry.every}
    assert enqueue_recurring(now=NOW) == len(recurring)
    assert enqueue_recurring(now=NOW) == 0
    assert set(Job.objects.values_list("task", flat=True)) == recurring
    later = NOW + timedelta(days=2)
    assert enqueue_recurring(now=later) == 0
    Job.objects.update(state=JobState.DONE)
    assert enqueue_recurring(now=later + timedelta(days=2)) == len(recurring)


def test_schedules_of_tasks_that_went_go_too() -> None:
    Schedule.objects.create(task="gone.task", seconds=1)
    write_schedules(now=NOW)
    assert not Schedule.objects.filter(task="gone.task").exists()


def test_jobs_are_kept_for_thirty_days() -> None:
    for days in (29, 31):
        Job.objects.create(task="x", state=JobState.DONE, finished_at=timezone.now() - timedelta(days=days))
    Job.objects.create(task="open")
    assert drop_old_jobs() == 1
    assert Job.objects.count() == 2


def test_waiting_times_double_with_jitter_up_to_a_quarter_of_an_hour() -> None:
    assert all(1 <= leasing.delay_before(1).total_seconds() <= 4 for _ in range(100))
    assert max(leasing.delay_before(60).total_seconds() for _ in range(500)) <= 900
