"""A credential proves one program in one dialect, is shown once, and ends at once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.access.apps import queries as apps
from contacts.access.keys import limits
from contacts.record.errors import Invalid
from integrations.credentials import demo, operations, queries, tokens
from integrations.credentials.models import Credential, Token
from integrations.credentials.queries import Caller
from integrations.credentials.rights import EVERYTHING
from tests.integrations.programs import STAFF, Program, basic, credential, organisation

pytestmark = pytest.mark.django_db


def caller(username: str, secret: str, dialect: str = "administrate") -> Caller | None:
    return queries.authenticate(dialect=dialect, username=username, secret=secret)


def test_a_secret_is_kept_as_its_hash_only() -> None:
    username, secret = credential("administrate")
    row = Credential.objects.get()
    assert (len(secret), secret in str(row.__dict__)) == (43, False)
    assert caller(username, secret) == Caller(row.pk, "administrate", "Shop", frozenset(EVERYTHING), 6000)


def test_another_secret_name_or_dialect_proves_nothing() -> None:
    username, secret = credential("administrate")
    assert caller(username, secret + "x") is None
    assert caller(username + "x", secret) is None
    assert caller(username, secret, "lightening") is None
    assert caller("", "") is None
    assert caller(f"{username}\x00", secret) is None
    assert caller(username, "\ud800") is None


def test_one_that_is_renewed_or_switched_off_ends_with_its_tokens() -> None:
    username, secret = credential("administrate")
    row, who = Credential.objects.get(), caller(username, secret)
    assert who is not None
    token = tokens.issue_token(caller=who, lifetime=dt.timedelta(hours=1))
    _, newer = operations.rotate(credential=row.pk, actor=STAFF)
    assert (caller(username, secret), caller(username, newer)) == (None, who)
    assert tokens.caller_with(dialect="administrate", token=token) is None
    token = tokens.issue_token(caller=who, lifetime=dt.timedelta(hours=1))
    operations.enable(credential=row.pk, enabled=False, actor=STAFF)
    assert (caller(username, newer), tokens.caller_with(dialect="administrate", token=token)) == (None, None)


@pytest.mark.usefixtures("dear")
def test_a_chosen_password_is_kept_slow_and_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    username, secret = credential("administrate", username="web@example.org", password="a long enough password")
    assert Credential.objects.get().secret_hash.startswith("argon2")
    assert caller(username, "another long password") is None
    assert caller(username, secret) is not None
    monkeypatch.setattr(queries, "check_password", lambda *_: pytest.fail("asked again"))
    assert caller(username, secret) is not None
    assert caller(username, "another long password") is None


def test_what_is_wrong_with_a_new_one_is_told() -> None:
    credential("administrate", username="taken")
    wrong: dict[str, Any] = {
        "username": "taken",
        "rights": ["fly"],
        "per_minute": 0,
        "password": "short",
        "organisation": 9,
    }
    with pytest.raises(Invalid) as info:
        credential("administrate", **wrong)
    assert {error.path for error in info.value.errors} == set(wrong)


def test_a_token_ends_when_its_time_is_over_or_it_falls_idle() -> None:
    who = caller(*credential("administrate"))
    assert who is not None
    now = timezone.now()
    token = tokens.issue_token(caller=who, lifetime=dt.timedelta(hours=2), idle=dt.timedelta(hours=1), now=now)

    def at(minutes: int) -> Caller | None:
        return tokens.caller_with(dialect="administrate", token=token, now=now + dt.timedelta(minutes=minutes))

    assert tokens.caller_with(dialect="webinone", token=token) is None
    assert [at(minutes) is not None for minutes in (59, 110, 119, 121)] == [True, True, True, False]
    assert tokens.release(token=token) is True
    assert at(1) is None
    idle = tokens.issue_token(caller=who, lifetime=dt.timedelta(hours=2), idle=dt.timedelta(hours=1), now=now)
    assert tokens.caller_with(dialect="administrate", token=idle, now=now + dt.timedelta(minutes=61)) is None
    assert (tokens.drop_old(now=now + dt.timedelta(hours=3)), Token.objects.count()) == (1, 0)


def test_asking_again_costs_no_statement() -> None:
    pair = credential("administrate")
    caller(*pair)
    with CaptureQueriesContext(connection) as captured:
        caller(*pair)
    assert len(captured) == 0


def test_the_demo_has_a_credential_of_each_dialect() -> None:
    for dialect in demo.WORDS:
        made = demo.MAKERS[dialect]()
        row = Credential.objects.get(dialect=dialect)
        assert row.username in str(made)
    assert apps.authenticate(demo.MAKERS["crmcom_selfservice"]()["api_key"]) is not None


@pytest.mark.usefixtures("one_minute")
def test_a_password_that_somebody_chose_is_not_guessed_without_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: leave ``is_over`` out of ``_proves``. Comparing one takes 26 ms, so a crowd of guesses is dear as well."""
    organisation()
    password = "fifteen or more signs"
    name, _ = credential("administrate", username="web@example.org", password=password)
    right, wrong = Program(basic(name, password)), Program(basic(name, "x" * 20))
    asked: list[str] = []
    compare = queries.check_password
    monkeypatch.setattr(queries, "check_password", lambda *pair: asked.append(pair[0]) or compare(*pair))
    for _ in range(limits.FAILURES_PER_MINUTE + 20):
        wrong("GET", "/api/v2/crm/contacts")
    assert len(asked) == limits.FAILURES_PER_MINUTE
    assert right("GET", "/api/v2/crm/contacts").status_code == 429  # else the guessing goes on
    elsewhere = right.client.get("/api/v2/crm/contacts", headers=right.headers, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 200
    assert right("GET", "/api/v2/crm/contacts").status_code == 200  # known to be right by now
    made = Program(basic(*credential("administrate")))
    assert made("GET", "/api/v2/crm/contacts").status_code == 200  # nobody guesses 256 bits
