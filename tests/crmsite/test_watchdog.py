"""A worker that is there and does nothing any more is replaced."""

import os
import signal
import socket
import sys
from collections.abc import Generator

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from contacts.background import pulse
from contacts.background.models import Worker
from crmsite import watchdog
from crmsite.running import Child, keep_running
from crmsite.watchdog import LOOK_SECONDS, SILENCE_SECONDS, Watchdog

PID = 4_000_000  # more than there are


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """The test database without a transaction around the test: a connection that broke is given up in it."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            Worker.objects.all().delete()


class Clock:
    """A clock that stands still unless it is told to go on; a machine that stalls moves the real one."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (watchdog, pulse):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.mark.usefixtures("db")
def test_a_worker_is_silent_when_its_sign_of_life_stays_the_same(clock: Clock) -> None:
    dog = Watchdog()
    Worker.objects.create(name=f"{socket.gethostname()}:{PID}", seen_at=timezone.now())
    assert not dog.is_silent(PID)
    clock.wait(LOOK_SECONDS)
    assert not dog.is_silent(PID)
    clock.wait(SILENCE_SECONDS)
    assert dog.is_silent(PID)
    clock.wait(LOOK_SECONDS)
    Worker.objects.update(seen_at=timezone.now())
    assert not dog.is_silent(PID)


@pytest.mark.usefixtures("db")
def test_silence_counts_only_while_it_could_be_heard(clock: Clock) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    dog = Watchdog()
    assert not dog.is_silent(PID)  # it has not said anything yet, and has time to
    clock.wait(SILENCE_SECONDS + 1)
    with connection.execute_wrapper(away):
        assert not dog.is_silent(PID)
    clock.wait(LOOK_SECONDS)
    assert not dog.is_silent(PID)
    clock.wait(SILENCE_SECONDS + 1)
    assert dog.is_silent(PID)


def test_one_loop_that_hangs_silences_the_process(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_beats", {})
    pulse.beat("one")
    pulse.beat("other")
    assert pulse.all_beat()
    clock.wait(pulse.SILENCE_SECONDS)
    pulse.beat("one")
    assert not pulse.all_beat()
    pulse.end("other")
    assert pulse.all_beat()


def test_a_stuck_child_is_replaced() -> None:
    child = Child("stuck", [sys.executable, "-c", "import time; time.sleep(60)"])
    seen: list[int] = []

    def look() -> None:
        if child.pid not in seen:
            seen.append(child.pid)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    keep_running([child], each_turn=look, is_stuck=lambda one: one.pid == seen[0])
    assert len(seen) == 2
