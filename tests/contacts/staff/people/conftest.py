"""Somebody at the desk, and people to look at."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from contacts.directory import operations as door
from contacts.directory.commands import Create, Saved
from contacts.history.actor import Actor
from contacts.record.parsing.parse import parse_patch
from contacts.staff.frame.proving import PROVED

COMMAND = Actor(kind="command", label="tests", door="command")


def make(**values: Any) -> int:
    """A contact; returns its id."""
    return door.create(patch=parse_patch(values), actor=COMMAND).record.id


def make_many(count: int, **values: Any) -> list[int]:
    """Contacts called Ada 0, Ada 1, …; returns their ids."""
    patches = [parse_patch({"first_name": f"Ada {n:03}", "last_name": "King", **values}) for n in range(count)]
    outcomes = door.apply([Create(patch) for patch in patches], actor=COMMAND)
    return [outcome.record.id for outcome in outcomes if isinstance(outcome, Saved)]


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    """A client signed in just now as somebody who may do everything."""
    client.force_login(User.objects.create_superuser("ada", first_name="Ada", last_name="King"))
    session = client.session
    session[PROVED] = time.time()
    session.save()
    return client
