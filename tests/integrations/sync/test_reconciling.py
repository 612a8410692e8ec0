"""Both sides compared: what drifted is listed by contact and field, and mended as staff say."""

from typing import Any

import pytest

from contacts.directory.models import Contact
from contacts.record.errors import Invalid
from integrations.connections.models import Connection, ExternalId
from integrations.outbox.models import Delivery
from integrations.sync import operations as sync
from integrations.sync import queries
from integrations.sync.models import Conflict, Finding, Run
from tests.integrations.outbox.making import push
from tests.integrations.sync.making import (
    STAFF,
    agree,
    body,
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


class Pair:
    """One contact that differs in three fields, and its finding."""

    def __init__(self, vendor: Vendor, *, agreed: bool = True, **said: Any) -> None:
        vendor.add(1, first_name="Ada", last_name="King", department="Sums", notes="", job_title="")
        self.vendor, self.there = vendor, connection(vendor, **said)
        pulled(self.there)
        self.contact = ours(self.there, "1")["id"]
        change(self.contact, department="Ours", notes="Ours", job_title="Ours")
        if agreed:
            agree(self.there)
        vendor.edit("1", department="Theirs", notes="Theirs", job_title="Theirs")
        self.finding = queries.findings(compared(self.there).pk, "drift").get()

    def choose(self, **sides: str) -> Run:
        run = carried_out(sync.mend_fields(finding=self.finding.pk, sides=sides, actor=STAFF))
        assert (run.state, run.last_error) == ("done", "")
        self.finding.refresh_from_db()
        return run

    def here(self) -> list[str]:
        return [body(self.contact)[name] for name in ("department", "notes", "job_title")]

    def at_the_other_side(self) -> list[str]:
        return [self.vendor.contacts["1"][name] for name in ("department", "notes", "job_title")]


def test_fields_are_mended_one_by_one_and_the_rest_is_left_to_be_chosen(vendor: Vendor) -> None:
    pair = Pair(vendor)
    pair.choose(department="theirs", notes="ours")
    assert pair.here() == ["Theirs", "Ours", "Ours"]
    assert (pair.finding.state, pair.finding.values) == ("open", {"job_title": ["Ours", "Theirs"]})
    assert (waiting(pair.there), ExternalId.objects.get().again) == ([pair.contact], ["notes"])
    push()
    assert pair.at_the_other_side() == ["Theirs", "Ours", "Theirs"]
    pair.choose(job_title="ours")
    push()
    assert (pair.here(), pair.at_the_other_side()) == (["Theirs", "Ours", "Ours"],) * 2
    assert (pair.finding.state, pair.finding.values, pair.finding.choice) == ("mended", {}, {})


def test_what_was_changed_since_staff_saw_it_is_left_and_shown_as_it_is_now(vendor: Vendor) -> None:
    pair = Pair(vendor)
    change(pair.contact, notes="Ours again")
    vendor.edit("1", department="Theirs again")
    Delivery.objects.all().delete()
    run = pair.choose(department="theirs", notes="theirs", job_title="theirs")
    assert pair.here() == ["Ours", "Ours again", "Theirs"]
    left = {"department": ["Ours", "Theirs again"], "notes": ["Ours again", "Theirs"]}
    assert (pair.finding.state, pair.finding.values) == ("open", left)
    assert [(one.kind, one.values) for one in queries.findings(run.pk)] == [("drift", left)]


def test_a_value_that_staff_must_decide_stays_to_be_decided_unless_it_is_chosen(vendor: Vendor) -> None:
    pair = Pair(vendor, agreed=False, ownership={"": "ask"})
    carried_out(sync.mend(run=pair.finding.run_id, side="owner", actor=STAFF))
    assert queries.open_conflict_count() == 3
    pair.finding = queries.findings(compared(pair.there).pk, "drift").get()
    pair.choose(department="theirs")
    assert sorted(queries.open_conflicts().values_list("path", flat=True)) == ["job_title", "notes"]
    assert Conflict.objects.get(path="department").state == "theirs"


def test_who_was_deleted_there_meanwhile_is_not_put_away_by_choosing_a_field(vendor: Vendor) -> None:
    pair = Pair(vendor)
    vendor.remove("1")
    run = pair.choose(department="theirs")
    assert (counts(run), pair.finding.state, pair.here()) == ({"refused": 1}, "open", ["Ours"] * 3)
    assert not Contact.objects.get().is_archived


def test_only_fields_that_differ_are_chosen_and_one_mending_goes_at_a_time(vendor: Vendor) -> None:
    pair = Pair(vendor)
    for sides, sentence in (({}, "one field at least"), ({"title": "ours"}, "fields that differ"),
                            ({"notes": "owner"}, "Expected ours or theirs")):  # fmt: skip
        with pytest.raises(Invalid, match=sentence):
            sync.mend_fields(finding=pair.finding.pk, sides=sides, actor=STAFF)
    run = sync.mend_fields(finding=pair.finding.pk, sides={"notes": "ours"}, actor=STAFF)
    with pytest.raises(Invalid, match="under way"):
        sync.mend_fields(finding=pair.finding.pk, sides={"department": "ours"}, actor=STAFF)
    carried_out(run)
    assert ExternalId.objects.get().again == ["notes"]
    carried_out(sync.mend(run=pair.finding.run_id, side="ours", actor=STAFF))
    with pytest.raises(Invalid, match="to be mended any more"):
        sync.mend_fields(finding=pair.finding.pk, sides={"department": "ours"}, actor=STAFF)


def test_only_what_was_compared_to_its_end_is_mended(there: Connection) -> None:
    with pytest.raises(Invalid, match="reconcile"):
        sync.mend(run=Run.objects.earliest("pk").pk, side="ours", actor=STAFF)
    with pytest.raises(Invalid, match="ours, theirs, owner"):
        sync.mend(run=compared(there).pk, side="mine", actor=STAFF)
