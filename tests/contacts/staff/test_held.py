"""What was typed survives a session that ended meanwhile, and is sent by the press of a button alone."""

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from contacts.staff.frame import held
from crmsite.faults import STALE
from contacts.staff.frame.access import ENDED
from tests.browser import PASSWORD, window
from tests.contacts.access.factors.making import member, phone

SIGN_IN, HELD, NEW = "/staff/sign-in/", "/staff/held/", "/staff/groups/new/"
TYPED = {"name": 'Front "desk"'}
SEALED = re.compile(r'name="held" value="([^"]+)"')
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(boss: User) -> Client:
    """A browser in which the boss signed in with the password and whose session is gone."""
    client = Client()
    client.post(SIGN_IN, {"username": "ada", "password": PASSWORD})
    Session.objects.all().delete()
    return client


def sealed_in(answer: Any) -> str:
    return SEALED.findall(answer.content.decode())[0]


def sign_in(client: Client, sealed: str, name: str = "ada") -> Any:
    return client.post(SIGN_IN, {"username": name, "password": PASSWORD, "held": sealed})


def fields_of(page: Any) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = page.context["held"].fields
    return fields


def test_what_was_typed_waits_and_is_sent_by_a_button(client: Client) -> None:
    ended = client.post(NEW, TYPED)
    assert (ended.status_code, "no-store" in ended["Cache-Control"]) == (200, True)
    assert "Your session has ended." in ended.content.decode()
    assert "Front" not in ended.content.decode()  # whoever passes by reads nothing
    wrong = client.post(SIGN_IN, {"username": "ada", "password": "not this one", "held": sealed_in(ended)})
    assert sign_in(client, sealed_in(wrong))["Location"] == HELD
    page = client.get(HELD)
    assert (fields_of(page), Group.objects.count()) == ([("name", 'Front "desk"')], 0)
    assert client.get(HELD).status_code == 200  # also when it is loaded anew
    sent = client.post(HELD, TYPED)
    assert (sent.status_code, sent["Location"]) == (307, NEW)
    assert client.post(HELD, TYPED)["Location"] == "/staff/"  # and once
