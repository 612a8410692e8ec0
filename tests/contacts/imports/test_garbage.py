"""A command that imports looks for garbage less often, and leaves the process as it found it."""

import datetime as dt
import gc

import pytest

from contacts.management import garbage
from contacts.record.contact import ContactRecord, Email
from contacts.record.parsing.parse import parse_patch


def test_garbage_is_looked_for_as_before_behind_a_command_that_fails() -> None:
    usual, frozen = gc.get_threshold(), gc.get_freeze_count()
    with garbage.seldom():
        assert gc.get_threshold() == garbage.SELDOM
    with pytest.raises(KeyboardInterrupt):
        _interrupted()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, frozen)


def _interrupted() -> None:
    with garbage.seldom():
        raise KeyboardInterrupt


def test_contacts_and_patches_are_not_looked_through() -> None:
    now = dt.datetime(2024, 2, 29, tzinfo=dt.UTC)
    record = ContactRecord(id=1, uuid="", code="C1", revision=1, created_at=now, updated_at=now, emails=[Email(id=1)])
    patch = parse_patch({"emails": [{"email": "ada@example.org"}]})
    assert not any(gc.is_tracked(one) for one in (record, record.emails[0], patch))
