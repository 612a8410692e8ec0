"""How the cross test speaks each dialect; a new dialect adds a speaker, or the cross test fails."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from contacts.access.accounts.models import Account
from contacts.access.accounts.operations import set_identity
from contacts.access.apps.operations import issue
from contacts.access.caller import Caller
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.access.sessions.operations import begin
from contacts.directory import operations as door
from contacts.directory.queries import resolve
from contacts.directory.reading.snapshots import records
from contacts.record.parsing.parse import parse_patch
from tests.contacts.access.people.making import post
from tests.integrations.programs import STAFF, Program, basic, classic, credential, whole

Person = dict[str, str]  # last_name, email, mobile: what every dialect can say
ADA: Person = {"last_name": "King", "email": "ada@example.org", "mobile": "99 123456"}


class Speaker:
    """One way in. ``words`` is what it calls the three values, ``says`` those that it knows."""

    says: tuple[str, ...] = tuple(ADA)

    def __init__(self, call: Program, path: str, words: dict[str, str], required: dict[str, Any]) -> None:
        self.call, self.path, self.words, self.required = call, path, words, required

    def create(self, person: Person) -> int:
        """The new contact's id."""
        answer = self.call("POST", self.path, self.required | {self.words[key]: person[key] for key in person})
        assert answer.status_code in (200, 201), answer.content
        return int(whole(answer)["id"])

    def read(self, contact: int) -> Person:
        """The person as this dialect shows it."""
        shown = whole(self.call("GET", f"{self.path}/{contact}"))
        return {key: shown[word] for key, word in self.words.items()}

    def change(self, contact: int, **values: str) -> None:
        """A partial update."""
        sent = {self.words[key]: value for key, value in values.items()}
        answer = self.call("PUT", f"{self.path}/{contact}", sent)
        assert answer.status_code == 200, answer.content


class Native(Speaker):
    """The native API, beside which every dialect stands."""

    def __init__(self) -> None:
        key = issue_key(name="Shop", scopes=SCOPES, actor=STAFF)[1]
        super().__init__(Program({"Authorization": f"Bearer {key}"}), "/api/v1/contacts", {}, {})

    def create(self, person: Person) -> int:
        answer = self.call("POST", self.path, self._body(person) | {"first_name": "Ada"})
        return int(whole(answer)["id"])

    def read(self, contact: int) -> Person:
        shown = whole(self.call("GET", f"{self.path}/{contact}"))
        mobile = next(phone["number"] for phone in shown["phones"] if phone["type"] == "MOBILE")
        return {"last_name": shown["last_name"], "email": shown["emails"][0]["email"], "mobile": mobile}

    def change(self, contact: int, **values: str) -> None:
        shown = whole(self.call("GET", f"{self.path}/{contact}"))
        body = self._body(values)
        for name in ("emails", "phones"):
            for part in body.get(name, []):
                part["id"] = shown[name][0]["id"]
        answer = self.call("PATCH", f"{self.path}/{contact}", body, If_Match="*")
        assert answer.status_code == 200, answer.content

    def _body(self, values: Person) -> dict[str, Any]:
        body: dict[str, Any] = {"last_name": values["last_name"]} if "last_name" in values else {}
        if "email" in values:
            body["emails"] = [{"email": values["email"]}]
        if "mobile" in values:
            body["phones"] = [{"type": "MOBILE", "number": values["mobile"]}]
        return body


def administrate() -> Speaker:
    words = {"last_name": "last_name", "email": "email", "mobile": "mobile"}
    call = Program(basic(*credential("administrate")))
    return Speaker(call, "/api/v2/crm/contacts", words, {"first_name": "Ada", "account_id": 1})


class Lightening(Speaker):
    """One name, and envelopes around everything; the name must be said with every change."""

    def read(self, contact: int) -> Person:
        shown = whole(self.call("GET", f"{self.path}/{contact}"))["entity"]
        return {"last_name": shown["name"].rpartition(" ")[2], "email": shown["email"], "mobile": shown["mobile"]}

    def change(self, contact: int, **values: str) -> None:
        entity = whole(self.call("GET", f"{self.path}/{contact}"))["entity"]
        name = (
            f"{entity['name'].rpartition(' ')[0]} {values.pop('last_name')}"
            if "last_name" in values
            else entity["name"]
        )
        answer = self.call("POST", f"{self.path}/{contact}", values | {"name": name})
        assert whole(answer)["result"] is True, answer.content

    def create(self, person: Person) -> int:
        sent = {
            "email": person["email"],
            "mobile": person["mobile"],
            "name": f"Ada {person['last_name']}",
            "customer_id": 1,
        }
        return int(whole(self.call("POST", self.path, sent))["id"])


def lightening() -> Speaker:
    call = Program({"Authorization": ".".join(credential("lightening"))})
    return Lightening(call, "/contact", {}, {})


class SelfService(Speaker):
    """Each contact speaks for itself, and of telephones not at all; staff write those down."""

    says = ("last_name", "email")

    def create(self, person: Person) -> int:
        said = {"first_name": "Ada", "last_name": person["last_name"], "identity": {
            "provider": "EMAIL", "username": person["email"],
        }}  # fmt: skip
        asked = whole(self.call("POST", f"{self.path}/register", said))
        (letter,) = post()
        found = whole(self.call("POST", f"{self.path}/validate-otp", {"code": letter.code, **asked}))
        contact = Account.objects.get(uuid=found["contact"]["id"]).contact_id
        assert contact is not None
        phones = [{"number": person["mobile"], "country": "CY"}]
        door.update(contact=contact, patch=parse_patch({"phones": phones}), actor=STAFF)
        return contact

    def read(self, contact: int) -> Person:
        own, path = self._signed_in(contact)
        shown = whole(own("GET", path))
        return {"last_name": shown["last_name"], "email": shown["email_address"]}

    def change(self, contact: int, **values: str) -> None:
        own, path = self._signed_in(contact)
        answer = own("PUT", path, values)
        assert answer.status_code == 200, answer.content

    def _signed_in(self, contact: int) -> tuple[Program, str]:
        account = set_identity(contact=contact, username=f"contact {contact}", actor=STAFF)
        begun = begin(account=account, kind="PROGRAM", caller=Caller(ip="192.0.2.1"), method="password")
        assert begun.tokens is not None
        return Program({"auth_token": begun.tokens.access}), f"{self.path}/{account.uuid}"


def crmcom_selfservice() -> Speaker:
    key = issue(name="Shop", actor=STAFF)[1]
    return SelfService(Program({"api_key": key}), "/self-service/v1/contacts", {}, {})


class Classic(Speaker):
    """Ids are UUIDs, numbers and addresses are in sets, and sets are changed entry by entry."""

    def __init__(self) -> None:
        self.program = classic(organisation=1)

    def create(self, person: Person) -> int:
        sent = {
            "type": "PERSON", "first_name": "Ada", "last_name": person["last_name"],
            "email_set": [{"type": "PERSONAL", "email_address": person["email"]}],
            "phone_set": [{"type": "MOBILE", "number": person["mobile"]}],
        }  # fmt: skip
        found = resolve(str(UUID(self.program.post("create", sent)["data"]["id"])))
        assert found is not None
        return found

    def read(self, contact: int) -> Person:
        shown = self.program.get("show", contact_information_identifier=f"id={_hexed(contact)}")["data"]
        mobile = next(phone["number"] for phone in shown["phones_set"] if phone["type"] == "MOBILE")
        return {"last_name": shown["last_name"], "email": shown["emails_set"][0]["email"], "mobile": mobile}

    def change(self, contact: int, **values: str) -> None:
        sent: dict[str, Any] = {"contact_information_identifier": {"id": _hexed(contact)}}
        if "mobile" in values:
            entry = {"action": "UPDATE", "phone_identifier": {"type": "MOBILE"}, "number": values["mobile"]}
            sent["phone_set"] = [entry]
        answer = self.program.post("update", sent)
        assert answer["status"]["code"] == "OK", answer


def _hexed(contact: int) -> str:
    return records([contact])[contact].uuid.replace("-", "").upper()


class WebinOne(Speaker):
    """WebinOne's ids begin with a capital, and it knows one phone."""

    def create(self, person: Person) -> int:
        sent = {"FirstName": "Ada"} | {self.words[key]: person[key] for key in person}
        answer = self.call("POST", self.path, sent)
        assert answer.status_code == 200, answer.content
        return int(whole(answer)["Id"])


def webinone() -> Speaker:
    words = {"last_name": "LastName", "email": "Email", "mobile": "Phone"}
    call = Program({"Authorization": f"Bearer {'.'.join(credential('webinone'))}"})
    return WebinOne(call, "/api/v2/admin/contacts", words, {})


SPEAKERS: dict[str, Callable[[], Speaker]] = {
    "native": Native,
    "administrate": administrate,
    "lightening": lightening,
    "crmcom_classic": Classic,
    "webinone": webinone,
    "crmcom_selfservice": crmcom_selfservice,
}
