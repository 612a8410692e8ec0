"""Batches side by side end as if they had run one after the other; proven on PostgreSQL, where there are lanes."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from contacts.lookups.models import Category
from contacts.tables.lanes import Turn, in_order

pytestmark = pytest.mark.django_db(transaction=True)


class Trouble(Exception):
    """What a batch of a test fails with."""


class Batches:
    """Each batch stores one row; the first ones of every three take the longest."""

    def __init__(self, *, failing: int = -1) -> None:
        self.failing = failing
        self.planned: list[int] = []
        self.threads: set[str] = set()

    def store(self, number: int, turn: Turn) -> int:
        self.threads.add(threading.current_thread().name)
        with ExitStack() as last, transaction.atomic():
            time.sleep(0.03 * (3 - number % 3))
            with turn.planning:
                self.planned.append(number)
            if number == self.failing:
                raise Trouble
            Category.objects.create(name=str(number), position=number)
            last.enter_context(turn.committing)
        return number


def stored() -> list[str]:
    return list(Category.objects.filter(code="").order_by("position").values_list("name", flat=True))


def test_results_come_in_order() -> None:
    batches = Batches()
    assert list(in_order(range(8), batches.store)) == list(range(8))
    assert batches.planned == list(range(8))
    assert stored() == [str(n) for n in range(8)]
    lanes = {name for name in batches.threads if name.startswith("lane")}
    assert len(lanes) == (2 if connection.vendor == "postgresql" else 0)


@pytest.mark.parametrize("failing", [0, 3, 4, 5])
def test_nothing_behind_a_failure_is_stored_and_all_before_it_is(failing: int) -> None:
    results = in_order(range(8), Batches(failing=failing).store)
    assert [next(results) for _ in range(failing)] == list(range(failing))
    with pytest.raises(Trouble):
        next(results)
    assert stored() == [str(n) for n in range(failing)]


def test_a_source_that_fails_lets_what_it_gave_through() -> None:
    def source() -> Iterator[int]:
        yield from range(4)
        raise Trouble

    with pytest.raises(Trouble):
        list(in_order(source(), Batches().store))
    assert stored() == ["0", "1", "2", "3"]


def test_a_reader_who_stops_leaves_whole_batches_from_the_beginning() -> None:
    results = in_order(range(50), Batches().store)
    assert next(results) == 0
    results.close()
    names = stored()
    assert names == [str(n) for n in range(len(names))]
    assert len(names) < 10


def test_lanes_leave_no_connection_behind() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lane, which is the caller's")
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        before = cursor.fetchone()
    list(in_order(range(6), Batches().store))
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if (now := cursor.fetchone()) == before:
                break
        time.sleep(0.02)
    assert now == before


def test_inside_a_transaction_there_is_one_lane() -> None:
    batches = Batches()
    with transaction.atomic():
        assert list(in_order(range(3), batches.store)) == [0, 1, 2]
    assert batches.threads == {threading.current_thread().name}
