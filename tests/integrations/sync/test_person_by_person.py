"""The self-service of CRM.COM, where we act as each person: what waits until it has confirmed its address."""

from collections.abc import Generator
from pathlib import Path

import pytest

from contacts.tables.caches import empty_all
from integrations.connections.models import Connection, ExternalId
from integrations.outbox.models import Delivery
from tests.integrations.outbox.making import push
from tests.integrations.sync.making import body, change, connection, counts, new, pulled, waiting
from tests.vendors import fake
from tests.vendors.systems.crmcom_selfservice import CrmcomSelfservice

pytestmark = pytest.mark.django_db
ADA = {"first_name": "Ada", "last_name": "King", "emails": [{"email": "ada@example.org"}]}


@pytest.fixture
def there(tmp_path: Path) -> Generator[CrmcomSelfservice]:
    """A system that shows and takes next to nothing of somebody whose address is not confirmed, as ours does."""
    with fake("crmcom_selfservice", tmp_path) as vendor:
        assert isinstance(vendor, CrmcomSelfservice)
        vendor.confirms = True
        yield vendor


def confirm(there: CrmcomSelfservice) -> str:
    theirs = str(ExternalId.objects.get().theirs)
    there.edit(theirs, code="C000001")
    empty_all()
    return theirs


def test_what_was_changed_before_the_person_confirmed_arrives_after_it(there: CrmcomSelfservice) -> None:
    line = connection(there)
    contact = new(**ADA)
    push()
    change(contact, title="Dr")
    push()
    assert Delivery.objects.latest("pk").last_error.startswith("The contact must confirm its email address")
    assert counts(pulled(line)) == {"unchanged": 1}
    theirs = confirm(there)
    pulled(line)
    assert waiting(line) == [contact]
    push()
    assert there.contacts[theirs]["title"] == "Dr"
    pulled(line)
    assert body(contact)["title"] == "Dr"
    assert waiting(line) == []


def test_who_was_made_and_has_to_confirm_first_is_known_as_ours(there: CrmcomSelfservice) -> None:
    line = connection(there)
    contact = new(**ADA, title="Dr")
    push()
    assert (Delivery.objects.get().state, len(there.ledger.creates())) == ("dead", 1)
    pulled(line)
    pulled(line)
    assert waiting(line) == []  # nothing new there: it is not asked for again and again
    theirs = confirm(there)
    pulled(line)
    push()
    assert there.contacts[theirs]["title"] == "Dr"
    assert (Delivery.objects.latest("pk").state, len(there.ledger.creates())) == ("done", 1)
    assert ExternalId.objects.get().revision == body(contact)["revision"]


def test_what_they_changed_meanwhile_comes_in_after_it(there: CrmcomSelfservice) -> None:
    line: Connection = connection(there)
    contact = new(**ADA)
    push()
    pulled(line)
    there.edit(confirm(there), middle_name="Byron")
    assert counts(pulled(line)) == {"updated": 1}
    assert (body(contact)["middle_name"], waiting(line)) == ("Byron", [])
