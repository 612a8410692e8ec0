"""The thread that writes the log of calls: nothing gets lost, nothing piles up, and it goes when it is not needed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from integrations.wire.inbound import calls
from integrations.wire.models import Call, CallDay
from tests.integrations.programs import Program, Remote, basic, credential, organisation
from tests.processes import until, web

CONTACTS = "/api/v2/crm/contacts"
AT_ONCE, EACH = 8, 150


def note(route: int) -> None:
    """Remember a call that is told apart by its size."""
    request = RequestFactory().get(CONTACTS)
    request.resolver_match = None  # type: ignore[assignment]
    response = HttpResponse("x" * route)
    calls.remember(request, response, dialect="administrate", credential=None, began=0, error="")


@pytest.mark.django_db(transaction=True)
def test_calls_of_the_last_moment_are_written_when_the_server_is_stopped(tmp_path: Path) -> None:
    """With the settings of an installation. Off: leave ``atexit`` out of ``_wake``."""
    organisation()
    headers = basic(*credential("administrate"))
    installed = {"DJANGO_SETTINGS_MODULE": "crmsite.settings"}
    with web(tmp_path / "log", **installed) as address, Remote(address, headers) as remote:
        for _ in range(7):
            assert remote("GET", f"{CONTACTS}?_limit=1").status_code == 200
        assert remote("GET", CONTACTS, headers={"Authorization": "Basic eDp5"}).status_code == 401
        assert Call.objects.count() < 8, "the test is about what is still in hand"
    assert (Call.objects.count(), CallDay.objects.get().calls) == (8, 8)
    assert headers["Authorization"].split()[1] not in str(list(Call.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_by_itself_and_goes_when_nothing_comes(settings: Any, monkeypatch: Any) -> None:
    """Off: leave ``_wake`` out of ``remember``."""
    settings.CALL_LOG_WAIT = 0.01
    organisation()
    program = Program(basic(*credential("administrate")))
    before = threading.active_count()
    for n in (1, 2):
        assert program("GET", CONTACTS).status_code == 200
        until(lambda n=n: Call.objects.count() == n, seconds=20)  # type: ignore[misc]
        until(lambda: not calls._writer.awake, seconds=20)
    until(lambda: threading.active_count() <= before, seconds=20)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_doubled_by_many_at_once(settings: Any, monkeypatch: Any) -> None:
    """Off: take what is in hand without the lock, or empty the list after it was written."""
    settings.CALL_LOG_WAIT = 0.001
    monkeypatch.setattr(calls, "MOST_IN_HAND", 10_000)  # the one thread writes, while all others add
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(note, range(AT_ONCE * EACH)))
    until(lambda: not calls._in_hand and not calls._writer.awake, seconds=60)
    assert sorted(Call.objects.values_list("size", flat=True)) == list(range(AT_ONCE * EACH))
    assert CallDay.objects.get().calls == AT_ONCE * EACH


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [OperationalError, DatabaseError])
def test_calls_do_not_pile_up_while_the_database_is_away(trouble: type[Exception], monkeypatch: Any) -> None:
    """Off: put back what could not be written. The calls themselves are answered."""

    def away(*args: Any, **kwargs: Any) -> None:
        raise trouble("away")

    monkeypatch.setattr(calls.bulk, "insert", away)
    most = 0
    for n in range(calls.MOST_IN_HAND * 2 + 10):
        note(n)
        most = max(most, len(calls._in_hand))
    assert most <= calls.MOST_IN_HAND
    monkeypatch.undo()
    assert (calls.flush(), Call.objects.count()) == (10, 10)
