"""Sending to a system whose people change contacts too: theirs survives what is none of it."""

import logging
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contacts.directory.models import Contact, Snapshot
from contacts.history.actor import SYSTEM
from contacts.record.parsing.parse import parse_patch
from integrations.connections.models import Conflict, Connection, ExternalId
from integrations.outbox import operations as outbox
from integrations.outbox.models import Attempt, Delivery
from integrations.sync import operations as sync
from tests.integrations.outbox.making import contacts, linked, make_due, push
from tests.integrations.sync.making import body, change, new, pulled
from tests.vendors import Vendor, fake

pytestmark = pytest.mark.django_db

# What each calls a name, a phone and a department; WebinOne has a company in its place.
THEIRS = {
    "administrate": {"last_name": "last_name", "phone": "mobile", "work": "department"},
    "lightening": {"last_name": "name", "phone": "mobile", "work": "department"},
    "webinone": {"last_name": "LastName", "phone": "Phone", "work": "Company"},
}


class Pair:
    """A contact that both sides have, and agree on."""

    def __init__(self, vendor: Vendor, **said: Any) -> None:
        self.vendor = vendor
        self.line: Connection = linked(vendor, **({"direction": "both"} | said))
        person = {"first_name": "Ada", "last_name": "King", "phones": [{"type": "MOBILE", "number": "99 111111"}],
                  "emails": [{"email": "ada@example.org"}]}  # fmt: skip
        self.contact = new(**person)
        push()

    def there(self, what: str) -> Any:
        return self.vendor.contacts["1"][THEIRS[self.vendor.name][what]]

    def edit(self, **values: Any) -> None:
        self.vendor.edit("1", **{THEIRS[self.vendor.name][what]: value for what, value in values.items()})

    def rephone(self, number: str) -> None:
        phone = next(iter(self.body()["phones"]))
        change(self.contact, phones=[{"id": phone["id"], "number": number}])

    def body(self) -> dict[str, Any]:
        return body(self.contact)

    def updates(self) -> int:
        return sum(line.did == "update" for line in self.vendor.ledger.calls())


@pytest.fixture(params=sorted(THEIRS))
def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Vendor]:
    with fake(request.param, tmp_path) as vendor:
        yield vendor


@pytest.fixture
def one(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


def test_what_they_changed_survives_another_change_of_ours(vendor: Vendor) -> None:
    pair = Pair(vendor)
    pair.edit(last_name="Ada Byron", work="Engines")
    pair.rephone("99 222222")
    push()
    assert (pair.there("last_name"), pair.there("work")) == ("Ada Byron", "Engines")
    assert "222222" in pair.there("phone")
    link = ExternalId.objects.get()
    assert (link.revision, link.asked, link.again) == (2, 2, [])


def test_a_connection_that_only_sends_says_the_whole_contact(vendor: Vendor) -> None:
    pair = Pair(vendor, direction="push")
    before = pair.there("last_name")
    pair.edit(last_name="Ada Byron")
    pair.rephone("99 222222")
    push()
    assert pair.there("last_name") == before


def test_a_value_that_staff_must_decide_is_not_sent_and_stays_to_be_decided(vendor: Vendor) -> None:
    pair = Pair(vendor)
    change(pair.contact, last_name="Ours")
    pair.edit(last_name="Theirs")
    pulled(pair.line)
    row = Conflict.objects.get()
    pair.rephone("99 222222")
    push()
    assert pair.there("last_name") == "Theirs"
    assert "222222" in pair.there("phone")
    pulled(pair.line)
    row.refresh_from_db()
    assert (row.state, pair.body()["last_name"]) == ("open", "Ours")
    assert (row.ours, row.theirs, row.ours_by) == (row.ours, "Theirs", "Maria")
    sync.resolve(conflict=row.pk, side="ours", actor=SYSTEM)
    make_due()
    push()
    assert "Ours" in pair.there("last_name")
    assert ExternalId.objects.get().again == []


def test_what_was_decided_is_not_undone_by_a_fetch_before_it_is_told(one: Vendor) -> None:
    pair = Pair(one)
    change(pair.contact, last_name="Ours")
    pair.edit(last_name="Theirs")
    pulled(pair.line)
    pair.rephone("99 222222")
    push()
    sync.resolve(conflict=Conflict.objects.get().pk, side="ours", actor=SYSTEM)
    ExternalId.objects.update(digest="")
    pulled(pair.line)
    assert (pair.body()["last_name"], Conflict.objects.filter(state="open").count()) == ("Ours", 0)
    make_due()
    push()
    assert pair.there("last_name") == "Ours"


def test_what_ownership_gives_to_them_is_never_sent(vendor: Vendor) -> None:
    pair = Pair(vendor, ownership={"phones": "theirs"})
    pair.rephone("99 222222")
    change(pair.contact, last_name="Byron")
    push()
    assert "111111" in pair.there("phone")
    assert "Byron" in pair.there("last_name")


def test_what_we_changed_of_theirs_goes_back_although_nothing_was_sent(one: Vendor) -> None:
    pair = Pair(one, ownership={"phones": "theirs"})
    pulled(pair.line)
    pair.rephone("99 222222")
    push()
    assert pair.updates() == 0
    pulled(pair.line)
    assert [phone["number"] for phone in pair.body()["phones"]] == ["99 111111"]


def test_what_stays_ours_is_told_again(vendor: Vendor) -> None:
    pair = Pair(vendor, ownership={"phones": "ours"})
    pair.edit(phone="99 333333")
    pulled(pair.line)
    link = ExternalId.objects.get()
    assert link.again == [THEIRS[vendor.name]["phone"]]
    pair.edit(work="Engines")
    push()
    assert ("111111" in pair.there("phone"), pair.there("work")) == (True, "Engines")
    link.refresh_from_db()
    assert (link.again, link.revision) == ([], pair.body()["revision"])


@pytest.mark.parametrize("again", [0, 1])
def test_an_update_that_was_not_heard_of_is_corrected_when_it_was_taken_back(vendor: Vendor, again: int) -> None:
    pair = Pair(vendor)
    before = pair.there("phone")
    vendor.faults.play("reset", method="POST" if vendor.name == "lightening" else "PUT", nth=1, commits=True)
    pair.rephone("99 222222")
    push()
    assert "222222" in pair.there("phone")
    assert [row.asked - row.revision for row in ExternalId.objects.all()] == [1]
    pair.rephone("99 111111")
    if again:  # nor was the correction, which never came to be
        vendor.faults.clear()
        vendor.faults.play("500", nth=1)
        make_due()
        push()
        change(pair.contact, last_name="Byron")
    make_due()
    push()
    assert pair.there("phone") == before


def test_blanks_of_a_contact_that_was_never_sent_take_nothing_away(one: Vendor) -> None:
    one.add(1, first_name="Ada", last_name="King", department="Engines", notes="Called.", tel="22 111111")
    line = linked(one, direction="both")
    (contact,) = contacts(1, first_name="Ada", last_name="King", job_title="Countess")
    ExternalId.objects.create(connection=line, contact_id=contact, theirs="1", created_at=timezone.now())
    push()
    row = one.contacts["1"]
    assert (row["department"], row["notes"], row["tel"], row["job_title"]) == (
        "Engines", "Called.", "22 111111", "Countess",
    )  # fmt: skip


def test_who_has_nothing_new_is_not_called(one: Vendor) -> None:
    pair = Pair(one)
    change(pair.contact, title="DR")
    assert push() == 1
    assert (pair.updates(), ExternalId.objects.get().revision) == (0, 2)
    assert Delivery.objects.latest("pk").last_error == "It has nothing new for the other side."


def test_staff_have_the_whole_contact_sent(one: Vendor) -> None:
    pair = Pair(one)
    pair.edit(work="Engines", phone="1")
    outbox.send_now(contact=pair.contact, connection=pair.line.pk, actor=SYSTEM)
    push()
    assert ("111111" in pair.there("phone"), pair.there("work"), ExternalId.objects.get().again) == (True, None, [])


@pytest.mark.parametrize("sends", ["", "yes"])
def test_identity_numbers_go_in_full_where_the_account_gets_them_and_stand_nowhere_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], sends: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with fake("crmcom_classic", tmp_path) as vendor:
        line = linked(vendor, direction="both")
        line.settings = line.settings | {"numbers": sends}
        line.save()
        (contact,) = contacts(
            1, first_name="Ada", last_name="King", **_patch(demographics={"id_card": {"number": "NUMBER-4711"}})
        )
        push()
        row = vendor.contacts[ExternalId.objects.get().theirs or ""]
        assert row["demographics"].get("id_number") == ("NUMBER-4711" if sends else None)
        change(contact, demographics={"id_card": {"number": "OTHER-NO-4711"}})  # masked it looks the same
        push()
        row = vendor.contacts[ExternalId.objects.get().theirs or ""]
        assert row["demographics"].get("id_number") == ("OTHER-NO-4711" if sends else None)
    said = caplog.text + "".join(capfd.readouterr())
    stored = str([list(model.objects.values()) for model in (Delivery, Attempt, ExternalId, Snapshot, Contact)])
    assert "-4711" not in said  # the digits alone stand in many a moment
    assert "O-4711" not in stored
    assert "R-4711" not in stored


def _patch(**values: Any) -> dict[str, Any]:
    return {"demographics": parse_patch(values).demographics}
