"""Both sides compared: what drifted is listed by contact and field, and mended as staff say."""

import pytest

from contacts.directory.models import Contact
from contacts.record.errors import Invalid
from integrations.connections.models import Connection, ExternalId
from integrations.sync import operations as sync
from integrations.sync import queries
from integrations.sync.models import Finding, Run
from tests.integrations.sync.making import (
    STAFF,
    agree,
    carried_out,
    change,
    connection,
    counts,
    new,
    ours,
    pulled,
    waiting,
)
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(vendor: Vendor) -> Connection:
    """Four contacts on both sides; then one drifts here, one there, one goes and one comes there, one comes here."""
    vendor.add(4, department="Sums")
    there = connection(vendor)
    pulled(there)
    change(ours(there, "1")["id"], department="Ours")
    agree(there)
    vendor.edit("2", department="Theirs")
    vendor.remove("3")
    vendor.add(1, first_name="Grace", last_name="Hopper")
    new(last_name="Lonely")
    return there


def compared(there: Connection) -> Run:
    return carried_out(sync.reconcile(connection=there.pk, actor=STAFF))


def test_what_differs_is_listed_and_nothing_is_changed(there: Connection) -> None:
    agree(there)
    before = list(Contact.objects.order_by("pk").values_list("pk", "revision"))
    run = compared(there)
    assert (run.state, counts(run)) == ("done", {"unchanged": 1, "drifted": 2, "missing": 3})
    told = [(one.kind, one.theirs, one.values) for one in queries.findings(run.pk)]
    assert told == [
        ("only_there", "5", {}),
        ("drift", "1", {"department": ["Ours", "Sums"]}),
        ("drift", "2", {"department": ["Sums", "Theirs"]}),
        ("gone", "3", {}),
        ("only_here", "", {}),
    ]
    assert queries.finding_counts(run.pk) == {"only_there": 1, "drift": 2, "gone": 1, "only_here": 1}
    assert list(Contact.objects.order_by("pk").values_list("pk", "revision")) == before


@pytest.mark.parametrize(
    ("side", "departments", "contacts", "archived", "told"),
    [
        ("theirs", ["Sums", "Theirs"], 6, 1, 1),
        ("ours", ["Ours", "Sums"], 6, 0, 4),
        ("owner", ["Sums", "Theirs"], 6, 1, 1),
    ],
)
def test_what_drifted_is_mended(
    there: Connection, side: str, departments: list[str], contacts: int, archived: int, told: int
) -> None:  # fmt: skip
    run = compared(there)
    mending = carried_out(sync.mend(run=run.pk, side=side, actor=STAFF))
    assert (mending.state, mending.last_error) == ("done", "")
    assert [ours(there, theirs)["department"] for theirs in ("1", "2")] == departments
    assert (Contact.objects.count(), Contact.objects.filter(is_archived=True).count()) == (contacts, archived)
    assert len(waiting(there)) == told
    assert not Finding.objects.filter(run=run, state="open").exists()


def test_what_we_are_to_send_again_is_not_held_to_be_there(there: Connection) -> None:
    run = compared(there)
    carried_out(sync.mend(run=run.pk, side="ours", actor=STAFF))
    link = ExternalId.objects.get(theirs="2")
    assert link.again == ["department"]


def test_only_what_was_compared_to_its_end_is_mended(there: Connection) -> None:
    with pytest.raises(Invalid, match="reconcile"):
        sync.mend(run=Run.objects.earliest("pk").pk, side="ours", actor=STAFF)
    with pytest.raises(Invalid, match="ours, theirs, owner"):
        sync.mend(run=compared(there).pk, side="mine", actor=STAFF)
