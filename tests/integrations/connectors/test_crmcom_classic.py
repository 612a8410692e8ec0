"""The classic CRM.COM called, at a stand-in for the vendor that knows nothing of us."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.dialects.crmcom_classic.calling import requests
from integrations.dialects.crmcom_classic.calling.answers import unstamped
from integrations.dialects.crmcom_classic.connector import Classic
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Call, Connector, Found, Handle
from integrations.wire.outbound.line import Answer, Line
from integrations.wire.outbound.translating import called, replied
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown
from tests.integrations.connectors.lines import REFERENCES, TABLES, account, call_of, connector, said_of
from tests.integrations.laws import KNOWN, after, bodies
from tests.vendors import fake
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db
NAME = "crmcom_classic"
ADA: dict[str, Any] = {
    "first_name": "Ada", "last_name": "King", "language": "ENG", "notes": "Likes engines",
    "emails": [{"email": "ada@example.org"}, {"email": "king@example.org", "type": "BUSINESS"}],
    "phones": [{"type": "MOBILE", "number": "99 123456", "country": "CY"}],
    "addresses": [{"town": "Nicosia", "street_name": "Ledra", "postal_code": "1010", "country": "CY"}],
    "demographics": {"gender": "FEMALE", "birth_date": {"year": 1815, "month": 12, "day": 10}},
}  # fmt: skip


def contact(body: Body = BLANK, **said: Any) -> Body:
    return after(body, parse_patch(said))


def ids(body: Body, of: str) -> list[int]:
    return [part["id"] for part in body[of]]


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    with fake(NAME, tmp_path) as vendor:
        yield vendor
        assert vendor.errors == []
        assert vendor.ledger.unknown() == set()


@pytest.fixture
def there(vendor: Vendor) -> Connector:
    return connector(NAME, vendor.address, **said_of(NAME, vendor.credentials))


def heard(data: dict[str, Any], current: Body) -> ContactPatch:
    parsed = replied(TABLES[NAME], Classic, data, current, KNOWN, REFERENCES)
    assert parsed.unread == ()
    return parsed.patch


def shown(there: Connector, handle: Handle) -> dict[str, Any]:
    found = there.fetch(handle)
    assert found is not None
    return found.data


def asked(vendor: Vendor) -> list[str]:
    """What was called, in order."""
    return [line.path.rpartition("/")[2] for line in vendor.ledger.calls()]


def parts(vendor: Vendor, made: Found, of: str, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(one[key] for key in keys) for one in vendor.contacts[made.theirs][of]]


def test_a_contact_is_made_and_heard_as_it_is_here(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    data = shown(there, made.handle)
    assert heard(data, ada) == ContactPatch()
    assert call_of(there, after(BLANK, heard(data, BLANK))) == call_of(there, ada)
    assert vendor.contacts[made.theirs]["demographics"]["date_of_birth"] == {"day": 10, "month": 12, "year": 1815}
    assert asked(vendor) == ["token", "create", "show"]


def test_what_is_so_already_is_not_sent(there: Connector, vendor: Vendor) -> None:
    call = call_of(there, contact(**ADA))
    made = there.create(call, event="e")
    there.update(made.handle, call, event="e")
    assert asked(vendor) == ["token", "create", "show"]


def test_parts_are_added_changed_and_removed_and_never_doubled(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    home = parts(vendor, made, "addresses_set", "id")
    ada = contact(
        ada, title="Dr", phones=[{"type": "LANDLINE", "number": "22 333444", "country": "CY"}],
        emails=[{"id": ids(ada, "emails")[0], "email": "countess@example.org"},
                {"id": ids(ada, "emails")[1], "remove": True}],
        addresses=[{"id": ids(ada, "addresses")[0], "town": "Pafos"}],
    )  # fmt: skip
    for _ in range(3):
        there.update(made.handle, call_of(there, ada), event="e")
    assert asked(vendor)[2:] == ["show", "update", "show", "show"]
    assert parts(vendor, made, "emails_set", "type", "email") == [("PERSONAL", "countess@example.org")]
    assert parts(vendor, made, "phones_set", "type", "number", "area_code") == [
        ("MOBILE", "99 123456", "357"), ("LANDLINE", "22 333444", "357")
    ]  # fmt: skip
    assert parts(vendor, made, "addresses_set", "id", "town_city", "street_name") == [(*home[0], "Pafos", "Ledra")]
    (sent,) = [line.body for line in vendor.ledger.calls("update")]
    assert set(sent) == {
        "token", "contact_information_identifier", "title", "email_set", "phone_set", "address_set"
    }  # fmt: skip
    assert [one["action"] for one in sent["email_set"]] == ["REMOVE", "UPDATE"]


def test_what_is_not_in_use_any_more_goes_there(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    email, phone = ids(ada, "emails")[0], ids(ada, "phones")[0]
    ada = contact(ada, emails=[{"id": email, "is_active": False}], phones=[{"id": phone, "remove": True}])
    there.update(made.handle, call_of(there, ada), event="e")
    assert parts(vendor, made, "emails_set", "email") == [("king@example.org",)]
    assert parts(vendor, made, "phones_set", "number") == []
    assert heard(shown(there, made.handle), ada) == ContactPatch()


def test_null_clears_and_a_date_goes_whole(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA, title="Dr")
    made = there.create(call_of(there, ada), event="e")
    ada = contact(ada, title="", notes="", demographics={"gender": "", "birth_date": {"day": 11}})
    there.update(made.handle, call_of(there, ada), event="e")
    stored = vendor.contacts[made.theirs]
    assert (stored["title"], stored["notes"], stored["demographics"]["gender"]) == (None, None, None)
    assert stored["demographics"]["date_of_birth"] == {"day": 11, "month": 12, "year": 1815}


def test_a_company_is_told_what_is_a_companys(there: Connector, vendor: Vendor) -> None:
    firm = contact(
        kind="company", company_name="Engines", demographics={"gender": "FEMALE"},
        company_profile={"vat_number": "CY1", "established_on": "1833-06-05", "registration_country": "GB"},
    )  # fmt: skip
    made = there.create(call_of(there, firm), event="e")
    stored = vendor.contacts[made.theirs]
    assert (stored["type"], stored["name"], stored["demographics"]) == ("COMPANY", "Engines", None)
    profile = stored["company_profile"]
    assert profile["registered_in_country"]["id"] == "126"
    assert (profile["vat_registration_number"], profile["established_date"]) == ("CY1", "1833-06-05T00:00:00")
    assert heard(shown(there, made.handle), firm) == ContactPatch()


def test_consents_are_told_as_flags_and_only_when_somebody_said_so(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA, consents={"marketing": {"ANY": "REJECTED"}, "affiliate_marketing": {"ANY": "ACCEPTED"}})
    made = there.create(call_of(there, ada), event="e")
    settings_ = vendor.contacts[made.theirs]["authorization_settings"]
    assert settings_["send_direct_marketing_material"] is False
    assert settings_["send_affiliate_marketing_material"] is True
    assert "send_direct_marketing_material" not in call_of(there, contact(**ADA))


def test_numbers_are_told_whole_or_not_at_all(there: Connector, vendor: Vendor) -> None:
    masked = contact(**ADA | {"demographics": {"id_card": {"number": "AB123456", "country": "CY"}}})
    assert masked["demographics"]["id_card"]["number"] == "•••456"
    made = there.create(call_of(there, masked), event="e")
    assert vendor.contacts[made.theirs]["demographics"]["id_number"] is None
    whole = {**masked, "demographics": {"id_card": {"number": "AB123456", "country": "CY"}}}
    there.update(made.handle, call_of(there, whole), event="e")
    there.update(made.handle, call_of(there, masked), event="e")
    assert heard(shown(there, made.handle), whole) == ContactPatch()
    assert vendor.contacts[made.theirs]["demographics"]["id_number"] == "AB123456"


def test_what_they_changed_is_heard_at_the_part_that_it_is(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA | {"emails": [{"email": "ada@example.org", "type": "OTHER"}]})
    made = there.create(call_of(there, ada), event="e")
    assert heard(shown(there, made.handle), ada) == ContactPatch()
    stored = vendor.contacts[made.theirs]
    phone, address = stored["phones_set"][0], stored["addresses_set"][0]
    more = phone | {"id": "F" * 32, "type": "FAX", "number": "22 1"}
    vendor.edit(made.theirs, last_name="Lovelace", phones_set=[more, phone | {"number": "99 654321"}],
                addresses_set=[address | {"state": "Inactive"}])  # fmt: skip
    assert heard(shown(there, made.handle), ada) == parse_patch({
        "last_name": "Lovelace", "addresses": [{"id": ids(ada, "addresses")[0], "remove": True}],
        "phones": [
            {"id": ids(ada, "phones")[0], "number": "99 654321"}, {"type": "FAX", "number": "22 1", "country": "CY"}
        ],
    })  # fmt: skip


def test_look_ups_go_by_their_names(there: Connector, vendor: Vendor) -> None:
    current = contact(**ADA, category=1)
    data = {"category": {"name": "category 2", "id": "5" * 32, "code": None}}
    assert heard(data, current) == parse_patch({"category": 2})
    assert heard({"category": {"name": "category 1", "id": "5" * 32, "code": "x"}}, current) == parse_patch(
        {"category": 1}
    )
    assert heard({"category": None}, current) == parse_patch({"category": None})
    with pytest.raises(Declined):
        there.create(call_of(there, current), event="e")  # they have no such category


def test_a_person_needs_two_names_there_and_a_company_one(there: Connector, vendor: Vendor) -> None:
    for said, misses in (
        ({"last_name": "King"}, "first name"),
        ({"kind": "company", "last_name": "x"}, "company name"),
    ):
        with pytest.raises(Declined, match=misses):
            there.create(call_of(there, contact(**said)), event="e")
    assert asked(vendor) == []


def test_one_that_may_have_been_made_is_found_again(there: Connector, vendor: Vendor) -> None:
    call = call_of(there, contact(**ADA))
    vendor.faults.play("reset", path="create", nth=1)
    with pytest.raises(TryAgain):
        there.create(call, event="e")
    ((made,), stored) = there.look_up(call), vendor.ledger.creates()[0].contact
    assert stored is not None
    assert made.theirs == stored["id"]
    vendor.faults.play("reset", path="update", nth=1)
    with pytest.raises(TryAgain):
        there.update(
            made.handle, call | {"title": "Dr", "email_set": [*call["email_set"], call["email_set"][0]]}, event="e"
        )
    there.update(made.handle, call | {"title": "Dr"}, event="e")
    assert parts(vendor, made, "emails_set", "email") == [("ada@example.org",), ("king@example.org",)]
    assert len(vendor.contacts) == 1


def test_it_is_looked_for_through_all_pages_by_address_phone_or_number(there: Connector, vendor: Vendor) -> None:
    vendor.add(130, emails_set=[{"type": "PERSONAL", "email": "ada@example.org"}])
    call = call_of(there, contact(**ADA))
    assert there.look_up(call) == []
    first, last = (there.create(call, event="e").theirs for _ in range(2))
    assert [one.theirs for one in there.look_up(call)] == [last, first]
    assert asked(vendor)[-2:] == ["list", "list"]
    by_phone = {name: value for name, value in call.items() if name != "email_set"}
    assert [one.theirs for one in there.look_up(by_phone)] == [last, first]
    nameless = {name: value for name, value in by_phone.items() if name != "phone_set"}
    for person in ({}, {"id_number": "•••456"}):
        with pytest.raises(Declined, match="nothing to find it by"):
            there.look_up(nameless | {"demographics": person})


def test_there_is_no_deleting(there: Connector, vendor: Vendor) -> None:
    made = there.create(call_of(there, contact(**ADA)), event="e")
    assert (there.removes, there.lists) == (False, False)
    with pytest.raises(Declined, match="no way to delete"):
        there.remove(made.handle, event="e")
    vendor.remove(made.theirs)
    assert there.fetch(made.handle) is None
    with pytest.raises(Unknown):
        there.update(made.handle, call_of(there, contact(**ADA)), event="e")


def test_one_log_in_serves_until_it_is_over_and_is_renewed_once(there: Connector, vendor: Vendor) -> None:
    there.test()
    made = there.create(call_of(there, contact(**ADA)), event="e")
    vendor.forget_tokens()
    there.fetch(made.handle)
    assert asked(vendor) == ["token", "list", "create", "show", "token", "show"]
    vendor.credentials = vendor.credentials | {"password": "changed"}
    vendor.forget_tokens()
    with pytest.raises(NotAdmitted):
        there.test()
    assert asked(vendor)[6:] == ["list", "token"]


class Canned(Line):
    """A line on which everything is answered the same, once we are logged in."""

    def __init__(self, status: int, body: bytes, **headers: str) -> None:
        super().__init__(account(NAME, "https://crm.example.org", username="u", password=str(body), organisation="o"))
        self.answer = Answer(status, headers, body)

    def ask(self, method: str, path: str, **said: Any) -> Answer:
        if path.endswith("authentication/token"):
            return Answer(200, {}, b'{"status": {"code": "OK"}, "data": {"token": "T"}}')
        return self.answer


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [
        (200, "COM.CRM.EXCEPTION.CONTACTINFORMATION.NOTFOUNDEXCEPTION", None),
        (404, "COM.CRM.EXCEPTION.CONTACTINFORMATION.NOTFOUNDEXCEPTION", None),
        (200, "COM.CRM.EXCEPTION.GENERAL.NOTFOUNDEXCEPTION", Declined),
        (500, "OK", Found),
        (200, "ok", Found),
        (200, "COM.CRM.EXCEPTION.GENERAL.INVALIDTOKENEXCEPTION", NotAdmitted),
        (200, "COM.CRM.EXCEPTION.GENERAL.NOTALLOWEDEXCEPTION", NotAdmitted),
        (200, "COM.CRM.EXCEPTION.GENERAL.INTERNALEXCEPTION", TryAgain),
        (503, "COM.CRM.EXCEPTION.GENERAL.EXCEPTION", TryAgain),
        (429, "COM.CRM.EXCEPTION.GENERAL.TOOMANYREQUESTSEXCEPTION", TryAgain),
        (200, "COM.CRM.EXCEPTION.SUBSCRIPTIONS.ATLEASTONEOFTHEFIELDSMUSTBEAMENDEDEXCEPTION", Declined),
    ],
)
def test_the_code_in_the_answer_judges_whatever_the_status(status: int, code: str, trouble: Any) -> None:
    there = Classic(Canned(status, b'{"status": {"code": "%s"}, "data": {"id": "AB"}}' % code.encode()))
    if trouble in (None, Found):
        assert type(there.fetch(Handle("AB"))) is (trouble or type(None))
        return
    with pytest.raises(trouble) as told:
        there.fetch(Handle("AB"))
    assert type(told.value) is trouble
    assert code not in str(told.value)


def test_how_long_to_wait_is_taken_from_the_answer() -> None:
    told = b'{"status": {"code": "COM.CRM.EXCEPTION.GENERAL.TOOMANYREQUESTSEXCEPTION"}}'
    with pytest.raises(TryAgain) as found:
        Classic(Canned(429, told, **{"retry-after": "30"})).fetch(Handle("AB"))
    assert found.value.after == 30


@pytest.mark.parametrize(
    ("notes", "ours"),
    [
        ("Marios Lannister 28/4/2015 16:51:51 Family", "Family"),
        ("A 1/1/2020 00:00:00 two\nlines", "two\nlines"),
        ("Family", "Family"),
        ("Met on 28/4/2015", "Met on 28/4/2015"),
        ("one\nMarios 28/4/2015 16:51:51 two", "one\nMarios 28/4/2015 16:51:51 two"),
    ],
)
def test_notes_are_read_without_their_stamp(notes: str, ours: str) -> None:
    assert unstamped(notes) == ours


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=bodies(), other=bodies())
def test_what_is_asked_for_makes_them_what_we_are(body: Body, other: Body) -> None:
    """By a vendor of a few lines: sets as it keeps them, actions as it takes them."""
    wanted, there = _call(body), _call(other)
    for name in requests.SETS:
        kept = [_shown(one) | {"id": f"{n:032X}"} for n, one in enumerate(there[name])]
        for one in requests.changed(wanted, {requests.SETS[name]: kept}).get(name, []):
            kept = _done(kept, one, requests.IDENTIFIERS[name])
        left = requests.changed(wanted, {requests.SETS[name]: kept})
        assert name not in left
        assert len(kept) == len(wanted[name])


def _call(body: Body) -> Call:
    return called(TABLES[NAME], Classic, contact(body, first_name="Ada", last_name="King"), KNOWN, REFERENCES)


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    names = {"email_address": "email", "country_identifier": "country"}
    return {names.get(name, name): value for name, value in entry.items() if name != "notes"}


def _done(kept: list[dict[str, Any]], entry: dict[str, Any], identifier: str) -> list[dict[str, Any]]:
    said = _shown({name: value for name, value in entry.items() if name not in ("action", identifier)})
    if entry["action"] == "ADD":
        return [*kept, said | {"id": f"{len(kept) + 900:032X}"}]
    id_ = entry[identifier]["id"]
    assert id_ in [one["id"] for one in kept]
    if entry["action"] == "REMOVE":
        return [one for one in kept if one["id"] != id_]
    return [one | said if one["id"] == id_ else one for one in kept]
