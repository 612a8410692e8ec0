"""Somebody to write to, and a mail server that takes it."""

from collections.abc import Generator
from typing import Any

import pytest

from contacts.history.actor import Actor
from contacts.messages.delivery import mail
from tests.contacts.messages.post_office import PostOffice, opened
from tests.contacts.staff.people.conftest import make

STAFF = Actor(kind="staff", id=7, label="Ada", door="desk")


@pytest.fixture
def bob(db: None) -> int:
    """A contact with an address, a number, and Greek as language."""
    return make(
        first_name="Bob", last_name="Stone", language="ELL", emails=[{"email": "bob@example.org"}],
        phones=[{"number": "+357 99 123456"}],
    )  # fmt: skip


@pytest.fixture
def smtp(settings: Any) -> Generator[PostOffice]:
    """A mail server, as EMAIL_URL would name it."""
    office = PostOffice()
    controller = opened(office)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 2
    yield office
    controller.stop()
