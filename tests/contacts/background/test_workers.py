"""Jobs in real worker processes, which also die."""

import os
import signal
import time
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from contacts.background import queries
from contacts.background.models import Job, JobState, Schedule, Worker
from contacts.background.operations import enqueue
from tests.processes import until, worker

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """The test database without a transaction around the test, so that other processes see its rows.

    Not pytest-django's own way (``transaction=True``), which empties all tables, also those that migrations
    fill. The name is the one by which it sees that a database is needed.
    """
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for model in (Job, Schedule, Worker):
                model.objects.all().delete()


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_worker_does_a_job_and_shows_it_as_complete(broker: str, traces: Path, log: Path) -> None:
    job = enqueue(name="practice.work", args={"path": str(traces), "seconds": 0})
    with worker(log, REDIS_URL=broker):
        until(lambda: state_of(job) == JobState.DONE, log=log)
        assert queries.backlog(now=timezone.now()).workers == 1
    assert traces.read_text().split() == ["begun", "ended"]
    assert (job.progress_done, job.progress_total, job.deaths, job.last_error) == (4, 4, 0, "")
    assert job.finished_at is not None
    assert not Worker.objects.exists()


def test_a_job_whose_worker_was_killed_runs_again(broker: str, traces: Path, log: Path) -> None:
    job = enqueue(name="practice.work", args={"path": str(traces), "seconds": 3})
    with worker(log, REDIS_URL=broker) as first:
        until(lambda: traces.read_text() == "begun\n", log=log)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state_of(job) == JobState.RUNNING
    with worker(log, REDIS_URL=broker):
        until(lambda: state_of(job) == JobState.DONE, log=log)
    assert traces.read_text().split() == ["begun", "begun", "ended"]
    assert (job.deaths, job.lease) == (1, 2)


def test_a_job_that_kills_three_workers_is_set_aside(traces: Path, log: Path) -> None:
    job = enqueue(name="practice.deadly", args={"path": str(traces)})
    for _ in range(3):
        with worker(log) as victim:
            until(lambda victim=victim: victim.poll() is not None, log=log)
            assert victim.returncode == -signal.SIGKILL
    harmless = enqueue(name="practice.work", args={"path": str(traces), "seconds": 0})
    with worker(log):
        until(lambda: state_of(harmless) == JobState.DONE, log=log)
    assert (state_of(job), job.deaths) == (JobState.QUARANTINED, 3)
    assert traces.read_text().split() == ["begun", "begun", "begun", "begun", "ended"]


def test_a_worker_told_to_stop_gives_its_long_job_back_without_blame(traces: Path, log: Path) -> None:
    job = enqueue(name="practice.work", args={"path": str(traces), "seconds": 60})
    with worker(log) as process:
        until(lambda: traces.read_text() == "begun\n", log=log)
        os.kill(process.pid, signal.SIGTERM)
        until(lambda: process.poll() is not None, log=log)
    assert (state_of(job), job.deaths, job.attempts) == (JobState.WAITING, 0, 0)


def test_a_worker_told_to_stop_lets_a_short_job_end(traces: Path, log: Path) -> None:
    job = enqueue(name="practice.work", args={"path": str(traces), "seconds": 1})
    with worker(log) as process:
        until(lambda: traces.read_text() == "begun\n", log=log)
    assert process.returncode == 0
    assert (state_of(job), job.deaths, traces.read_text().split()) == (JobState.DONE, 0, ["begun", "ended"])


def test_redis_may_forget_everything(traces: Path, log: Path, redis_url: str) -> None:
    variables = {"REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "tests.contacts.background.short_lease"}
    for _ in range(200):
        enqueue(name="practice.work", args={"path": str(traces), "seconds": 0})
    forgetful = redis.Redis.from_url(redis_url)
    with worker(log, **variables):
        for _ in range(5):
            until(Job.objects.filter(state=JobState.SENT).exists, what="messages", log=log)
            forgetful.flushall()
            time.sleep(0.2)
        until(lambda: not Job.objects.exclude(state=JobState.DONE).exists(), what="all jobs", log=log)
    forgetful.close()
    assert traces.read_text().count("ended") >= 200


def test_what_a_task_raises_decides_what_happens_next(log: Path) -> None:
    refused = enqueue(name="practice.refuse")
    retried = enqueue(name="practice.retry")
    broken = enqueue(name="practice.break", args={"mail": "canary@example.org"})
    unknown = enqueue(name="practice.nobody_wrote_this")
    with worker(log):
        until(lambda: all(state_of(job) == JobState.FAILED for job in (refused, broken, unknown)), log=log)
        until(lambda: state_of(retried) == JobState.WAITING and retried.attempts > 0, log=log)
    assert refused.last_error == "The other side said no."
    assert (state_of(retried), retried.last_error) == (JobState.WAITING, "The other side was busy.")
    assert retried.due > timezone.now() + timedelta(minutes=50)
    assert broken.last_error.startswith("ValueError in break_down, practice.py line ")
    assert unknown.last_error == "There is no task named practice.nobody_wrote_this."
    assert "job failed" in log.read_text()
    assert "canary" not in log.read_text()
