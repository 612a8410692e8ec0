"""The limit of a key holds over processes and threads, and hardly ever costs a statement."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.keys import limits, operations
from contacts.access.keys.limits import Verdict
from contacts.access.keys.models import KeyUse
from contacts.history.actor import SYSTEM
from contacts.tables import caches

NOON = 28_401_120 * 60.0


def key() -> int:
    return operations.issue_key(name="Shop", scopes=["contacts:read"], actor=SYSTEM)[0].pk


@pytest.mark.django_db
def test_every_request_counts_down_to_a_refusal() -> None:
    one = key()
    seen = [limits.claim(key=one, limit=20, now=NOON + n) for n in range(22)]
    reset = int(NOON) + 60
    assert seen == [Verdict(n < 20, 20, max(19 - n, 0), reset) for n in range(22)]
    assert limits.claim(key=one, limit=20, now=NOON + 60) == Verdict(True, 20, 19, reset + 60)


@pytest.mark.django_db
def test_a_thousand_requests_take_few_statements_and_a_refused_one_none() -> None:
    one = key()
    with CaptureQueriesContext(connection) as asked:
        assert sum(limits.claim(key=one, limit=1000, now=NOON).allowed for _ in range(1000)) == 1000
    assert len(asked) < 50
    with CaptureQueriesContext(connection) as asked:
        assert not any(limits.claim(key=one, limit=1000, now=NOON).allowed for _ in range(1000))
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        limits.claim(key=one, limit=1000, now=NOON + 60)
    assert len(asked) == 1
    assert KeyUse.objects.get(pk=one).last_used_at is not None


@pytest.mark.django_db
def test_what_another_process_took_is_not_given_again() -> None:
    one = key()
    assert limits.claim(key=one, limit=80, now=NOON) == Verdict(True, 80, 79, int(NOON) + 60)
    caches.empty_all()  # another process knows nothing of the nine requests left in the first one's portion
    passed = 0
    while limits.claim(key=one, limit=80, now=NOON).allowed:
        passed += 1
    assert passed == 70


@pytest.mark.django_db
def test_a_server_whose_clock_is_behind_does_not_open_the_minute_again() -> None:
    one = key()
    while limits.claim(key=one, limit=5, now=NOON + 60).allowed:
        pass
    caches.empty_all()
    assert not limits.claim(key=one, limit=5, now=NOON).allowed


@pytest.mark.django_db(transaction=True)
def test_forty_threads_get_no_more_than_the_limit() -> None:
    one = key()

    def ask(_: int) -> bool:
        try:
            return limits.claim(key=one, limit=100, now=NOON).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(ask, range(400))) == 100


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_statement_of_another_key() -> None:
    """Seen red with the statement under the lock of the process."""
    slow, quick = key(), key()
    limits.claim(key=quick, limit=100, now=NOON)
    is_asking, go_on = Event(), Event()

    def hold(execute: Callable[..., Any], *statement: Any) -> Any:
        is_asking.set()
        assert go_on.wait(20)
        return execute(*statement)

    def ask() -> bool:
        try:
            with connection.execute_wrapper(hold):
                return limits.claim(key=slow, limit=100, now=NOON).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(ask)
        assert is_asking.wait(20)
        try:
            assert pool.submit(limits.claim, key=quick, limit=100, now=NOON).result(timeout=5).allowed
        finally:
            go_on.set()
        assert waiting.result(timeout=20)


def test_an_address_may_fail_sixty_times_a_minute() -> None:
    assert [limits.failed("192.0.2.1", now=NOON) for _ in range(62)] == [False] * 60 + [True] * 2
    assert not limits.failed("192.0.2.2", now=NOON)
    assert not limits.failed("192.0.2.1", now=NOON + 60)
