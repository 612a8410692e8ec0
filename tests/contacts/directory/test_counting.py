"""A count that is remembered is the count, whoever writes meanwhile."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.reading import counting, windows
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR

pytestmark = pytest.mark.django_db(transaction=True)


def made(name: str = "King") -> int:
    return door.create(patch=parse_patch({"last_name": name}), actor=ACTOR).record.id


def total() -> int:
    return windows.window(limit=1).total


@contextmanager
def written_meanwhile() -> Generator[None]:
    """Another connection has written a contact and ends its transaction only afterwards."""
    has_written, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            made("Meanwhile")
            has_written.set()
            may_end.wait(30)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert has_written.wait(30)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def test_every_change_is_counted_at_once() -> None:
    first = made()
    assert (total(), total()) == (1, 1)
    second = made()
    assert (total(), total()) == (2, 2)
    door.archive(contact=first, actor=ACTOR)
    assert (total(), total()) == (1, 1)
    door.unarchive(contact=first, actor=ACTOR)
    door.update(contact=second, patch=parse_patch({"last_name": "Byron"}), actor=ACTOR)
    assert (total(), total()) == (2, 2)


def test_nobody_is_counted_twice_while_nothing_changes(on_postgresql: bool) -> None:
    made()
    total()
    with CaptureQueriesContext(connection) as captured:
        assert total() == 1
    assert ["count(*)" in query["sql"] for query in captured] == [not on_postgresql]


def test_a_transaction_that_is_under_way_is_counted_when_it_has_ended(on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite counts every time, and has one writer")
    made()
    with written_meanwhile():
        made()  # later, and over sooner
        assert (total(), total()) == (2, 2)
    assert (total(), total()) == (3, 3)


def test_whoever_writes_sees_its_own_count_and_nobody_else_does(on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite counts every time")
    made()
    assert total() == 1
    with transaction.atomic():
        made()
        assert (total(), total()) == (2, 2)
        made()
        assert total() == 3
        transaction.set_rollback(True)
    assert (total(), total()) == (1, 1)


def test_a_count_is_believed_for_a_minute_at_most(monkeypatch: pytest.MonkeyPatch, on_postgresql: bool) -> None:
    made()
    total()
    monkeypatch.setattr(counting, "REMEMBERED", 0.0)
    with CaptureQueriesContext(connection) as captured:
        total()
    assert len(captured) == (2 if on_postgresql else 1)
