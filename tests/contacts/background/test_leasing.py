"""A job is in one hand at a time, and no hand keeps what it cannot finish."""

import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from contacts.background import leasing
from contacts.background.leasing import MAX_SENT, Handout
from contacts.background.models import Job, JobState
from contacts.background.operations import enqueue

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def job(**fields: object) -> Job:
    return Job.objects.create(**({"task": "sample.note", "due": NOW, "created_at": NOW} | fields))


def facts(row: Job) -> tuple[str, int, int, int]:
    row.refresh_from_db()
    return row.state, row.lease, row.attempts, row.deaths


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_job() -> None:
    with transaction.atomic():
        enqueue(name="sample.note")
        transaction.set_rollback(True)
    assert list(Job.objects.all()) == []


@pytest.mark.django_db
def test_urgent_jobs_come_first_then_the_oldest_and_none_before_its_time() -> None:
    late = job(due=NOW)
    early = job(due=NOW - timedelta(seconds=1))
    code = job(due=NOW, urgent=True)
    future = job(due=NOW + timedelta(seconds=1), urgent=True)
    assert leasing.lease_due(now=NOW, worker="w") == [
        Handout(code.pk, 1, "sample.note"),
        Handout(early.pk, 1, "sample.note"),
        Handout(late.pk, 1, "sample.note"),
    ]
    assert leasing.lease_due(now=NOW, worker="w") == []
    assert facts(future) == ("waiting", 0, 0, 0)


@pytest.mark.django_db
def test_only_so_many_are_out_at_a_time() -> None:
    Job.objects.bulk_create(Job(task="sample.note", due=NOW) for _ in range(MAX_SENT + 5))
    first = leasing.lease_due(now=NOW, worker="w")
    assert len(first) == MAX_SENT
    assert leasing.lease_due(now=NOW, worker="w") == []
    leasing.begin(job_id=first[0].job_id, lease=1, now=NOW, worker="w")
    assert len(leasing.lease_due(now=NOW, worker="w")) == 1


@pytest.mark.django_db
def test_a_message_that_comes_twice_or_too_late_starts_nothing() -> None:
    row = job()
    leasing.lease_due(now=NOW, worker="w")
    assert leasing.begin(job_id=row.pk, lease=1, now=NOW, worker="w") == row
    assert leasing.begin(job_id=row.pk, lease=1, now=NOW, worker="w") is None
    leasing.sweep(now=LATER)
    leasing.lease_due(now=LATER, worker="w")
    assert leasing.begin(job_id=row.pk, lease=1, now=LATER, worker="w") is None
    assert leasing.begin(job_id=row.pk, lease=2, now=LATER, worker="w") == row
    leasing.finish(job_id=row.pk, lease=1, now=LATER)
    assert facts(row) == ("running", 2, 0, 1)


@pytest.mark.django_db
def test_silence_takes_a_job_back_and_a_sign_of_life_keeps_it() -> None:
    silent, alive, sent = (job() for _ in range(3))
    leasing.lease_due(now=NOW, worker="elsewhere:1")
    for row in (silent, alive):
        leasing.begin(job_id=row.pk, lease=1, now=NOW, worker="elsewhere:1")
    leasing.renew(running=[(alive.pk, 1)], now=LATER)
    assert leasing.sweep(now=LATER) == 2
    assert facts(silent) == ("waiting", 1, 0, 1)
    assert facts(alive) == ("running", 1, 0, 0)
    assert facts(sent) == ("waiting", 1, 0, 0)


@pytest.mark.django_db
def test_a_process_that_is_gone_loses_its_jobs_at_once() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lost, kept = job(), job()
    leasing.lease_due(now=NOW, worker="w")
    for row, pid in ((lost, gone.pid), (kept, os.getpid())):
        leasing.begin(job_id=row.pk, lease=1, now=NOW, worker=f"{socket.gethostname()}:{pid}")
    assert leasing.sweep(now=NOW) == 1
    assert facts(lost) == ("waiting", 1, 0, 1)
    assert facts(kept) == ("running", 1, 0, 0)


@pytest.mark.django_db
def test_a_job_that_kills_three_workers_is_set_aside() -> None:
    row = job()
    for lease in (1, 2, 3):
        now = NOW + lease * timedelta(minutes=10)
        leasing.lease_due(now=now, worker="elsewhere:1")
        leasing.begin(job_id=row.pk, lease=lease, now=now, worker="elsewhere:1")
        leasing.sweep(now=now + timedelta(minutes=5))
    assert facts(row) == (JobState.QUARANTINED, 3, 0, 3)
    assert leasing.lease_due(now=NOW + timedelta(days=1), worker="w") == []


@pytest.mark.django_db
def test_a_worker_told_to_stop_gives_back_without_blame() -> None:
    row = job()
    leasing.lease_due(now=NOW, worker="w")
    leasing.begin(job_id=row.pk, lease=1, now=NOW, worker="w")
    leasing.release(running=[(row.pk, 1)])
    assert facts(row) == ("waiting", 1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_drainers_side_by_side_never_take_the_same_job() -> None:
    Job.objects.bulk_create(Job(task="sample.note", due=NOW) for _ in range(48))
    taken: list[Handout] = []
    start = threading.Barrier(4)

    def drain() -> None:
        start.wait()
        taken.extend(leasing.lease_due(now=NOW, worker="w"))
        connection.close()

    drainers = [threading.Thread(target=drain) for _ in range(4)]
    for drainer in drainers:
        drainer.start()
    for drainer in drainers:
        drainer.join()
    taken += leasing.lease_due(now=NOW, worker="w")
    assert sorted(handout.job_id for handout in taken) == sorted(Job.objects.values_list("pk", flat=True))
    assert {handout.lease for handout in taken} == {1}


@pytest.mark.parametrize(("attempt", "longest"), [(1, 4), (2, 8), (5, 64), (9, 900), (1000, 900)])
def test_each_failure_waits_longer_up_to_a_quarter_of_an_hour(attempt: int, longest: int) -> None:
    delays = [leasing.delay_before(attempt).total_seconds() for _ in range(300)]
    assert 1 <= min(delays) < max(delays) <= longest
    assert max(delays) > longest * 0.7
