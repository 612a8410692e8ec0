"""Real workers: killed, stopped, restarted, robbed of their broker; no job is lost."""

import time
from pathlib import Path

import pytest
import redis

from contacts.background.models import Job, Worker
from contacts.background.operations import enqueue
from tests import processes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    (tmp_path / "traces").touch()
    return tmp_path / "traces"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_row_becomes_its_effect(traces: Path, log: Path) -> None:
    with processes.worker(log):
        processes.until(Worker.objects.exists, what="the worker", log=log)
        job = enqueue(name="sample.note", args={"file": str(traces), "line": "hello"})
        processes.until(lambda: state(job) == "done", what="the job", log=log, seconds=10)
    assert traces.read_text() == "hello\n"


def test_a_job_whose_worker_is_killed_runs_again(traces: Path, log: Path) -> None:
    job = enqueue(name="sample.hold", args={"file": str(traces), "seconds": 600})
    with processes.worker(log) as first:
        processes.until(lambda: "begun" in traces.read_text(), what="the job to begin", log=log)
        processes.kill(first)
    assert state(job) == "running"
    with processes.worker(log):
        processes.until(lambda: state(job) == "done", what="the job to run again", log=log)
    assert [line.split()[0] for line in traces.read_text().splitlines()] == ["begun", "begun", "ended"]
    assert (job.lease, job.deaths, job.attempts) == (2, 1, 0)


def test_a_worker_told_to_stop_lets_its_job_end(traces: Path, log: Path) -> None:
    job = enqueue(name="sample.hold", args={"file": str(traces), "seconds": 2})
    with processes.worker(log) as process:
        processes.until(lambda: "begun" in traces.read_text(), what="the job to begin", log=log)
        process.terminate()
        process.wait(30)
    assert (state(job), job.deaths) == ("done", 0)
    assert traces.read_text().count("begun") == 1


def test_a_worker_told_to_stop_does_not_wait_for_ever(traces: Path, log: Path) -> None:
    job = enqueue(name="sample.hold", args={"file": str(traces), "seconds": 600})
    with processes.worker(log) as process:
        processes.until(lambda: "begun" in traces.read_text(), what="the job to begin", log=log)
        asked = time.monotonic()
        process.terminate()
        process.wait(30)
    assert time.monotonic() - asked < 20
    assert (state(job), job.deaths) == ("waiting", 0)


def test_a_job_that_kills_is_set_aside_and_the_others_get_done(traces: Path, log: Path) -> None:
    poison = enqueue(name="sample.kill", args={"file": str(traces)})
    others = [enqueue(name="sample.note", args={"file": str(traces), "line": "other"}) for _ in range(5)]
    for _ in range(3):
        with processes.worker(log) as process:
            assert process.wait(60) == 9
    with processes.worker(log):
        processes.until(lambda: state(poison) == "quarantined", what="quarantine", log=log)
        processes.until(lambda: {state(job) for job in others} == {"done"}, what="the others", log=log)
    assert traces.read_text().count("begun") == 3


def test_a_job_of_no_task_is_told_as_failed(log: Path) -> None:
    job = enqueue(name="sample.unheard_of")
    with processes.worker(log):
        processes.until(lambda: state(job) == "failed", what="the verdict", log=log)
    assert job.last_error == "There is no task named sample.unheard_of."


def test_redis_may_forget_everything(traces: Path, log: Path, redis_url: str) -> None:
    variables = {"REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "tests.contacts.background.short_lease"}
    jobs = [enqueue(name="sample.note", args={"file": str(traces), "line": str(line)}) for line in range(200)]
    forgetful = redis.Redis.from_url(redis_url)
    with processes.worker(log, **variables):
        for _ in range(5):
            processes.until(lambda: Job.objects.filter(state="sent").exists(), what="messages", log=log)
            forgetful.flushall()
            time.sleep(0.2)
        processes.until(lambda: not Job.objects.exclude(state="done").exists(), what="all jobs", log=log)
    forgetful.close()
    assert {int(line) for line in traces.read_text().split()} == set(range(len(jobs)))
