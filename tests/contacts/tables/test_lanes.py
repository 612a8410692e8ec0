"""Batches side by side end as if they had run one after the other; proven on PostgreSQL, where there are lanes.

Seen red with ``planning`` or ``committing`` left open to all, with a token handed on behind a failure, without the look
at who the parent is, with the ends of other lanes left open in a lane, and with the parent's connection kept.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil  # type: ignore[import-untyped]
import pytest
from django.db import IntegrityError, connection, transaction
from msgspec import Struct

from contacts.directory.models import ContactTag
from contacts.lookups.models import Category
from contacts.tables import lanes
from contacts.tables.lanes import LaneLost, Turn, in_order

pytestmark = pytest.mark.django_db(transaction=True)
STEP = 0.1  # seconds


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runner of tests may have threads of its own, which hold no lock that a lane needs."""
    monkeypatch.setattr(lanes, "_is_alone", lambda: True)


@pytest.fixture
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lane, which is the caller's")


class Trouble(Exception):
    """What a batch of a test fails with."""


class Done(Struct, frozen=True):
    """What a batch tells: its number, its process, and when ids were handed out."""

    number: int
    process: int
    planned: float


class Batches:
    """Each batch stores one row; the first ones of every three take the longest."""

    def __init__(self, *, failing: int = -1, refused: int = -1) -> None:
        self.failing, self.refused = failing, refused

    def store(self, number: int, turn: Turn) -> Done:
        with ExitStack() as last, transaction.atomic():
            time.sleep(0.03 * (3 - number % 3))
            with turn.planning:
                planned = time.monotonic()
            if number == self.failing:
                raise Trouble
            Category.objects.create(name=str(number), position=number)
            if number == self.refused:  # by the database, and at the end
                ContactTag.objects.create(contact_id=-1, position=0, name="of nobody")
            last.enter_context(turn.committing)
        return Done(number, os.getpid(), planned)


def numbers(count: int, batches: Batches) -> Iterator[int]:
    return (done.number for done in in_order(range(count), batches.store))


def test_a_connection_that_the_parent_could_not_close_is_not_shared(
    on_postgresql: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off: keep what is inherited."""
    connection.ensure_connection()
    with monkeypatch.context() as patched:
        patched.setattr(type(lanes.connections), "close_all", lambda self: None)
        assert list(numbers(9, Batches())) == list(range(9))
    assert Category.objects.filter(name__in="012345678").count() == 9


def slowly(number: int, turn: Turn) -> int:
    """A batch that is long on its way to the end."""
    with ExitStack() as last, transaction.atomic():
        Category.objects.create(name=str(number), position=number)
        time.sleep(4 * STEP)
        last.enter_context(turn.committing)
    return number


def children() -> set[psutil.Process]:
    return set(psutil.Process().children())


def stored() -> list[str]:
    return list(Category.objects.filter(code="").order_by("position").values_list("name", flat=True))


def test_results_come_in_order_from_processes_that_take_turns() -> None:
    done = list(in_order(range(8), Batches().store))
    assert [one.number for one in done] == list(range(8))
    assert [one.planned for one in done] == sorted(one.planned for one in done)
    assert stored() == [str(n) for n in range(8)]
    processes = {one.process for one in done}
    assert len(processes) == (2 if connection.vendor == "postgresql" else 1)
    assert (os.getpid() in processes) == (connection.vendor != "postgresql")


@pytest.mark.parametrize("failing", [0, 3, 4, 5])
def test_nothing_behind_a_failure_is_stored_and_all_before_it_is(failing: int) -> None:
    results = numbers(8, Batches(failing=failing))
    assert [next(results) for _ in range(failing)] == list(range(failing))
    with pytest.raises(Trouble):
        next(results)
    assert stored() == [str(n) for n in range(failing)]


@pytest.mark.parametrize("refused", [0, 3, 4])
def test_nothing_behind_what_the_database_refuses_at_its_end_is_stored(refused: int) -> None:
    with pytest.raises(IntegrityError):
        list(numbers(8, Batches(refused=refused)))
    assert stored() == [str(n) for n in range(refused)]


def test_a_failure_tells_where_it_was(on_postgresql: None) -> None:
    with pytest.raises(Trouble) as raised:
        list(in_order(range(2), Batches(failing=1).store))
    assert "in store" in "".join(raised.value.__notes__)


def test_a_source_that_fails_lets_what_it_gave_through() -> None:
    def source() -> Iterator[int]:
        yield from range(4)
        raise Trouble

    with pytest.raises(Trouble):
        list(in_order(source(), Batches().store))
    assert stored() == ["0", "1", "2", "3"]


def test_a_reader_who_stops_leaves_whole_batches_from_the_beginning() -> None:
    results = in_order(range(50), Batches().store)
    assert next(results).number == 0
    results.close()
    names = stored()
    assert names == [str(n) for n in range(len(names))]
    assert len(names) < 10


@pytest.mark.parametrize("lane", [0, 1])
def test_a_lane_that_is_killed_is_an_error_and_nothing_behind_it_is_stored(lane: int, on_postgresql: None) -> None:
    before, results = children(), in_order(range(50), Batches().store)
    assert next(results).number == 0
    sorted(children() - before, key=lambda child: child.pid)[lane].send_signal(signal.SIGKILL)
    with pytest.raises(LaneLost, match="ended from outside"):
        list(results)
    names = stored()
    assert names == [str(n) for n in range(len(names))]
    assert 1 <= len(names) < 10
    assert children() == before


def test_lanes_whose_parent_is_killed_store_nothing_more(on_postgresql: None) -> None:
    """Else whoever starts it again would begin behind a batch that is still to be stored."""
    told, tell = os.pipe()
    connection.close()
    parent = os.fork()
    if not parent:
        for number in in_order(range(50), slowly):
            os.write(tell, bytes([number]))
        os._exit(0)
    assert [os.read(told, 1) for _ in range(2)] == [b"\0", b"\1"]
    lanes_of_it = psutil.Process(parent).children()
    assert len(lanes_of_it) == 2
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    _, alive = psutil.wait_procs(lanes_of_it, timeout=40 * STEP)
    assert not alive
    assert stored() == ["0", "1"]


def test_lanes_leave_no_connection_and_no_process_behind(on_postgresql: None) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        before = cursor.fetchone()
    processes = children()
    list(in_order(range(6), Batches().store))
    assert children() == processes
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if (now := cursor.fetchone()) == before:
                break
        time.sleep(0.02)
    assert now == before


def test_inside_a_transaction_there_is_one_lane() -> None:
    with transaction.atomic():
        done = list(in_order(range(3), Batches().store))
    assert {one.process for one in done} == {os.getpid()}


def test_beside_another_thread_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_is_alone", lambda: False)
    assert {one.process for one in in_order(range(3), Batches().store)} == {os.getpid()}
