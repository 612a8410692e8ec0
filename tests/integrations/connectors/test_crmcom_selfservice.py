"""CRM.COM's self-service called as the people we registered, at a stand-in for the vendor that knows nothing of us."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.connections.queries import References
from integrations.dialects.crmcom_selfservice.calling.logins import Login, login_of, subject_of, token_of
from integrations.dialects.crmcom_selfservice.connector import SelfService
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector, Handle
from integrations.wire.outbound.line import Answer, Line
from integrations.wire.outbound.translating import called, replied
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown
from tests.integrations.connectors.lines import REFERENCES, TABLES, account, call_of, connector, said_of
from tests.integrations.laws import KNOWN, after
from tests.vendors import fake
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db
NAME = "crmcom_selfservice"
ADA: dict[str, Any] = {
    "title": "Dr", "first_name": "Ada", "middle_name": "Augusta", "last_name": "King", "language": "ENG",
    "emails": [{"email": "ada@example.org"}], "consents": {"marketing": {"SMS": "REJECTED"}},
    "demographics": {"gender": "FEMALE", "birth_date": {"year": 1815, "month": 12, "day": 10},
                     "passport": {"country": "GB", "expires_on": "2030-01-01"}},
}  # fmt: skip


def contact(body: Body = BLANK, uuid: str = "one", **said: Any) -> Body:
    return {**after(body, parse_patch(said)), "uuid": uuid}


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
    parsed = replied(TABLES[NAME], SelfService, data, current, KNOWN, REFERENCES)
    assert parsed.unread == ()
    return parsed.patch


def shown(there: Connector, handle: Handle) -> dict[str, Any]:
    found = there.fetch(handle)
    assert found is not None
    return found.data


def asked(vendor: Vendor) -> list[str]:
    """What was called, in order; contacts by their method."""
    ends = [(line.method, line.path.rpartition("/")[2]) for line in vendor.ledger.calls()]
    return [method if len(end) == 36 else end for method, end in ends]


def test_a_contact_registers_and_says_the_rest_itself(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    assert heard(shown(there, made.handle), ada) == ContactPatch()
    stored = vendor.contacts[made.theirs]
    assert (stored["middle_name"], stored["sms_opt_out"], stored["email_opt_out"]) == ("Augusta", True, False)
    assert stored["demographics"]["date_of_birth"] == {"year": 1815, "month": 12, "day": 10}
    assert stored["demographics"]["passport"]["issue_country_code"] == "GBR"
    assert asked(vendor) == ["register", "authenticate", "GET", "PUT", "GET"]
    (sent,) = [line.body for line in vendor.ledger.calls("create")]
    assert set(sent) == {"first_name", "last_name", "sms_opt_out", "identity"}
    assert sent["sms_opt_out"] == "true"
    assert sent["identity"] | {"password": ""} == {
        "provider": "EMAIL", "username": "ada@example.org", "password": "", "validation_required": False
    }  # fmt: skip


def test_each_contact_has_a_strong_password_that_is_no_other_ones(there: Connector, vendor: Vendor) -> None:
    made = [
        there.create(
            call_of(there, contact(uuid=name, **ADA | {"emails": [{"email": f"{name}@example.org"}]})), event="e"
        )
        for name in ("one", "two")
    ]
    one, two = (login_of(found.handle).password for found in made)
    assert one != two
    assert len(one) == 32
    assert all(any(kind(sign) for sign in one) for kind in (str.isupper, str.islower, str.isdigit))
    assert vendor.contacts[made[0].theirs]["_password"] == one
    assert one not in repr(login_of(made[0].handle))


def test_mails_go_out_when_the_connection_says_so(vendor: Vendor) -> None:
    there = connector(NAME, vendor.address, mails="Yes", **said_of(NAME, vendor.credentials))
    there.create(call_of(there, contact(**ADA)), event="e")
    (sent,) = [line.body for line in vendor.ledger.calls("create")]
    assert sent["identity"]["validation_required"] is True


def test_only_what_differs_is_sent(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    there.update(made.handle, call_of(there, ada), event="e")
    ada = contact(ada, title="", consents={"marketing": {"SMS": "ACCEPTED"}}, demographics={"birth_date": {"day": 11}})
    there.update(made.handle, call_of(there, ada), event="e")
    assert asked(vendor)[4:] == ["GET", "GET", "PUT"]
    assert vendor.ledger.calls("update")[-1].body == {
        "title": "", "sms_opt_out": "false", "demographics": {"date_of_birth": {"year": 1815, "month": 12, "day": 11}}
    }  # fmt: skip
    assert heard(shown(there, made.handle), ada) == ContactPatch()


def test_another_address_is_said_by_somebody_who_has_just_signed_in(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    ada = contact(ada, emails=[{"id": ada["emails"][0]["id"], "email": "countess@example.org"}])
    for _ in range(2):
        there.update(made.handle, call_of(there, ada), event="e")
    assert asked(vendor)[-4:] == ["GET", "authenticate", "PUT", "GET"]
    assert vendor.contacts[made.theirs]["email_address"] == "countess@example.org"
    vendor.forget_tokens()
    assert shown(there, made.handle)["email_address"] == "countess@example.org"  # the user name is the old one


def test_what_they_changed_is_heard_but_a_default_is_no_consent(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    vendor.edit(
        made.theirs, last_name="Lovelace", preferred_language="ELL", email_opt_out=False, consent_state="ACCEPTED"
    )
    assert heard(shown(there, made.handle), ada) == parse_patch(
        {"last_name": "Lovelace", "language": "ELL", "consents": {"data_use": {"ANY": "ACCEPTED"}}}
    )
    vendor.edit(made.theirs, sms_opt_out=False, email_opt_out=True)
    assert heard(shown(there, made.handle), ada).consents == {
        "data_use": {"ANY": "ACCEPTED"}, "marketing": {"SMS": "ACCEPTED", "EMAIL": "REJECTED"}
    }  # fmt: skip


def test_until_it_is_confirmed_only_what_it_registered_with_is_heard(there: Connector, vendor: Vendor) -> None:
    ada = contact(**ADA)
    made = there.create(call_of(there, ada), event="e")
    vendor.edit(made.theirs, code="", middle_name=None, title=None, demographics={}, first_name="Eda")
    assert heard(shown(there, made.handle), ada) == parse_patch({"first_name": "Eda"})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"first_name": "Ada", "last_name": "King", "phones": [{"number": "99 123456"}]}, "no email address"),
        ({"last_name": "King", "emails": [{"email": "a@example.org"}]}, "first name"),
        (
            {"kind": "company", "company_name": "Engines", "emails": [{"email": "a@example.org"}]},
            "first name and a last",
        ),
    ],
)
def test_who_cannot_register_is_told_so(there: Connector, vendor: Vendor, said: dict[str, Any], sentence: str) -> None:
    call = call_of(there, contact(**said))
    with pytest.raises(Declined, match=sentence):
        there.create(call, event="e")
    assert there.look_up(call) == []
    assert len(vendor.contacts) == 0


def test_one_that_may_have_been_registered_is_found_by_our_password(there: Connector, vendor: Vendor) -> None:
    call = call_of(there, contact(**ADA))
    assert there.look_up(call) == []
    vendor.faults.play("reset", path="register", nth=1)
    with pytest.raises(TryAgain):
        there.create(call, event="e")
    (found,) = there.look_up(call)
    assert (found.theirs, login_of(found.handle).username) == (vendor.ledger.creates()[0].id, "ada@example.org")
    assert there.create(call, event="e").handle == found.handle  # taken, and by us
    assert len(vendor.contacts) == 1


def test_an_address_that_is_somebody_elses_is_not_taken(there: Connector, vendor: Vendor) -> None:
    there.create(call_of(there, contact(**ADA)), event="e")
    other = call_of(there, contact(uuid="two", **ADA))
    with pytest.raises(Declined, match="account with this email address there, and it is not ours"):
        there.create(other, event="e")
    assert there.look_up(other) == []
    assert len(vendor.contacts) == 1


def test_a_sign_in_serves_until_it_is_over_and_is_renewed_once(there: Connector, vendor: Vendor) -> None:
    made = there.create(call_of(there, contact(**ADA)), event="e")
    for _ in range(3):
        there.fetch(made.handle)
    vendor.forget_tokens()
    there.fetch(made.handle)
    assert asked(vendor)[1:] == ["authenticate", "GET", "PUT", "GET", "GET", "GET", "GET", "authenticate", "GET"]
    vendor.edit(made.theirs, _password="their own")
    vendor.forget_tokens()
    with pytest.raises(Declined, match="has left, or chose a password") as told:
        there.fetch(made.handle)
    assert not isinstance(told.value, NotAdmitted)  # the account of ours is all right


def test_leaving_may_be_asked_for_twice(there: Connector, vendor: Vendor) -> None:
    made = there.create(call_of(there, contact(**ADA)), event="e")
    vendor.faults.play("reset", method="DELETE", nth=1)
    with pytest.raises(TryAgain):
        there.remove(made.handle, event="e")
    there.remove(made.handle, event="e")
    assert len(vendor.contacts) == 0


def test_a_key_that_is_wrong_is_not_taken_for_a_contact_that_left(there: Connector, vendor: Vendor) -> None:
    there.test()
    made = there.create(call_of(there, contact(**ADA)), event="e")
    vendor.credentials = {"api_key": "another"}
    vendor.forget_tokens()
    for act in (there.test, lambda: there.fetch(made.handle), lambda: there.remove(made.handle, event="e")):
        with pytest.raises(NotAdmitted):
            act()
    with pytest.raises(NotAdmitted):
        there.look_up(call_of(there, contact(**ADA)))
    assert len(vendor.contacts) == 1


def test_one_that_we_did_not_register_cannot_be_acted_for(there: Connector, vendor: Vendor) -> None:
    (theirs,) = vendor.add(1)
    for secret in ("", "{}", "[1]", "\x00"):
        with pytest.raises(Declined, match="did not register"):
            there.fetch(Handle(theirs, secret))
    assert asked(vendor) == []


def test_numbers_are_told_whole_or_not_at_all(there: Connector, vendor: Vendor) -> None:
    masked = contact(**ADA | {"demographics": {"passport": {"number": "AB123456", "country": "GB"}}})
    made = there.create(call_of(there, masked), event="e")
    assert vendor.contacts[made.theirs]["demographics"] == {"passport": {"issue_country_code": "GBR"}}
    whole = {**masked, "demographics": {"passport": {"number": "AB123456", "country": "GB"}}}
    there.update(made.handle, call_of(there, whole), event="e")
    assert heard(shown(there, made.handle), whole) == ContactPatch()
    assert vendor.contacts[made.theirs]["demographics"]["passport"]["passport_number"] == "AB123456"


def test_look_ups_are_called_what_they_are_called_there() -> None:
    names = References({"category": {1: "GOLD", 2: "TIN"}}, {"category": {"GOLD": 1, "TIN": 2}})
    ada = contact(**ADA, category=1)
    assert called(TABLES[NAME], SelfService, ada, KNOWN, names)["category_id"] == "GOLD"
    other = parse_patch({"category": "uuid 2"})
    for theirs, patch in (("GOLD", ContactPatch()), ("LEAD", ContactPatch()), ("TIN", other)):
        assert replied(TABLES[NAME], SelfService, {"category_id": theirs}, ada, KNOWN, names).patch == patch


class Canned(Line):
    """A line on which signing in works, and all else is answered the same."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(account(NAME, "https://crm.example.org", api_key="k"))
        self.answer = Answer(status, {}, body)

    def ask(self, method: str, path: str, **said: Any) -> Answer:
        if path.endswith("authenticate"):
            return Answer(200, {}, b'{"access_token": "T", "exp": "1572530655", "contact": {"id": "A1"}}')
        return self.answer


ONE = Handle("A1", Login("ada@example.org", "secret").secret)


@pytest.mark.parametrize(
    ("status", "error", "parameters", "trouble"),
    [
        (400, "NOTFOUND", ["contact", "A1"], Unknown), (404, "NOTFOUND", ["contact"], Unknown),
        (400, "NOTFOUND", [], Unknown), (400, "NOTFOUND", ["category", "7"], Declined),
        (400, "INVALIDPARAMETER", ["title"], Declined), (403, "FORBIDDEN", [], NotAdmitted),
        (401, "UNAUTHORIZED", [], NotAdmitted), (429, "TOOMANY", [], TryAgain), (502, "BADGATEWAY", [], TryAgain),
        (422, "OTHER", None, Declined),
    ],
)  # fmt: skip
def test_refusals_are_told_apart(status: int, error: str, parameters: Any, trouble: type[Exception]) -> None:
    body = {"status": status, "message": "Ada", "error": f"CRM.EXCEPTIONS.{error}EXCEPTION", "parameters": parameters}
    there = SelfService(Canned(status, msgspec.json.encode(body)))
    if trouble is Unknown:
        assert there.fetch(ONE) is None
    with pytest.raises(trouble) as told:
        there._shown(ONE)
    assert type(told.value) is trouble
    assert "Ada" not in str(told.value)


def test_what_the_document_leaves_out_is_found_in_the_token() -> None:
    packed = base64.urlsafe_b64encode(b'{"sub":"a278d3e5-9b8e-436e-9230-70f3e2df1ca5","exp":1568554122}').decode()
    told: dict[str, Any] = {"access_token": f"e30.{packed.rstrip('=')}.x", "contact": {"title": "Mr"}}
    assert subject_of(told) == "a278d3e5-9b8e-436e-9230-70f3e2df1ca5"
    assert token_of(told | {"exp": "1572530655"}).seconds == 300  # long over by our clock, so it is just tried
    for broken in ({}, {"access_token": "x"}, {"access_token": f"e30.{packed[:9]}"}, {"access_token": "a.b.c"}):
        with pytest.raises(TryAgain):
            subject_of(dict(broken))
