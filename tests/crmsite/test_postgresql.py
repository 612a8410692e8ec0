"""A connection that the server has ended is found out before it is used, and no round trip is spent on it otherwise."""

from collections.abc import Generator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(on_postgresql: bool) -> Generator[BaseDatabaseWrapper]:
    """Another connection to the database of the test, as a request begins with it."""
    if not on_postgresql:
        pytest.skip("SQLite has no connections to lose")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT 2")
    other.close_if_unusable_or_obsolete()
    yield other
    other.close()


def state(other: BaseDatabaseWrapper) -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [other.connection.info.backend_pid])
        return list(cursor.fetchall())


def test_a_living_connection_is_not_asked(second: BaseDatabaseWrapper) -> None:
    assert second.is_usable()
    assert state(second) == [("SELECT 2",)]


def test_a_connection_that_was_ended_is_opened_anew(second: BaseDatabaseWrapper) -> None:
    before = second.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    assert not second.is_usable()
    with second.cursor() as cursor:
        cursor.execute("SELECT 3")
        assert cursor.fetchone() == (3,)
    assert second.connection.info.backend_pid != before


def test_a_transaction_that_failed_is_not_taken_for_quiet(second: BaseDatabaseWrapper) -> None:
    second.set_autocommit(False)
    with second.cursor() as cursor, pytest.raises(Exception, match="division by zero"):
        cursor.execute("SELECT 1 / 0")
    assert not second.is_usable()
