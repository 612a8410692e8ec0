"""Deliveries in real worker processes, which also die, hang, and lose their broker."""

import os
import signal
import time
from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import redis
from pytest_django.plugin import DjangoDbBlocker

from contacts.background.models import Job, Schedule, Worker
from contacts.directory.models import Contact
from contacts.history.models import Change
from contacts.options.models import OptionValue
from contacts.record.patch import EmailPatch
from integrations.connections.models import Connection
from integrations.outbox.models import Delivery
from tests.forking import Forked
from tests.integrations.connectors.lines import allow
from tests.integrations.outbox.alone import DEADLY
from tests.integrations.outbox.making import contacts, linked, rename
from tests.processes import kill, program, until, worker
from tests.vendors import Vendor, fake

pytestmark = pytest.mark.usefixtures("db")
PRACTICE = "tests.integrations.outbox.practice"
HANGS = 4.0  # seconds of a call


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """The test database without a transaction around the test, so that other processes see its rows."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            Connection.objects.all().delete()
            for contact in Contact.objects.all():
                Change.objects.filter(contact=contact).delete()
            Contact.objects.all().delete()
            for model in (Job, Schedule, Worker, OptionValue):
                model.objects.all().delete()


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The REDIS_URL of the worker, and of this process, which leaves the hint; empty for none."""
    from django.conf import settings

    url = str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""
    monkeypatch.setattr(settings, "REDIS_URL", url)
    return url


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


@pytest.fixture
def vendor(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


def dispatcher(log: Path, **more: str) -> AbstractContextManager[Forked]:
    """A process that only sends."""
    return program(log, "tests.integrations.outbox.alone", **more)


def ada(count: int = 1, first_name: str = "Ada") -> list[int]:
    ids: list[int] = []
    for n in range(count):
        address = EmailPatch(email=f"{first_name}{n}.{time.time_ns()}@example.org")
        ids += contacts(1, first_name=first_name, last_name="King", emails=[address])
    return ids


def is_empty() -> bool:
    return not Delivery.objects.filter(state__in=["waiting", "sending"]).exists()


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_changes_arrive_although_the_broker_forgets_everything(broker: str, vendor: Vendor, log: Path) -> None:
    linked(vendor)
    ids = ada(12)
    with worker(log, knows=PRACTICE, REDIS_URL=broker):
        for n in range(3):
            if broker:
                redis.Redis.from_url(broker).flushall()
            for id_ in ids:
                rename(id_, f"Ada{n}")
        until(is_empty, log=log)
    assert len(vendor.ledger.creates()) == 12
    assert {contact["first_name"] for contact in vendor.contacts} == {"Ada2"}


def test_a_worker_killed_in_the_middle_leaves_one_creation_for_each_contact(vendor: Vendor, log: Path) -> None:
    linked(vendor)
    vendor.faults.play("latency", method="POST", seconds=0.4)
    ada(6)
    for _ in range(2):
        with dispatcher(log) as victim:
            before = len(vendor.ledger.creates())
            until(lambda before=before: len(vendor.ledger.creates()) > before, log=log)  # done there, not told here
            kill(victim)
    with dispatcher(log):
        until(is_empty, log=log)
    assert len(vendor.ledger.creates()) == 6
    assert set(states()) == {"done"}


def test_what_kills_three_workers_is_set_aside_and_all_else_arrives(vendor: Vendor, log: Path) -> None:
    linked(vendor)
    ada(1, first_name=DEADLY)
    for _ in range(3):
        with dispatcher(log) as victim:
            until(lambda victim=victim: victim.poll() is not None, log=log)
            assert victim.returncode == 3
    ada(3)
    with dispatcher(log):
        until(is_empty, log=log)
    assert states() == ["quarantined", "done", "done", "done"]
    assert Delivery.objects.get(state="quarantined").deaths == 3


def test_a_worker_told_to_stop_gives_a_long_call_back_without_blame(vendor: Vendor, log: Path) -> None:
    linked(vendor)
    vendor.faults.play("hang", seconds=30)
    ada()
    with worker(log, knows=PRACTICE) as process:
        until(lambda: states() == ["sending"], log=log)
        os.kill(process.pid, signal.SIGTERM)
        until(lambda: process.poll() is not None, log=log, seconds=30)
    row = Delivery.objects.get()
    assert (row.state, row.deaths, row.attempts) == ("waiting", 0, 0)


def test_a_sick_line_has_its_tries_and_is_empty_soon_after_it_is_well(vendor: Vendor, log: Path) -> None:
    linked(vendor)
    vendor.down()
    ada(5)
    with dispatcher(log):
        until(lambda: Connection.objects.get().lane.failures >= 5, log=log)
        vendor.up()
        until(is_empty, log=log, seconds=30)
    assert len(vendor.ledger.creates()) == 5


def test_a_hanging_vendor_leaves_the_delay_of_another_within_twice(vendor: Vendor, tmp_path: Path, log: Path) -> None:
    """R7, where there is room for three calls at once. Off: let ``claiming.AT_ONCE`` be 99, and all three hang."""
    with fake("lightening", tmp_path / "other") as other:
        sick, _ = linked(vendor, "Sick", is_enabled=False), linked(other, "Well")
        allow(vendor.address, other.address)
        vendor.faults.play("hang", seconds=HANGS)
        ids = ada(8)
        with dispatcher(log, THREADS="3", SCALE="1"):
            until(lambda: len(other.ledger.creates()) == 8, log=log, seconds=120)
            quiet = [delay(other, id_, log) for id_ in ids]
            Connection.objects.filter(pk=sick.pk).update(is_enabled=True)
            until(lambda: Delivery.objects.filter(connection=sick, state="sending").count() > 1, what="calls", log=log)
            beside = [delay(other, id_, log) for id_ in ids[:5]]
    assert max(beside) <= max(2 * max(quiet), HANGS * 0.75), (quiet, beside)


def delay(well: Vendor, contact: int, log: Path) -> float:
    """Seconds from a change here until it is there."""
    began, before = time.monotonic(), len(well.ledger.updates())
    rename(contact, f"Ada{contact} {began}")
    until(lambda: len(well.ledger.updates()) > before, what="the update", log=log)
    return time.monotonic() - began
