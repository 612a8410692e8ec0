"""Keys are shown once, kept as hashes, and refused as soon as they are revoked."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.access.keys import operations, queries
from contacts.access.keys.models import ApiKey, KeyUse
from contacts.access.keys.queries import Principal, authenticate
from contacts.history.actor import Actor
from contacts.record.errors import FieldError, Invalid

pytestmark = pytest.mark.django_db
ADA = Actor(kind="staff", id=1, label="Ada", door="desk")


def issue(**values: object) -> tuple[ApiKey, str]:
    given = {"name": "Shop", "scopes": ["contacts:read"], "actor": ADA} | values
    return operations.issue_key(**given)  # type: ignore[arg-type]


def test_a_key_lets_in_whom_it_was_issued_for() -> None:
    row, text = issue(scopes=["contacts:read", "contacts:write"], per_minute=100)
    assert authenticate(text) == Principal(row.pk, "Shop", frozenset({"contacts:read", "contacts:write"}), 100)


def test_the_secret_is_stored_nowhere() -> None:
    row, text = issue()
    secret = text.split("_", 2)[2]
    stored = [str(value) for value in ApiKey.objects.values().get(pk=row.pk).values()]
    assert not any(secret in value for value in stored)
    assert len(secret) == 43


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "x",
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.upper(),
        lambda text: "crm_" + "a" * 12 + text[16:],
        lambda text: f"{text}\n",
        lambda text: "\x00" + text,
        lambda text: "crm_ünïcödëxxxxx_" + "x" * 43,
    ],
)
def test_a_key_that_is_not_exact_is_refused(spoil: object) -> None:
    _, text = issue()
    assert authenticate(spoil(text)) is None  # type: ignore[operator]


def test_an_accepted_key_is_remembered_for_less_than_a_second() -> None:
    _, text = issue()
    with CaptureQueriesContext(connection) as asked:
        assert all(authenticate(text) for _ in range(50))
    assert len(asked) == 1
    assert queries.REMEMBERED < 1


def test_a_revoked_key_is_refused_at_once_here_and_within_a_second_elsewhere(wait: Callable[[float], None]) -> None:
    row, text = issue()
    assert authenticate(text)
    operations.revoke_key(key=row.pk)
    assert authenticate(text) is None
    other, text = issue()
    assert authenticate(text)
    ApiKey.objects.filter(pk=other.pk).update(revoked_at=timezone.now())  # as another process does it
    wait(queries.REMEMBERED)
    assert authenticate(text) is None


def test_an_expired_key_is_refused_even_while_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = timezone.now() + dt.timedelta(hours=1)
    _, text = issue(expires_at=ends)
    assert authenticate(text)
    monkeypatch.setattr(queries, "timezone", SimpleNamespace(now=lambda: ends))
    assert authenticate(text) is None


def test_issuing_names_every_fault() -> None:
    with pytest.raises(Invalid) as raised:
        issue(name=" ", scopes=["contacts:read", "root"], per_minute=0, expires_at=timezone.now())
    assert [(error.path, error.code) for error in raised.value.errors] == [
        ("name", "invalid"),
        ("scopes[1]", "invalid_choice"),
        ("per_minute", "invalid"),
        ("expires_at", "invalid"),
    ]
    with pytest.raises(Invalid) as raised:
        issue(scopes=[])
    assert raised.value.errors[0] == FieldError("scopes", "required", raised.value.errors[0].message)
    assert ApiKey.objects.count() == KeyUse.objects.count() == 0
