"""CRM.COM's Self-Service v1: every contact signs in for itself; the application is known by its ``api_key``."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Route
from tests.vendors.contacts import Wanted
from tests.vendors.systems import crmcom_accounts as accounts
from tests.vendors.vendor import Vendor

BASE = "(?:/self-service/v1)?/contacts"
ONE = BASE + "/([0-9A-Fa-f-]{32,36})"
PASSWORD, CODE = "correct-horse", "246810"
ORGANISATION = {"external_id": "QWERTY12345671234567324ETFTGBY78", "org_type": "SERVICE_OWNER",
                "org_relationship": "MERCHANT", "name": "CRMdotCOM"}  # fmt: skip


class CrmcomSelfservice(Vendor):
    """Every one-time code is ``CODE``; a made-up contact signs in with its email and ``PASSWORD``.

    Where it ``confirms``, whoever registered has no code and says nothing more until its address is confirmed.
    """

    name = "crmcom_selfservice"
    credentials = {"api_key": "2189341e-981e-9ad5-9912-11101670314a"}

    confirms = False

    def __init__(self, **how: Any) -> None:
        self.asked: dict[str, str] = {}
        super().__init__(**how)

    def failed(self, status: int, message: str) -> Answer:
        return accounts.refused(status, message, "GENERALEXCEPTION").answer

    def id_of(self, number: int) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.name}/{self.seed}/{number}"))

    def made_up(self, number: int, who: people.Person) -> Json:
        year, month, day = who.born
        return self._new(number) | {
            "first_name": who.first, "last_name": who.last, "email_address": who.email, "preferred_language": "ENG",
            "demographics": {"date_of_birth": {"year": year, "month": month, "day": day}},
            "_username": who.email, "_password": PASSWORD,
        }  # fmt: skip

    def keys(self, contact: Json) -> Iterator[tuple[str, str]]:
        if contact.get("_username"):
            yield "username", contact["_username"].lower()
        if contact.get("_phone"):
            yield "phone", contact["_phone"]

    def registered(self, call: Call) -> Answer:
        self._application(call)
        sent = accounts.valid(call)
        identity = sent.get("identity")
        if not isinstance(identity, dict) or identity.get("provider") not in accounts.PROVIDERS:
            raise accounts.refused(400, "The provider is not known.", "INVALIDPROVIDEREXCEPTION", "provider")
        for name in ("first_name", "last_name"):
            if not sent.get(name):
                raise accounts.refused(400, f"{name} is required.", "MANDATORYPARAMETEREXCEPTION", name)
        who = accounts.login(identity)
        if self._known(who):
            raise accounts.refused(400, "The identity is in use.", "DUPLICATEIDENTITYEXCEPTION", "identity")
        new = {"code": ""} if self.confirms else {}
        contact = self.create(call, lambda number: accounts.written(self._new(number) | who | new, sent))
        if who.get("_password"):
            return Answer(self._session(contact))
        return Answer(self._one_time(contact["id"]))

    def authenticated(self, call: Call) -> Answer:
        self._application(call)
        sent = accounts.body(call)
        if sent.get("provider") not in accounts.PROVIDERS:
            raise accounts.refused(400, "The provider is not known.", "INVALIDPROVIDEREXCEPTION", "provider")
        who = accounts.login(sent)
        contact = self._known(who)
        if not who.get("_password"):
            return Answer(self._one_time(contact["id"] if contact else ""))
        if contact is None or contact.get("_password") != who["_password"]:
            raise accounts.refused(401, "The credentials are not valid.", "INVALIDCREDENTIALSEXCEPTION")
        call.id = contact["id"]
        return Answer(self._session(contact))

    def asked_for_code(self, call: Call) -> Answer:
        self._application(call)
        sent = accounts.body(call)
        named = {one.get("name"): one.get("value") for one in sent.get("credentials") or () if isinstance(one, dict)}
        known = [self._known({"_username": named.get("EMAIL"), "_phone": named.get("PHONE")})]
        if call.path.endswith("validate") and not sent.get("send_method"):
            return Answer()
        return Answer(self._one_time(known[0]["id"] if known[0] else ""))

    def gave_code(self, call: Call) -> Answer:
        self._application(call)
        sent = accounts.body(call)
        named = {one.get("name"): one.get("value") for one in sent.get("credentials") or () if isinstance(one, dict)}
        id = self.asked.pop(str(sent.get("auth_otp") or named.get("AUTH_OTP")), "")
        contact = self.contacts.get(id)
        if contact is None or sent.get("code") != CODE:
            raise accounts.refused(400, "The code is not valid.", "INVALIDCODEEXCEPTION", "code")
        call.id = id
        return Answer(self._session(contact))

    def refreshed(self, call: Call) -> Answer:
        self._application(call)
        token = call.header("refresh_token") or str((accounts.body(call) if call.raw else {}).get("refresh_token"))
        contact = self.contacts.get(self.tokens.subject(token, kind="refresh") or "")
        if contact is None:
            raise accounts.refused(401, "The refresh token is not valid.", "INVALIDTOKENEXCEPTION")
        self.tokens.release(token)
        call.id = contact["id"]
        return Answer(self._session(contact))

    def forgot_password(self, call: Call) -> Answer:
        self._application(call)
        return Answer()

    def signed_out(self, call: Call, id: str) -> Answer:
        self._own(call, id)
        self.tokens.release(_token(call))
        return Answer()

    def got(self, call: Call, id: str) -> Answer:
        contact = self._own(call, id)
        return Answer({name: value for name, value in contact.items() if not name.startswith("_")})

    def updated(self, call: Call, id: str) -> Answer:
        contact = self._own(call, id)
        if not contact["code"]:
            raise accounts.refused(403, "Confirm the address first.", "FORBIDDENEXCEPTION")
        self.change(call, contact["id"], accounts.written(contact, accounts.valid(call)))
        return Answer({"id": contact["id"]})

    def consented(self, call: Call, id: str) -> Answer:
        contact = self._own(call, id)
        state = accounts.body(call).get("consent_state")
        if not isinstance(state, str) or not state:
            raise accounts.refused(400, "consent_state is required.", "MANDATORYPARAMETEREXCEPTION", "consent_state")
        self.change(call, contact["id"], contact | {"consent_state": state})
        return Answer({"id": contact["id"]})

    def left(self, call: Call, id: str) -> Answer:
        self.delete(call, self._own(call, id)["id"])
        return Answer()

    def communications(self, call: Call, id: str) -> Answer:
        """A test gives them by ``vendor.edit(id, _communications=[…])``."""
        content = self._own(call, id).get("_communications", [])
        return Answer({"content": content, "paging": {"page": 1, "size": 10, "total": len(content)}})

    def device_let_in(self, call: Call, id: str) -> Answer:
        self._application(call)
        contact = self._own(call, id)
        device = str(accounts.body(call).get("mac_address") or "")
        if not device:
            raise accounts.refused(400, "mac_address is required.", "MANDATORYPARAMETEREXCEPTION", "mac_address")
        if device in contact.get("_devices", []):
            raise accounts.refused(400, "The client is authorised already.", "ClientAlreadyAuthorizedException", device)
        self.change(call, contact["id"], contact | {"_devices": [*contact.get("_devices", []), device]})
        return Answer()

    def _application(self, call: Call) -> None:
        if (call.header("api_key") or call.header("api-key")) != self.credentials["api_key"]:
            raise accounts.refused(401, "The api_key is not valid.", "INVALIDAPIKEYEXCEPTION")

    def _own(self, call: Call, id: str) -> Json:
        """The contact of the token, which must be that of the address."""
        contact = self.contacts.get(self.tokens.subject(_token(call)) or "")
        if contact is None:
            raise accounts.refused(401, "The token is not valid.", "INVALIDTOKENEXCEPTION")
        if contact["id"].replace("-", "") != id.replace("-", "").lower():
            raise accounts.refused(403, "That is another contact.", "FORBIDDENEXCEPTION")
        call.id = contact["id"]
        return contact

    def _known(self, who: Json) -> Json | None:
        for field, value in (("username", who.get("_username")), ("phone", who.get("_phone"))):
            if value:
                same = self.contacts.find(Wanted(limit=1).keyed(field, str(value).lower()))
                return same[0] if same else None
        return None

    def _new(self, number: int) -> Json:
        return accounts.EMPTY | {"id": self.id_of(number), "code": f"C{number:06}"}

    def _one_time(self, id: str) -> Json:
        asked = str(uuid4())
        self.asked[asked] = id
        return {"obfuscated_value": "+35799***834", "auth_otp": asked}

    def _session(self, contact: Json) -> Json:
        shown = {name: contact[name] or "" for name in ("id", "title", "first_name", "last_name", "company_name")}
        return {
            "access_token": self.tokens.issue(contact["id"]),
            "refresh_token": self.tokens.issue(contact["id"], kind="refresh", life=30 * 86400),
            "exp": str(int(time.time() + self.tokens.life)),
            "contact": shown | {"avatar": contact["avatar_url"] or "", "is_verified": "false"},
            "organisations": [ORGANISATION],
        }

    routes = (
        Route("POST", BASE + "/register", registered, open=True),
        Route("POST", BASE + "/authenticate", authenticated, open=True),
        Route("POST", BASE + "/(?:otp|validate)", asked_for_code, open=True),
        Route("POST", BASE + "/validate[-_]otp", gave_code, open=True),
        Route("POST", BASE + "/refresh", refreshed, open=True),
        Route("POST", BASE + "/forgot_password", forgot_password, open=True),
        Route("POST", ONE + "/sign_out", signed_out),
        Route("GET", ONE, got),
        Route("PUT", ONE, updated),
        Route("PUT", ONE + "/consents", consented),
        Route("DELETE", ONE, left),
        Route("GET", ONE + "/communications", communications),
        Route("POST", ONE + "/wifi/authorization", device_let_in),
    )


def _token(call: Call) -> str:
    return call.header("auth_token") or call.bearer()
