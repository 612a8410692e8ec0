"""Installations that were there before the log: what their contacts agree to becomes the beginning of the chains."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.consents.log import guard
from contacts.consents.log.proving import differences
from contacts.consents.models import ConsentEvent
from tests.contacts.consents.answers import lines, make, say

pytestmark = pytest.mark.django_db
migration: Any = import_module("contacts.migrations.0011_consents")


def test_what_was_known_is_found_at_start() -> None:
    contacts = [
        make({"marketing": {"EMAIL": "ACCEPTED", "SMS": "REJECTED"}, "service": {"ANY": "ACCEPTED"}}) for _ in "ab"
    ]
    nobody = make()
    guard.remove(connection)
    ConsentEvent.objects.all().delete()
    guard.install(connection)
    with CaptureQueriesContext(connection) as taken:
        migration.begin_chains(apps, None)
    assert len([q for q in taken if "INSERT" in q["sql"]]) == 1
    for contact in contacts:
        assert lines(contact) == [
            "1 marketing.EMAIL ->ACCEPTED system", "2 marketing.SMS ->REJECTED system",
            "3 service.ANY ->ACCEPTED system",
        ]  # fmt: skip
    assert set(ConsentEvent.objects.values_list("door_detail", "revision")) == {("found at start", 1)}
    say(contacts[0], "REJECTED")
    say(nobody, "REJECTED")
    assert list(differences([*contacts, nobody])) == []


def test_chunks_do_not_break_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = [make({"marketing": {"EMAIL": "ACCEPTED", "SMS": "REJECTED"}}) for _ in "abc"]
    guard.remove(connection)
    ConsentEvent.objects.all().delete()
    monkeypatch.setattr(migration, "CHUNK", 1)
    migration.begin_chains(apps, None)
    assert list(differences(contacts)) == []
    assert ConsentEvent.objects.count() == 6
