"""That a contact is not there is believed of the vendor alone: a page that is not found may be anybody's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.troubles import Declined, NotAdmitted, Unknown
from tests.integrations.connectors.lines import call_of, connector, said_of
from tests.integrations.connectors.test_vendors import EVENT, MORE, person
from tests.vendors import SYSTEMS, Vendor, fake

pytestmark = pytest.mark.django_db
ONES = {"crmcom_selfservice": "contacts/[0-9a-f-]{36}"}  # signing in goes on to work, where it does


@pytest.fixture(params=sorted(SYSTEMS))
def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vendor]:
    with fake(request.param, tmp_path) as running:
        yield running


def to(vendor: Vendor, below: str = "") -> Connector:
    said: dict[str, Any] = said_of(vendor.name, vendor.credentials, **MORE.get(vendor.name, {}))
    return connector(vendor.name, vendor.address + below, seconds=3, **said)


@pytest.mark.parametrize("below", ["", "/elsewhere"])
def test_a_page_that_is_not_found_is_no_contact_that_is_gone(vendor: Vendor, below: str) -> None:
    """The proxy has nobody behind it for a while; or there is something else below the address that staff typed."""
    ada = person()
    made = to(vendor).create(call_of(to(vendor), ada), event=EVENT)
    there = to(vendor, below)
    if not below:
        vendor.faults.play("404", path=ONES.get(vendor.name, "contact"))
    call = call_of(there, person(first_name="Augusta"))
    asks = [lambda: there.fetch(made.handle), lambda: there.update(made.handle, call, event=EVENT)]
    if there.removes:
        asks.append(lambda: there.remove(made.handle, event=EVENT))
    for ask in asks:
        with pytest.raises(Declined) as info:
            ask()
        if isinstance(info.value, Unknown):  # of an update alone: whoever asked looks whether the account is known
            with pytest.raises(NotAdmitted):
                there.believe(info.value)
    vendor.faults.clear()
    assert to(vendor).fetch(made.handle) is not None


def test_a_contact_that_is_gone_is_no_trouble(vendor: Vendor) -> None:
    there = to(vendor)
    made = there.create(call_of(there, person()), event=EVENT)
    if not there.removes:
        pytest.skip(f"{vendor.name} removes nobody")
    before = vendor.contacts.get(made.handle.theirs)
    for _ in range(2):
        there.remove(made.handle, event=EVENT)
    assert vendor.contacts.get(made.handle.theirs) != before
