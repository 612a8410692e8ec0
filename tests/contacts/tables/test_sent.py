"""Statements written by hand come back as the bytes that were sent, whoever answers them."""

import os
import socket

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.tables import sent

FIRST = "SELECT id, text FROM (VALUES (1, 'Ωmega \\x41'), (2, 'b'), (3, NULL)) AS one (id, text)"
QUESTION = f"{FIRST} WHERE id = ANY(%s::int[]) AND text <> %s ORDER BY id"
READ = (int, bytes)


@pytest.fixture(autouse=True)
def only_on_postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("how PostgreSQL is asked")


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'sent%%'")
        return int(cursor.fetchone()[0])


def test_rows_are_read_as_they_were_sent_and_counted_like_any_others() -> None:
    with CaptureQueriesContext(connection) as made:
        assert sent.rows(QUESTION, [[1, 2, 3], "b"], READ) == [(1, "Ωmega \\x41".encode())]
        assert sent.rows(QUESTION, [[3], "b"], READ) == []
    assert [query["sql"][:9] for query in made.captured_queries] == ["SELECT id"] * 2


def test_a_statement_is_prepared_once_and_no_connection_keeps_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent, "MOST", 2)
    connection.close()
    for n in (1, 1, 2, 3, 4):
        assert sent.rows(f"SELECT %s::int + {n}", [1], (int,)) == [(1 + n,)]
    assert prepared() == 2
    connection.close()
    assert sent.rows("SELECT %s::int + 1", [1], (int,)) == [(2,)]
    assert prepared() == 1


def test_a_server_that_knows_nothing_of_it_is_asked_at_once() -> None:
    """As behind a pooler, which gives each transaction whichever server is free."""
    assert sent.rows(QUESTION, [[2], ""], READ) == [(2, b"b")]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert sent.rows(QUESTION, [[2], ""], READ) == [(2, b"b")]
    assert sent.rows(QUESTION, [[2], ""], READ) == [(2, b"b")]


def test_nothing_is_prepared_within_a_transaction_which_a_failure_would_end() -> None:
    connection.close()
    with transaction.atomic():
        assert sent.rows(QUESTION, [[2], ""], READ) == [(2, b"b")]
    assert prepared() == 0


def test_a_fault_is_raised_as_django_raises_it() -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError, match="division by zero"):
            sent.rows("SELECT 1 / %s::int", [0], (int,))
    assert sent.rows("SELECT 1 / %s::int", [1], (int,)) == [(1,)]


def test_values_are_read_as_django_has_them_read_also_by_the_first_statement_of_a_connection() -> None:
    """Off: ask for the ways of reading before the statement, when there is no connection yet."""
    connection.close()
    assert sent.loaded("SELECT '[1]'::jsonb, 2", []) == [("[1]", 2)]
    assert sent.loaded("SELECT '[1]'::jsonb, 2", []) == [("[1]", 2)]


def test_a_server_that_is_gone_is_an_operational_error_as_with_the_driver() -> None:
    """Off: raise what libpq's answer tells, which has no code then."""
    connection.ensure_connection()
    connection.health_check_done = True  # as in the middle of a request
    with socket.socket(fileno=os.dup(connection.connection.pgconn.socket)) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OperationalError):
        sent.rows("SELECT 1", [], [int])
    connection.close()
