"""Without the database, and when it takes too long, every surface says that it is worth trying again."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from django.db import Error, InternalError, OperationalError, transaction
from django.db import connection as own
from django.test import Client

from contacts.access.keys import credentials
from contacts.tables.away import AWAY, TIMED_OUT
from crmsite.postgresql.timeouts import limit
from tests import PLAIN, processes

pytestmark = pytest.mark.django_db
STAFF, PORTAL = {"Cookie": "session=0123456789abcdef0123456789abcdef"}, {"Cookie": "portal=0123456789"}
SURFACES: list[tuple[str, dict[str, str]]] = [
    ("/api/v1/contacts", {"Authorization": f"Bearer {credentials.new().text}"}),
    ("/contact", {"Authorization": "Bearer 0123456789"}),
    ("/staff/contacts/", STAFF),
    ("/portal/register/", PORTAL),
]


@contextmanager
def failing(error: Error, cause: psycopg.Error | None = None) -> Generator[Client]:
    """A client of a product whose every statement fails so."""

    def fail(*_: object) -> None:
        raise error from cause

    with own.execute_wrapper(fail):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(("path", "headers"), SURFACES)
def test_it_is_503_and_when_to_try_again(path: str, headers: dict[str, str]) -> None:
    with failing(OperationalError()) as client:
        answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")


@pytest.mark.parametrize(
    ("error", "cause", "said"),
    [
        (OperationalError(), None, AWAY),
        (OperationalError(), psycopg.errors.QueryCanceled(), TIMED_OUT),
        (InternalError(), psycopg.errors.IdleInTransactionSessionTimeout(), TIMED_OUT),
    ],
)
def test_what_took_too_long_is_told_from_what_is_away(error: Error, cause: psycopg.Error | None, said: str) -> None:
    with failing(error, cause) as client:
        answers = [client.get(path, headers=headers) for path, headers in SURFACES]
        part = client.get("/staff/contacts/", headers=STAFF | {"HX-Request": "true"})
    assert [answer.status_code for answer in (*answers, part)] == [503] * 5
    problem, fault, page, _ = answers
    assert (json.loads(problem.content)["detail"], said in fault.content.decode()) == (said, True)
    assert "The database did not answer in time" in page.content.decode()
    assert (part.content.decode(), part.headers["Content-Type"]) == (said, "text/plain")


@pytest.mark.django_db(transaction=True)
def test_a_request_waits_no_longer_than_the_operator_says(on_postgresql: bool, tmp_path: Path) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has no server that cancels")
    path, headers = SURFACES[0]
    with (
        processes.web(tmp_path / "log", DATABASE_TIMEOUT="1", DJANGO_SETTINGS_MODULE="crmsite.settings") as address,
        httpx.Client(base_url=address, verify=PLAIN) as client,
    ):
        with transaction.atomic(), own.cursor() as cursor:
            cursor.execute("LOCK TABLE contacts_apikey IN ACCESS EXCLUSIVE MODE")
            answer = client.get(path, headers=headers, timeout=20)
        assert (answer.status_code, answer.json()["detail"]) == (503, TIMED_OUT)
        assert client.get(path, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("engine", "seconds", "given", "options"),
    [
        ("postgresql", 30, {}, "-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s"),
        ("postgresql", 9, {"options": "-c x.y=1"},
         "-c statement_timeout=9s -c idle_in_transaction_session_timeout=9s -c x.y=1"),
        ("postgresql", 0, {}, None),
        ("sqlite3", 30, {}, None),
    ],
)  # fmt: skip
def test_limits_go_before_the_options_of_the_operator(
    engine: str, seconds: int, given: dict[str, str], options: str | None
) -> None:
    limit({"ENGINE": f"crmsite.{engine}", "OPTIONS": given}, seconds=seconds)
    assert given.get("options") == options
