"""The log of calls tells what was asked and how it went, and nothing about anybody."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.credentials.models import Credential, CredentialDay
from integrations.wire.inbound import calls
from integrations.wire.models import Call
from tests.integrations.programs import Program, basic, credential, organisation

CONTACTS = "/api/v2/crm/contacts"


@pytest.fixture
def program(db: None) -> Program:
    organisation()
    return Program(basic(*credential("administrate")))


def test_a_call_is_told_without_what_was_said(program: Program) -> None:
    program("GET", f"{CONTACTS}?email__eq=canary@example.org&canary@example.org=1&_limit=1")
    program("POST", CONTACTS, {"first_name": "Canary", "last_name": "Canary", "account_id": 1, "email": "canary@e.org"})
    program("GET", f"{CONTACTS}/17")
    Program({"Authorization": "Basic Y2FuYXJ5OmNhbmFyeQ=="})("GET", CONTACTS)
    calls.flush()
    rows = list(Call.objects.order_by("id").values_list("method", "route", "parameters", "contact", "status", "error"))
    assert rows == [
        ("GET", "/api/v2/crm/contacts", "email__eq, …, _limit", None, 400, "invalid"),
        ("POST", "/api/v2/crm/contacts", "", None, 200, ""),
        ("GET", "/api/v2/crm/contacts/<id:contact>", "", 17, 404, "not_found"),
        ("GET", "/api/v2/crm/contacts", "", None, 401, "unauthenticated"),
    ]
    assert "anary" not in str([call.__dict__ for call in Call.objects.all()])
    assert list(Call.objects.order_by("id").values_list("credential", flat=True)[1:]) == [
        Credential.objects.get().pk, Credential.objects.get().pk, None,
    ]  # fmt: skip


def test_calls_are_counted_by_day(program: Program) -> None:
    for _ in range(2):
        program("GET", CONTACTS)
        program("GET", CONTACTS)
        calls.flush()
    assert list(CredentialDay.objects.values_list("credential", "calls")) == [(Credential.objects.get().pk, 4)]


def test_many_calls_are_written_together(program: Program) -> None:
    for _ in range(5):
        program("GET", CONTACTS)
    with CaptureQueriesContext(connection) as captured:
        calls.flush()
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) == 4
    assert Call.objects.count() == 5


def test_a_credential_that_is_gone_does_not_take_the_log_with_it(program: Program) -> None:
    program("GET", CONTACTS)
    Credential.objects.all().delete()
    calls.flush()
    assert list(Call.objects.values_list("credential", "status")) == [(None, 200)]


def test_calls_are_kept_for_a_week(program: Program) -> None:
    program("GET", CONTACTS)
    calls.flush()
    assert calls.drop_old(now=timezone.now() + dt.timedelta(days=6)) == 0
    assert calls.drop_old(now=timezone.now() + dt.timedelta(days=8)) == 1
