"""Each connector against a system that was written from the vendor's document alone, over a real socket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contacts.record.parsing.parse import parse_patch
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector, Found, Handle
from integrations.wire.outbound.translating import mark, replied
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown
from tests.integrations.connectors.lines import REFERENCES, all_of, call_of, connector, said_of, table_of
from tests.integrations.laws import KNOWN, after
from tests.vendors import Vendor, fake

pytestmark = pytest.mark.django_db
THREE = ("webinone", "administrate", "lightening")
MORE = {"administrate": {"account_id": "1"}, "lightening": {"customer_id": "1,2"}, "webinone": {}}
# What a new contact gets there where we say nothing; it comes back as theirs.
DEFAULTS = {"webinone": {"CrmType", "Role"}, "administrate": set(), "lightening": {"customer_portal_profile_id"}}
EVENT = "d7e5a1a2-0000-4000-8000-000000000001"
UUID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(params=THREE)
def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vendor]:
    with fake(request.param, tmp_path) as running:
        yield running


def to(vendor: Vendor, **more: Any) -> Connector:
    said = said_of(vendor.name, vendor.credentials, **MORE[vendor.name])
    return connector(vendor.name, vendor.address, **{"seconds": 3, **said, **more})


def person(**said: Any) -> Body:
    whole = {
        "first_name": "Ada", "last_name": "King", "display_name": "Ada King", "affiliations": [{"organisation": 1}],
        "emails": [{"email": "ada@example.org"}], "phones": [{"type": "MOBILE", "number": "99 123456"}],
        "notes": "Tea, not coffee", **said,
    }  # fmt: skip
    return {**after(BLANK, parse_patch(whole)), "uuid": UUID}


def made(there: Connector, body: Body) -> Found:
    found = there.create(call_of(there, body), event=EVENT)
    return there.fetch(found.handle) or found


def differing(there: Connector, found: Found, body: Body) -> set[str]:
    """Which of their fields say something else than our contact."""
    return set(replied(table_of(there), there, found.data, body, KNOWN, REFERENCES).names.values())


def test_a_contact_is_made_changed_and_deleted(vendor: Vendor) -> None:
    there, ada = to(vendor), person()
    there.test()
    found = made(there, ada)
    assert differing(there, found, ada) == DEFAULTS[vendor.name]
    eda = after(ada, parse_patch({"display_name": "Eda King", "first_name": "Eda", "notes": ""}))
    there.update(found.handle, call_of(there, eda), event=EVENT)
    now = there.fetch(found.handle)
    assert now is not None
    assert differing(there, now, eda) <= DEFAULTS[vendor.name]
    for _ in range(2):  # one that is gone already is no trouble
        there.remove(found.handle, event=EVENT)
    assert there.fetch(found.handle) is None
    assert [len(vendor.ledger.creates()), len(vendor.ledger.updates())] == [1, 1]
    assert vendor.ledger.unknown() == set()


def test_changing_one_that_is_not_there_says_so(vendor: Vendor) -> None:
    there = to(vendor)
    found = made(there, person())
    there.remove(found.handle, event=EVENT)
    for handle in (found.handle, Handle("4711")):
        with pytest.raises(Unknown):
            there.update(handle, call_of(there, person()), event=EVENT)
    with pytest.raises(Declined):
        there.fetch(Handle("../4711"))


def test_a_contact_whose_making_was_not_answered_is_found_and_nobody_else(vendor: Vendor) -> None:
    vendor.add(30, seed=3)
    there, ada = to(vendor), person()
    call = call_of(there, ada)
    assert there.look_up(call) == []
    other = person(phones=[{"type": "MOBILE", "number": "99 123457"}])
    made(there, {**other, "uuid": UUID.replace("1", "2")})  # the same name and address
    assert there.look_up(call) == []
    vendor.faults.play("reset", method="POST", path="contact", times=1)
    with pytest.raises(TryAgain):
        there.create(call, event=EVENT)
    vendor.faults.clear()
    assert [found.theirs for found in there.look_up(call)] == [vendor.ledger.creates()[-1].id]


def test_all_contacts_come_once_in_the_order_of_ids_while_some_are_deleted(vendor: Vendor) -> None:
    ids = vendor.add(830, seed=5)
    there, after_, found = to(vendor, brief="yes"), "", []
    for gone in (ids[3], ids[140], ids[141], ""):
        page = there.page(since="", after=after_)
        found += page.items
        after_ = page.after
        if gone:
            vendor.remove(gone)
            vendor.remove(ids[ids.index(gone) + 10])
    while after_:
        page = there.page(since="", after=after_)
        found += page.items
        after_ = page.after
    left = {one.theirs for one in found if not one.gone}
    assert [one.theirs for one in found] == sorted({one.theirs for one in found}, key=int)
    assert {one for one in ids if one in vendor.contacts and not is_deleted(vendor, one)} <= left
    assert found[7].data == vendor.contacts[found[7].theirs] or vendor.name == "administrate"


def is_deleted(vendor: Vendor, one: str) -> bool:
    return bool(vendor.contacts[one].get("is_deleted"))


def test_a_system_without_contacts_has_no_pages(vendor: Vendor) -> None:
    assert list(all_of(to(vendor))) == []


def test_what_only_they_know_outlives_a_change_of_ours(vendor: Vendor) -> None:
    known: dict[str, dict[str, Any]] = {
        "webinone": {"Role": "Editor", "IsDataUsingAllowed": True, "CustomCrmGroups": {"g": {"a": "x", "b": 2}}},
        "administrate": {"is_tutor": True, "dont_mail": True, "import_ref": "R7", "tutor_bio": "Sea", "tasks": [4]},
        "lightening": {"portal_active": "1", "customer_portal_profile_id": "3"},
    }
    there, ada, theirs = to(vendor), person(), known[vendor.name]
    found = made(there, ada)
    vendor.edit(found.theirs, **theirs)
    there.update(found.handle, call_of(there, ada), event=EVENT)
    assert {name: vendor.contacts[found.theirs][name] for name in theirs} == theirs


def test_a_refusal_names_the_fields_in_our_words_and_none_of_theirs(vendor: Vendor) -> None:
    there = to(vendor)
    field = {"webinone": "Notes", "administrate": "notes", "lightening": "department"}[vendor.name]
    call = {**call_of(there, person()), field: 5 if vendor.name != "lightening" else "x" * 65}
    with pytest.raises(Declined) as info:
        there.create(call, event=EVENT)
    assert str(info.value) == f"The other side does not accept what we have in {field}."


def test_wrong_credentials_are_told_apart(vendor: Vendor) -> None:
    wrong = dict.fromkeys(("client_secret", "password", "token"), "wrong")
    there = to(vendor, **{name: value for name, value in wrong.items() if name in to(vendor).said})
    with pytest.raises(NotAdmitted):
        there.test()


@pytest.mark.parametrize(
    "fault", ["429", "500", "502", "html", "reset", "truncated", "wrong_types", "nan", "twice", "gzip_bomb"]
)
def test_whatever_goes_wrong_is_a_trouble(vendor: Vendor, fault: str) -> None:
    there, ada = to(vendor), person()
    found = made(there, ada)
    call = call_of(there, ada)
    vendor.faults.play(fault, path="contact", size=5_000_000)
    for work in (
        lambda: there.test(), lambda: there.fetch(found.handle), lambda: there.look_up(call),
        lambda: there.create(call, event=EVENT), lambda: there.update(found.handle, call, event=EVENT),
        lambda: there.page(since="", after=""),
    ):  # fmt: skip
        with pytest.raises((TryAgain, Declined)) as info:
            work()
        assert isinstance(info.value, TryAgain) or fault in ("wrong_types", "nan")
    if fault == "429":
        with pytest.raises(TryAgain) as told:
            there.test()
        assert told.value.after == 1


@pytest.mark.parametrize("fault", ["huge", "slow", "hang"])
def test_a_long_or_slow_answer_ends_in_time(vendor: Vendor, fault: str) -> None:
    there = to(vendor, seconds=0.2)
    vendor.add(1)
    vendor.faults.play(fault, path="contact", size=30_000_000)
    with pytest.raises(TryAgain):
        there.fetch(Handle("1"))


@pytest.mark.parametrize("vendor", ["webinone"], indirect=True)
def test_a_token_that_ended_is_renewed_within_the_call(vendor: Vendor) -> None:
    there = to(vendor)
    found = made(there, person())
    vendor.forget_tokens()
    assert there.fetch(found.handle) is not None
    assert len(vendor.ledger.calls("login") or vendor.ledger.calls(path="oauth")) == 2


@pytest.mark.parametrize("vendor", ["administrate"], indirect=True)
def test_an_address_that_another_has_is_told(vendor: Vendor) -> None:
    there = to(vendor)
    assert there.create(call_of(there, person()), event=EVENT).duplicate is False
    assert there.create(call_of(there, person(first_name="Bea")), event=EVENT).duplicate is True


@pytest.mark.parametrize("vendor", ["administrate"], indirect=True)
def test_our_mark_finds_the_contact_although_it_changed_meanwhile(vendor: Vendor) -> None:
    there = to(vendor)
    found = made(there, person())
    assert vendor.contacts[found.theirs]["import_ref"] == mark(person())
    changed = there.look_up(call_of(there, person(last_name="Lovelace", emails=[])))
    assert [one.theirs for one in changed] == [found.theirs]


@pytest.mark.parametrize("vendor", ["administrate"], indirect=True)
def test_deleted_ones_are_listed_as_gone_and_a_contact_is_looked_at_whole(vendor: Vendor) -> None:
    one, two = vendor.add(2, email2="second@example.org")
    vendor.remove(two)
    there = to(vendor)
    assert [(found.theirs, found.gone, found.data.get("email2")) for found in all_of(there)] == [
        (one, False, "second@example.org"), (two, True, None),
    ]  # fmt: skip
    assert [found.data.get("email2") for found in all_of(to(vendor, brief="yes"))] == [None, None]


@pytest.mark.parametrize("vendor", ["administrate"], indirect=True)
def test_who_has_no_first_name_is_declined_before_a_call(vendor: Vendor) -> None:
    there = to(vendor)
    with pytest.raises(Declined, match="a first name"):
        there.create(call_of(there, person(first_name="")), event=EVENT)
    assert vendor.ledger.creates() == []
