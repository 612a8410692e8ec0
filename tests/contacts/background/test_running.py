"""How a job ends, and what is written down about it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.background import leasing
from contacts.background.errors import Refused, Retry
from contacts.background.housekeeping import drop_old_jobs
from contacts.background.models import Job, Schedule, Worker
from contacts.background.operations import enqueue, report_progress
from contacts.background.queries import backlog
from contacts.background.registry import ENTRIES
from contacts.background.running import run_job, running_here
from contacts.background.schedules import enqueue_recurring, write_schedules

pytestmark = pytest.mark.django_db


def run(function: Callable[..., None], *, attempts: int = 20, **args: int) -> Job:
    job = enqueue(name="sample.note", args=args)
    (handout,) = leasing.lease_due(now=timezone.now(), worker="w")
    run_job(job_id=job.pk, lease=handout.lease, function=function, attempts=attempts)
    job.refresh_from_db()
    assert running_here == {}
    return job


def test_a_job_gets_its_ids_by_name_and_is_done() -> None:
    seen: list[tuple[int, int]] = []

    def keep(first: int, second: int) -> None:
        seen.append((first, second))

    job = run(keep, first=7, second=8)
    assert seen == [(7, 8)]
    assert (job.state, job.attempts, job.last_error) == ("done", 0, "")
    assert job.finished_at is not None


def test_a_refusal_is_final_and_says_why() -> None:
    def refuse() -> None:
        raise Refused("The file is gone.")

    job = run(refuse)
    assert (job.state, job.attempts, job.last_error) == ("failed", 1, "The file is gone.")


def test_a_retry_waits_as_long_as_it_asks() -> None:
    def again() -> None:
        raise Retry("The mail server is busy.", after=timedelta(minutes=7))

    job = run(again)
    assert (job.state, job.attempts, job.last_error) == ("waiting", 1, "The mail server is busy.")
    assert timedelta(minutes=6, seconds=50) < job.due - timezone.now() <= timedelta(minutes=7)


def test_an_accident_is_tried_again_and_told_without_anybodys_data(caplog: pytest.LogCaptureFixture) -> None:
    def stumble() -> None:
        raise ValueError("ada@example.org")

    job = run(stumble)
    assert (job.state, job.attempts) == ("waiting", 1)
    assert job.last_error.startswith("ValueError in stumble, test_running.py line ")


def test_the_last_attempt_fails_for_good() -> None:
    def stumble() -> None:
        raise ValueError

    assert run(stumble, attempts=1).state == "failed"


def test_progress_is_seen_while_running_and_complete_at_the_end() -> None:
    seen: list[tuple[int, int | None]] = []

    def work() -> None:
        for done in range(1, 4):
            report_progress(done, 3)
            seen.append(Job.objects.values_list("progress_done", "progress_total").get())

    job = run(work)
    assert seen == [(1, 3), (1, 3), (3, 3)]  # the second comes too soon after the first, the last always counts
    assert (job.progress_done, job.progress_total) == (3, 3)
    report_progress(1, 9)
    assert Job.objects.values_list("progress_done", "progress_total").get() == (3, 3)


def test_recurring_tasks_become_one_job_a_period() -> None:
    now = timezone.now()
    write_schedules(now=now)
    write_schedules(now=now + timedelta(minutes=1))
    wanted = {name for name, entry in ENTRIES.items() if entry.every}
    assert set(Schedule.objects.values_list("task", "next_due")) == {(name, now) for name in wanted}
    assert enqueue_recurring(now=now) == len(wanted) == Job.objects.count()
    assert enqueue_recurring(now=now) == 0
    still_open = now + timedelta(days=2)
    assert enqueue_recurring(now=still_open) == 0
    Job.objects.update(state="done")
    assert enqueue_recurring(now=still_open + timedelta(days=2)) == len(wanted)


def test_a_schedule_nobody_declares_any_more_goes() -> None:
    Schedule.objects.create(task="gone", seconds=1)
    write_schedules(now=timezone.now())
    assert not Schedule.objects.filter(task="gone").exists()


def test_what_ended_a_month_ago_is_dropped() -> None:
    now = timezone.now()
    for days in (29, 31):
        Job.objects.create(task="sample.note", state="done", finished_at=now - timedelta(days=days))
    waiting = Job.objects.create(task="sample.note", due=now - timedelta(days=90))
    Worker.objects.create(name="long:1", seen_at=now - timedelta(days=2))
    assert drop_old_jobs() == 1
    assert Job.objects.count() == 2
    assert Job.objects.filter(pk=waiting.pk).exists()
    assert not Worker.objects.exists()


def test_the_backlog_counts_what_is_due() -> None:
    now = timezone.now()
    Job.objects.create(task="sample.note", due=now - timedelta(minutes=3))
    Job.objects.create(task="sample.note", due=now + timedelta(minutes=3))
    Job.objects.create(task="sample.note", state="failed")
    Worker.objects.create(name="near:1", seen_at=now)
    Worker.objects.create(name="silent:1", seen_at=now - timedelta(minutes=3))
    found = backlog(now=now)
    assert {state: count for state, count in found.jobs.items() if count} == {"waiting": 2, "failed": 1}
    assert (found.oldest_wait, found.workers) == (timedelta(minutes=3), 1)
