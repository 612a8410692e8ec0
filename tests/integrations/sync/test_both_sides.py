"""Both sides change a contact that they agreed on: whose value stays, and who hears of it."""

import datetime as dt
from typing import Any

import pytest

from contacts.history.origins import origins
from contacts.record.errors import Invalid
from integrations.connections.models import Connection, ExternalId
from integrations.sync import operations as sync
from integrations.sync import queries
from integrations.sync.models import Conflict
from tests.integrations.outbox.making import push
from tests.integrations.sync.making import STAFF, agree, body, change, connection, counts, ours, pulled, waiting
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db


def agreed(vendor: Vendor, **said: Any) -> tuple[Connection, int]:
    """One contact that both sides have, and its id here."""
    vendor.add(1, first_name="Ada", last_name="King", tel="22 111 111", department="Sums", notes="", email="a@x.org")
    there = connection(vendor, **said)
    pulled(there)
    contact = ours(there, "1")["id"]
    return there, contact


def test_what_only_they_changed_is_taken(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    vendor.edit("1", department="Engines", email="ada@x.org")
    assert counts(pulled(there)) == {"updated": 1}
    now = body(contact)
    assert (now["department"], [one["email"] for one in now["emails"]], now["revision"]) == (
        "Engines",
        ["ada@x.org"],
        2,
    )
    assert waiting(there) == []
    assert ExternalId.objects.get().revision == 2


def test_what_only_we_changed_stays_until_they_are_told(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, department="Engines")
    vendor.edit("1", notes="Called.")
    assert counts(pulled(there)) == {"updated": 1}
    now = body(contact)
    assert (now["department"], now["notes"]) == ("Engines", "Called.")
    assert waiting(there) == [contact]
    assert ExternalId.objects.get().revision == 1


def test_what_both_changed_to_the_same_is_nothing(vendor: Vendor) -> None:
    there, contact = agreed(vendor, ownership={"": "ask"})
    change(contact, department="Engines")
    vendor.edit("1", department="Engines")
    assert counts(pulled(there)) == {"unchanged": 1}
    assert ExternalId.objects.get().revision == body(contact)["revision"] == 2


@pytest.mark.parametrize(
    ("ownership", "stays", "asked"),
    [
        ({"": "ours"}, "Ours", 0),
        ({"": "theirs"}, "Theirs", 0),
        ({"": "ask"}, "Ours", 1),
        ({}, "Ours", 1),
        ({"": "theirs", "department": "ours"}, "Ours", 0),
        ({"": "newest"}, "Ours", 1),  # they tell no times
    ],
)
def test_what_both_changed_stays_with_the_owner(
    vendor: Vendor, ownership: dict[str, str], stays: str, asked: int
) -> None:  # fmt: skip
    there, contact = agreed(vendor, ownership=ownership)
    change(contact, department="Ours")
    vendor.edit("1", department="Theirs")
    assert pulled(there).conflicts == asked
    assert (body(contact)["department"], queries.open_conflict_count()) == (stays, asked)


@pytest.mark.parametrize(("ownership", "stays"), [("theirs", "Sums"), ("ours", "Here"), ("ask", "Here")])
def test_what_we_changed_of_theirs_is_set_back(vendor: Vendor, ownership: str, stays: str) -> None:
    there, contact = agreed(vendor, ownership={"department": ownership})
    change(contact, department="Here")
    pulled(there)
    assert body(contact)["department"] == stays


def test_what_they_changed_of_ours_never_comes_in_and_they_are_told_again(vendor: Vendor) -> None:
    there, contact = agreed(vendor, ownership={"department": "ours"})
    agree(there)
    vendor.edit("1", department="Theirs", notes="Called.")
    assert counts(pulled(there)) == {"updated": 1}
    assert (body(contact)["department"], body(contact)["notes"]) == ("Sums", "Called.")
    assert waiting(there) == [contact]
    assert ExternalId.objects.get().again == ["department"]


def test_a_connection_that_only_fetches_tells_nothing(vendor: Vendor) -> None:
    there, _ = agreed(vendor, ownership={"department": "ours"}, direction="pull")
    vendor.edit("1", department="Theirs")
    pulled(there)
    assert waiting(there) == []


def test_staff_see_both_values_with_their_times(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, department="Ours")
    vendor.edit("1", department="Theirs")
    pulled(there)
    row = queries.open_conflicts(there.pk).get()
    assert (row.path, row.their, row.base, row.ours, row.theirs) == (
        "department",
        "department",
        "Sums",
        "Ours",
        "Theirs",
    )
    assert (row.ours_by, row.ours_at is not None, row.theirs_at) == ("Maria", True, None)
    assert "Theirs" not in row.taking
    vendor.edit("1", department="Theirs again")
    assert pulled(there).conflicts == 0
    assert queries.open_conflicts().get().theirs == "Theirs again"


@pytest.mark.parametrize(("side", "value"), [("ours", None), ("other", "Both")])
def test_what_was_decided_and_is_asked_again_is_not_told_when_it_has_not_left(
    vendor: Vendor, side: str, value: str | None
) -> None:  # fmt: skip
    there, contact = agreed(vendor)
    change(contact, department="Ours")
    vendor.edit("1", department="Theirs")
    pulled(there)
    agree(there)
    row = sync.resolve(conflict=queries.open_conflicts().get().pk, side=side, value=value, actor=STAFF)
    assert (waiting(there), ExternalId.objects.get().again) == ([contact], ["department"])
    if side == "other":
        agree(there)
    sync.reopen(conflict=row.pk, request=STAFF.request, actor=STAFF)
    assert (ExternalId.objects.get().again, queries.open_conflict_count()) == ([], 1)
    assert waiting(there) == ([] if side == "ours" else [contact])  # that it went back is told as every change is


@pytest.mark.parametrize(
    ("side", "value", "stays"), [("ours", None, "Ours"), ("theirs", None, "Theirs"), ("other", "Both", "Both")]
)
def test_staff_decide_once(vendor: Vendor, side: str, value: str | None, stays: str) -> None:
    there, contact = agreed(vendor)
    change(contact, department="Ours")
    vendor.edit("1", department="Theirs")
    pulled(there)
    row = sync.resolve(conflict=Conflict.objects.get().pk, side=side, value=value, actor=STAFF)
    assert (row.state, row.resolved_by, body(contact)["department"]) == (side, "Maria", stays)
    assert waiting(there) == [contact]
    with pytest.raises(Invalid, match="decided before"):
        sync.resolve(conflict=row.pk, side="ours", actor=STAFF)
    vendor.edit("1", notes="Something else.")
    assert counts(pulled(there)) == {"updated": 1}
    assert (body(contact)["department"], queries.open_conflict_count()) == (stays, 0)


def test_a_conflict_is_over_when_both_come_to_agree(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, department="Ours")
    vendor.edit("1", department="Theirs")
    pulled(there)
    vendor.edit("1", department="Ours")
    pulled(there)
    assert Conflict.objects.get().state == "agreed"
    assert ExternalId.objects.get().revision == body(contact)["revision"]


def test_what_came_from_them_is_no_change_of_ours(vendor: Vendor) -> None:
    """They change one value twice while another of ours waits to be sent: nobody is asked."""
    there, contact = agreed(vendor, ownership={"": "ask"})
    change(contact, notes="Ours, not sent yet.")
    for department in ("Engines", "Looms"):
        vendor.edit("1", department=department)
        assert counts(pulled(there)) == {"updated": 1}
    change(contact, department="Ours")
    vendor.edit("1", tel="22 222 222")
    assert counts(pulled(there)) == {"updated": 1}
    assert (body(contact)["department"], queries.open_conflict_count()) == ("Ours", 0)


def test_parts_that_we_added_stay_beside_what_they_change(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, emails=[{"type": "BUSINESS", "email": "work@x.org"}], phones=[{"type": "MOBILE", "number": "99 1"}])
    vendor.edit("1", email="new@x.org")
    pulled(there)
    now = body(contact)
    assert sorted(one["email"] for one in now["emails"]) == ["new@x.org", "work@x.org"]
    assert "99 1" in [one["number"] for one in now["phones"]]


def test_a_part_that_we_removed_is_not_brought_back(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    phone = next(one for one in body(contact)["phones"] if one["number"] == "22 111 111")
    change(contact, phones=[{"id": phone["id"], "remove": True}])
    vendor.edit("1", department="Engines")
    pulled(there)
    assert "22 111 111" not in [one["number"] for one in body(contact)["phones"]]


def test_an_address_that_changed_places_is_not_overwritten(vendor: Vendor) -> None:
    """Another address became the first of ours; theirs is changed: nobody's address is lost unasked."""
    there, contact = agreed(vendor)
    change(contact, emails=[{"email": "b@x.org"}])
    agree(there)
    first, second = body(contact)["emails"]
    change(contact, emails=[{"id": second["id"], "is_primary": True}, {"id": first["id"], "is_primary": False}])
    vendor.edit("1", email="c@x.org")
    assert counts(pulled(there))["conflicts"] == 1
    assert sorted(one["email"] for one in body(contact)["emails"]) == ["a@x.org", "b@x.org"]


def test_what_their_list_does_not_show_is_sent_although_they_changed_something_else(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, emails=[{"email": "b@x.org"}])  # their second address, which is in no list
    vendor.edit("1", department="Engines")
    assert counts(pulled(there)) == {"updated": 1}
    push()
    now = vendor.contacts["1"]
    assert (now["email"], now["email2"], now["department"]) == ("a@x.org", "b@x.org", "Engines")


def test_what_was_sent_after_a_page_was_asked_for_is_not_set_back(vendor: Vendor) -> None:
    """The page still says the old value; it would look like a change of theirs."""
    there, contact = agreed(vendor)
    change(contact, department="Engines")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    ExternalId.objects.update(revision=2, digest="", seen_at=later)
    assert counts(pulled(there)) == {"passed": 1}
    assert body(contact)["department"] == "Engines"


def test_every_value_tells_where_it_came_from(vendor: Vendor) -> None:
    there, contact = agreed(vendor)
    change(contact, notes="Called.", emails=[{"email": "b@x.org"}])
    vendor.edit("1", department="Engines")
    pulled(there)
    now = body(contact)
    paths = ("last_name", "notes", "department", *(f"emails.{one['id']}.email" for one in now["emails"]))
    found = origins(contact, paths)
    told = [(row.revision, row.actor_label, row.door, row.actor_kind, row.actor_id) for row in found.values()]
    assert told == [
        (1, "administrate", "sync", "connection", there.pk),
        (2, "Maria", "desk", "staff", STAFF.id),
        (3, "administrate", "sync", "connection", there.pk),
        (1, "administrate", "sync", "connection", there.pk),
        (2, "Maria", "desk", "staff", STAFF.id),
    ]
