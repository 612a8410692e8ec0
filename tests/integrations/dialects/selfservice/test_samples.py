"""The samples of seeds/001, replayed against the real server over a real socket with the document's own headers."""

from collections.abc import Generator
from typing import Any

import httpx
import pytest

from contacts.access.accounts.models import Account
from contacts.access.owners import devices
from contacts.approvals import operations as approvals
from contacts.commerce.orders import operations as orders
from contacts.directory import operations as door
from contacts.history.actor import SYSTEM
from contacts.lookups.models import Category, Industry, Organisation, Sector
from contacts.messages import operations as messages
from contacts.messages.writing import sealing
from contacts.record.patch import AffiliationPatch, ContactPatch
from tests import PLAIN
from tests.contacts.access.people.making import HOME, PASSWORD, customer, post
from tests.contacts.commerce.making import order
from tests.integrations.dialects.selfservice.customers import app, decide, fits, replay, sample
from tests.integrations.programs import STAFF
from tests.processes import until

GUID = "CAD1E31269B76D7A65ACCE45B2E68DFD"
NAMES = {"username": "john@example.org", "password": PASSWORD}


class World:
    """One app, and John, over a socket."""

    def __init__(self, remote: httpx.Client) -> None:
        self.remote = remote
        decide(**{"access.mac_sign_in": True, "crmcom_selfservice.pass_codes": "HHNSU32LNK"})
        organisation = Organisation.objects.create(name="CRMdotCOM")
        self.account: Account = customer("john")
        self.contact = self.account.contact_id or 0
        belongs = ContactPatch(affiliations=[AffiliationPatch(organisation=organisation.pk)])
        door.update(contact=self.contact, patch=belongs, actor=STAFF)
        self.app, self.key = app(grants=["mac_address"])
        self.id, self.hex = str(self.account.uuid), self.account.uuid.hex.upper()
        answer = self("0252-authenticate-email", body=NAMES)
        fits(answer.json(), sample("0260-authenticate-email-answer").body | {"organisations": [ORGANISATION]})
        self.token = str(answer.json()["access_token"])
        self.refresh_token = str(answer.json()["refresh_token"])

    def __call__(self, name: str, **options: Any) -> httpx.Response:
        """Their request, answered as the document says."""
        return replay(self.remote, name, key=self.key, token=getattr(self, "token", ""), **options)


ORGANISATION = {"external_id": "QWERTY12345671234567324ETFTGBY78", "org_type": "SERVICE_OWNER", "name": "CRMdotCOM"}


@pytest.fixture
def john(transactional_db: None, served: str) -> Generator[World]:
    with httpx.Client(base_url=served, timeout=60, verify=PLAIN) as remote:
        yield World(remote)


def same_as(answer: httpx.Response, name: str) -> dict[str, Any]:
    """The answer, which has the status and the shape of the document's."""
    document = sample(name)
    assert answer.status_code == int(document.first.split()[1]), answer.text
    if document.body is None:
        return {}
    fits(answer.json(), document.body)
    found: dict[str, Any] = answer.json()
    return found


def nothing(answer: httpx.Response) -> None:
    """200 and no body."""
    assert (answer.status_code, answer.content) == (200, b""), answer.text


def test_the_ways_in(john: World) -> None:
    assert john("0313-authenticate-mw4").status_code == 400  # nobody set that provider up
    devices.enrol(account=john.account, mac_address="01-23-45-67-89-AB", caller=HOME)
    until(lambda: john("0282-authenticate-device").status_code == 200)  # options are believed for a second
    found = same_as(john("0282-authenticate-device"), "0289-authenticate-device-answer")
    assert (found["refresh_token"], found["contact"]["id"]) == ("", john.id)
    # a number alone is answered by a code: the documented token would be one for everybody
    otp = sample("0899-register-phone-answer").body
    fits(john("0344-authenticate-phone").json(), otp)
    fits(john("0425-otp").json(), sample("0437-otp-answer").body)

    asked = john.remote.post("/contacts/otp", headers={"api_key": john.key}, json={
        "send_method": "EMAIL", "credentials": [{"name": "EMAIL", "value": "john@example.org"}],
    }).json()  # fmt: skip
    (letter,) = post()
    credentials = [{"name": "AUTH_OTP", "value": asked["auth_otp"]}]
    proved = john("0493-validate-otp", body={"credentials": credentials, "code": letter.code})
    same_as(proved, "0505-validate-otp-answer")
    renewed = john("0547-refresh", body={"refresh_token": john.refresh_token})
    assert same_as(renewed, "0553-refresh-answer")["contact"]["id"] == john.id

    nothing(john("0582-forgot-password", body={"username": "john@example.org"}))
    (letter,) = post()
    nothing(john("0596-change-password", body={"token": letter.token}))
    assert john("0252-authenticate-email", body=NAMES).status_code == 401
    john.token = john("0252-authenticate-email", body=NAMES | {"password": "wsxcde421qadfg"}).json()["access_token"]
    nothing(john("0611-sign-out", ids={GUID: john.hex}))
    assert john("0611-sign-out", ids={GUID: john.hex}).status_code == 401


def test_registering(john: World) -> None:
    identity = sample("0855-register-email-request").body["identity"]
    weak = john("0855-register-email")
    assert (weak.status_code, weak.json()["parameters"]) == (400, ["identity.password"])
    chosen = identity | {"password": PASSWORD}
    found = same_as(john("0855-register-email", body={"identity": chosen}), "0871-register-email-answer")
    assert found["contact"]["is_verified"] == "false"
    (letter,) = post()
    nothing(john("0620-verify-email", ids={"ABCTKN123456798VGP2020": letter.token}))
    same_as(john("0884-register-phone"), "0899-register-phone-answer")
    refused = john("0906-register-pass-code", body={"pass_code": "OTHER"})
    assert (refused.status_code, refused.json()["parameters"]) == (400, ["pass_code"])
    identity = sample("0906-register-pass-code-request").body["identity"] | {"phone_number": "22655777"}
    until(lambda: john("0906-register-pass-code", body={"identity": identity}).status_code == 200)


def test_the_contact_and_what_it_agreed_to(john: World) -> None:
    for kind in (Category, Industry, Sector):
        kind._default_manager.create(name="Sample", uuid="4AD9C84F-A60F-9FE4-0714-0E20F707726A")
    assert john("1006-update", ids={GUID: john.hex}).json() == {"id": john.id}
    found = john.remote.get(f"/self-service/v1/contacts/{john.hex}", headers={"authorization": f"Bearer {john.token}"})
    said = sample("1006-update-request").body
    shown = found.json()
    for key in ("company_name", "title", "first_name", "middle_name", "last_name", "email_address", "consent_state"):
        assert shown[key] == said[key], key
    assert (shown["category_id"], shown["sms_opt_out"]) == ("4ad9c84f-a60f-9fe4-0714-0e20f707726a", False)
    assert shown["demographics"] == {
        "gender": "MALE", "name_day": {"month": 10, "day": 4}, "date_of_birth": {"year": 2018, "month": 10, "day": 16},
        "passport": {"passport_number": "•••456", "issue_country_code": "CYP", "expiration_date": 129859200},
        "id_details": {"id_number": "•••456", "issue_country_code": "CYP", "expiration_date": 129859200},
    }  # fmt: skip
    profile = said["company_profle"] | {"established_on": 129859200}
    ours = "4ad9c84f-a60f-9fe4-0714-0e20f707726a"
    sealed = {"industry_id": ours, "industry_sectors": [ours]}
    assert shown["company_profile"] == profile | sealed
    assert john("1073-consents", ids={GUID: john.hex}).json() == {"id": john.id}
    nothing(john("0949-unregister", ids={"e18ee2bc-c6f3-49e1-8e05-763386378017": john.id}))


def test_communications_and_approvals(john: World) -> None:
    row = messages.send(
        contact=john.contact, channel="EMAIL", subject="Award", content="Hello", name="Day", actor=STAFF
    )
    same_as(john("0661-communications", ids={GUID: john.hex}), "0663-communications-answer")
    same_as(john("0720-communication", ids={GUID: row.uuid.hex}), "0722-communication-answer")
    marked = john("0761-communication-action", ids={GUID: row.uuid.hex.upper()})
    assert same_as(marked, "0767-communication-action-answer") == {"id": str(row.uuid)}

    theirs = "a6ecbc14-5622-0e30-b629-b1289963f7d2"
    first = approvals.ask(contact=john.contact, actor=STAFF, entity_type="ORDER", entity_id="17", reference="CO1234")
    answer = john("0124-approval-action", ids={theirs: str(first.uuid)})
    assert same_as(answer, "0130-approval-action-answer") == {"id": str(first.uuid)}
    listed = john("0091-approvals", ids={"b2157d75-7959-83dc-fdfa-cacba764d4d4": john.id})
    same_as(listed, "0093-approvals-answer")
    for name in ("0141-approval-accept-by-link", "0154-approval-reject-by-link"):
        asked = approvals.ask(contact=john.contact, actor=STAFF, title="<b>Trip</b>")
        link = asked.links.get().communication
        assert link is not None
        token = sealing.whole(link).content.partition("token=")[2][:43]
        ids = {"64a29ac3-48bb-7493-1e9d-45c1c3299a51": str(asked.uuid)}
        page = john(name, ids=ids, body={"token": token})
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "&lt;b&gt;Trip" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert john(name, ids=ids, body={"token": token}).status_code == 400


def test_files_printouts_wifi_and_a_record_that_is_not_there(john: World) -> None:
    sent = {"file": ("note.txt", b"hello", "text/plain")}
    file = same_as(john("0175-upload", files=sent), "0181-upload-answer")["id"]
    assert john("0175-upload").status_code == 400  # the example's JSON, which its own text contradicts
    mine = {"3ae9d64a-8a3b-f1e1-eed6-05b307f926fb": file, "8dfc2223-edca-f05d-820b-dc96ba9df2c2": file}
    assert same_as(john("0207-file", ids=mine), "0209-file-answer") == {"id": file, "mime": "txt"}
    nothing(john("0193-delete-file", ids=mine))
    missing = john("0207-file", ids=mine)
    document = sample("0035-not-found-answer").body
    assert (missing.status_code, missing.json()) == (400, document | {"parameters": ["file", file]})

    bought = orders.issue_invoice(order=order(john.contact).pk, actor=SYSTEM)
    entity = {"type": "INVOICE", "id": str(bought.uuid)}
    printed = same_as(john("0789-printout", body={"entity": entity}), "0799-printout-answer")["id"]
    bytes_ = john.remote.get(
        f"/self-service/v1/files/{printed}", headers={"auth_token": john.token, "Accept": "application/pdf"}
    )
    assert bytes_.content.startswith(b"%PDF-")

    theirs = {"eab82829-b65e-ee5a-b0f8-33b8ad48e04e": john.id}
    assert john("0388-wifi", ids=theirs).status_code == 401  # the sample's key alone speaks for nobody
    body = sample("0388-wifi-request").body
    path, headers = f"/self-service/v1/contacts/{john.id}/wifi/authorization", {"api_key": john.key}
    nothing(john.remote.post(path, json=body, headers=headers | {"auth_token": john.token}))
    again = john.remote.post(path, json=body, headers=headers | {"auth_token": john.token})
    assert (again.status_code, again.json()["error"]) == (400, "CRM.EXCEPTIONS.CLIENTALREADYAUTHORIZEDEXCEPTION")


def test_headers_that_disagree_prove_nothing(john: World) -> None:
    path, good = f"/self-service/v1/contacts/{john.id}", john.token
    for headers, status in (
        ([("auth_token", good)], 200), ([("auth-token", good)], 200), ([("Authorization", good)], 200),
        ([("authorization", f"Bearer {good}"), ("auth_token", good)], 200),
        ([("authorization", f"Bearer {good}"), ("auth_token", "other")], 401),
        ([("auth_token", good), ("auth-token", "other")], 401), ([], 401),
        ([("auth_token", good), ("api_key", john.key)], 200), ([("auth_token", good), ("api-key", "other")], 401),
        ([("auth_token", good), ("api_key", john.key), ("api-key", "other")], 401),
    ):  # fmt: skip
        assert john.remote.get(path, headers=headers).status_code == status, headers
