"""ID-like numbers on their way in: sealed as everywhere, equal ones seen to be equal, not shown to whoever decides."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from contacts.directory.models import Contact, SealedNumber
from contacts.directory.storing.numbers import reveal
from integrations.connections.models import Connection, ExternalId
from integrations.sync import operations as sync
from integrations.sync.models import Conflict
from tests.integrations.sync.making import STAFF, agree, body, change, connection, counts, new, pulled
from tests.vendors.systems import SYSTEMS
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def classic(tmp_path: Path) -> Generator[Vendor]:
    """The classic CRM.COM, which knows such numbers and lists nobody."""
    with SYSTEMS["crmcom_classic"](ledger=tmp_path / "classic.jsonl") as started:
        yield started


def linked(vendor: Vendor, **said: Any) -> tuple[Connection, int, str]:
    """A contact of both sides with the number that they have, and its ids."""
    (theirs,) = vendor.add(1)
    there, contact = connection(vendor, **said), new(last_name="Somebody")
    made = Contact.objects.get(pk=contact).created_at
    ExternalId.objects.create(connection=there, contact_id=contact, theirs=theirs, created_at=made)
    pulled(there)
    agree(there)
    return there, contact, theirs


def edit_number(vendor: Vendor, theirs: str, number: str) -> None:
    vendor.edit(theirs, demographics=vendor.contacts[theirs]["demographics"] | {"id_number": number})


def test_the_same_number_is_no_change(classic: Vendor) -> None:
    there, contact, theirs = linked(classic, ownership={"": "theirs"})
    assert reveal(contact=contact, actor=STAFF) == {"id_card": "ID00000001"}
    assert body(contact)["demographics"]["id_card"]["number"] == "•••001"
    token, revision = SealedNumber.objects.get().token, body(contact)["revision"]
    edit_number(classic, theirs, "id-0000 0001")
    assert counts(pulled(there)) == {"unchanged": 1}
    assert (SealedNumber.objects.get().token, body(contact)["revision"]) == (token, revision)


def test_numbers_that_both_changed_are_decided_on_without_being_seen(classic: Vendor) -> None:
    there, contact, theirs = linked(classic, ownership={"": "theirs", "demographics": "ask"})
    change(contact, demographics={"id_card": {"number": "OURS-55555"}})
    edit_number(classic, theirs, "THEIRS-77777")
    assert pulled(there).conflicts == 1
    row = Conflict.objects.get()
    assert (row.path, row.base, row.ours, row.theirs) == ("demographics.id_card.number", "•••001", "•••555", "•••777")
    stored = str(list(Conflict.objects.values()))
    assert "77777" not in stored
    assert "55555" not in stored
    sync.resolve(conflict=row.pk, side="theirs", actor=STAFF)
    assert reveal(contact=contact, actor=STAFF) == {"id_card": "THEIRS-77777"}
