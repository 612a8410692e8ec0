"""What they delete: told by them, told by absence, and never believed when it is too much at once."""

from pathlib import Path

import pytest

from contacts.directory import operations as door
from contacts.directory.models import Contact
from integrations.connections.models import ExternalId
from integrations.sync import operations as sync
from integrations.sync.models import Finding, Run
from integrations.sync.pulling import storing
from tests.integrations.sync.making import STAFF, body, carried_out, connection, counts, ours, pulled, waiting
from tests.vendors.systems import SYSTEMS
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db


def test_what_they_say_is_deleted_is_put_away(vendor: Vendor) -> None:
    vendor.add(3)
    there = connection(vendor)
    pulled(there)
    vendor.remove("2")
    run = pulled(there)
    assert counts(run) == {"unchanged": 2, "archived": 1}
    gone = ExternalId.objects.get(theirs="2")
    assert (body(gone.contact_id)["is_archived"], gone.gone_at is not None, gone.revision) == (True, True, 2)
    assert [(one.kind, one.contact_id) for one in Finding.objects.filter(run=run)] == [("gone", gone.contact_id)]
    assert waiting(there) == []
    assert counts(pulled(there)) == {"unchanged": 3}


def test_it_is_kept_where_the_connection_says_so(vendor: Vendor) -> None:
    vendor.add(2)
    there = connection(vendor, deletion="keep")
    pulled(there)
    vendor.remove("2")
    assert counts(pulled(there)) == {"unchanged": 1, "missing": 1}
    assert not Contact.objects.filter(is_archived=True).exists()
    assert ExternalId.objects.get(theirs="2").gone_at is not None


def test_what_they_have_again_comes_back(vendor: Vendor) -> None:
    vendor.add(2)
    there = connection(vendor)
    pulled(there)
    vendor.remove("2")
    pulled(there)
    vendor.edit("2", is_deleted=False, department="Back")
    pulled(there)
    now = ours(there, "2")
    assert (now["is_archived"], now["department"]) == (False, "Back")


def test_what_sending_found_deleted_is_put_away_by_the_next_fetch(vendor: Vendor) -> None:
    vendor.add(2)
    there = connection(vendor)
    pulled(there)
    contact = ours(there, "2")["id"]
    vendor.contacts.drop("2")
    ExternalId.objects.filter(theirs="2").update(gone_at=Run.objects.get().finished_at, revision=1)
    assert counts(pulled(there)) == {"unchanged": 1, "archived": 1}
    assert body(contact)["is_archived"]
    door.unarchive(contact=contact, actor=STAFF)
    assert counts(pulled(there)) == {"unchanged": 1}
    assert not body(contact)["is_archived"]


@pytest.fixture
def silent(tmp_path: Path) -> Vendor:
    """WebinOne, which does not tell of deletions."""
    return SYSTEMS["webinone"](ledger=tmp_path / "silent.jsonl")


def test_absence_from_a_whole_list_is_asked_about_and_believed(silent: Vendor) -> None:
    with silent as vendor:
        vendor.add(8)
        there = connection(vendor)
        assert counts(pulled(there)) == {"created": 8}
        vendor.remove("3")
        assert counts(pulled(there)) == {"unchanged": 7, "archived": 1}
        assert (ours(there, "3")["is_archived"], Contact.objects.filter(is_archived=True).count()) == (True, 1)


def test_who_is_there_though_the_list_left_them_out_stays(silent: Vendor) -> None:
    with silent as vendor:
        vendor.add(3)
        there = connection(vendor)
        pulled(there)
        hidden = vendor.contacts["2"]
        vendor.contacts.drop("2")
        run = sync.start_run(connection=there.pk, actor=STAFF)
        whole = storing._behind

        def back_again(row: Run) -> str:
            vendor.contacts.put([(2, "2", hidden)])
            return whole(row)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(storing, "_behind", back_again)
            assert counts(carried_out(run)) == {"unchanged": 3}
        assert not Contact.objects.filter(is_archived=True).exists()


def test_too_many_at_once_are_asked_about_first(silent: Vendor) -> None:
    with silent as vendor:
        vendor.add(20)
        there = connection(vendor)
        pulled(there)
        for number in range(1, 7):
            vendor.remove(str(number))
        run = pulled(there)
        assert (run.state, counts(run)) == ("asking", {"unchanged": 14})
        assert not Contact.objects.filter(is_archived=True).exists()
        sync.allow_deletions(run=run.pk, actor=STAFF)
        run = carried_out(run)
        assert (run.state, counts(run)) == ("done", {"unchanged": 14, "archived": 6})
