"""One person through every door: written by one dialect, read by the others and the native API, and never lost."""

from typing import Any

import pytest
from django.core.management import call_command

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from integrations.dialects.registry import DIALECTS
from tests.contacts.directory.making import everything, lookups
from tests.integrations.dialects.speakers import ADA, SPEAKERS, Speaker
from tests.integrations.programs import STAFF, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def speakers() -> dict[str, Speaker]:
    organisation()
    return {name: make() for name, make in SPEAKERS.items()}


def test_every_dialect_speaks() -> None:
    assert set(SPEAKERS) == {"native"} | {dialect.name for dialect in DIALECTS}


@pytest.mark.parametrize("writer", SPEAKERS)
def test_what_one_wrote_all_others_read(speakers: dict[str, Speaker], writer: str) -> None:
    contact, changed = speakers[writer].create(ADA), {speakers[writer].says[-1]: "99 654321"}
    if "mobile" not in changed:
        changed = {"last_name": "Byron"}
    for person, change in ((ADA, changed), (ADA | changed, {})):
        assert {name: one.read(contact) for name, one in speakers.items()} == {
            name: {key: person[key] for key in one.says} for name, one in speakers.items()
        }
        if change:
            speakers[writer].change(contact, **change)
    call_command("verify")


@pytest.mark.parametrize("writer", [name for name in SPEAKERS if name != "crmcom_selfservice"])  # no telephones
def test_a_partial_update_loses_nothing_that_others_wrote(speakers: dict[str, Speaker], writer: str) -> None:
    lookups()
    full = everything() | {"is_active": True}
    contact = door.create(patch=parse_patch(full), actor=STAFF).record.id
    before = _body(contact)
    speakers[writer].change(contact, mobile="99 654321")
    after = _body(contact)
    assert {key for key in before if before[key] != after[key]} == {"phones", "revision", "updated_at"}
    number = {"number": "99 654321", "e164": "+35799654321"}
    phones = [phone | number if phone["type"] == "MOBILE" else phone for phone in before["phones"]]
    assert after["phones"] == phones
    call_command("verify")


def _body(contact: int) -> dict[str, Any]:
    text = snapshots.text(contact)
    assert text is not None
    return codec.body_from_text(text)
