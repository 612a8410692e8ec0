"""CRM.COM's classic Web API v2: a token in the query or the body, and 200 whatever happened: ``status.code`` says."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Refusal, Route
from tests.vendors.contacts import Wanted
from tests.vendors.systems import crmcom_forms as forms
from tests.vendors.vendor import Vendor

PATH = "/crmapi/rest/v2/"
PERSONAL = ("id_number", "passport_number", "social_security_number")
OF_COMPANY = ("vat_registration_number", "registration_number")
FILTERS = (*PERSONAL, "vat_registration_number", "email_address", "phone_number")
GENERAL = "COM.CRM.EXCEPTION.GENERAL."
NOT_FOUND = "COM.CRM.EXCEPTION.CONTACTINFORMATION.NOTFOUNDEXCEPTION"
SEVERAL = "COM.CRM.EXCEPTION.CONTACTINFORMATION.MULTIPLERECORDSFOUNDEXCEPTION"


class CrmcomClassic(Vendor):
    name = "crmcom_classic"
    credentials = {
        "username": "webapi",
        "password": "correct-horse",
        "organisation": "VENDOR",
        "web_api_key": "key-of-an-app",
    }

    def admit(self, call: Call) -> None:
        token = dict(call.parameters).get("token") if call.method == "GET" else call.fields().get("token")
        if self.tokens.subject(str(token)) is None:
            raise _refused(GENERAL + "INVALIDTOKENEXCEPTION", "The token is invalid or has expired")

    def failed(self, status: int, message: str) -> Answer:
        return Answer({"status": {"code": GENERAL + "EXCEPTION", "message": message, "description": message}}, status)

    def id_of(self, number: int) -> str:
        return uuid5(NAMESPACE_URL, f"{self.name}/{self.seed}/{number}").hex.upper()

    def made_up(self, number: int, who: people.Person) -> Json:
        contact = forms.empty(self.id_of(number), "PERSON", f"{who.since:%Y-%m-%dT%H:%M:%S}")
        born = dict(zip(("year", "month", "day"), who.born, strict=True))
        return forms.write(contact, {
            "first_name": who.first, "last_name": who.last,
            "demographics": {"id_number": f"ID{number:08}", "date_of_birth": born},
            "email_set": [{"type": "PERSONAL", "email_address": who.email}],
            "phone_set": [{"type": "MOBILE", "number": who.mobile, "country_identifier": {"two_character_code": "CY"}}],
            "address_set": [{"type": "HOME", "street_name": who.street, "street_number": who.house,
                             "town_city": who.town, "postal_code": who.postcode}],
        })  # fmt: skip

    def touch(self, contact: Json) -> None:
        forms.touch(contact)

    def keys(self, contact: Json) -> Iterator[tuple[str, str]]:
        yield "id", contact["id"]
        for group, names in (("demographics", PERSONAL), ("company_profile", OF_COMPANY)):
            for name in names:
                if (contact[group] or {}).get(name):
                    yield name, str(contact[group][name])
        yield from (("email_address", str(one["email"]).lower()) for one in contact["emails_set"])
        yield from (("phone_number", str(one["number"])) for one in contact["phones_set"])

    def logged_in(self, call: Call) -> Answer:
        sent = call.fields()
        by_key = (call.basic() or ("",))[0] == self.credentials["web_api_key"]
        asked = {name: sent.get(name) for name in ("username", "password", "organisation")}
        known = by_key if "web_api_key" in call.path else asked.items() <= self.credentials.items()
        if not known:
            raise _refused(GENERAL + "INVALIDCREDENTIALSEXCEPTION", "The credentials are not valid")
        return _fine({"token": self.tokens.issue("user")}, "")

    def released(self, call: Call) -> Answer:
        self.tokens.release(str(call.fields().get("token")))
        return _fine(None, "")

    def shown(self, call: Call) -> Answer:
        asked = dict(call.parameters)
        field, equals, value = asked.get("contact_information_identifier", "").partition("=")
        contact = self._identified({field: value} if equals else None)
        call.id = contact["id"]
        return _fine(_chosen(self._with_relations(contact, forms.shown(contact)), asked.get("fields_set")), None)

    def listed(self, call: Call) -> Answer:
        asked = dict(call.parameters)
        wanted = Wanted(limit=_number(asked, "number_of_results", 100), offset=_number(asked, "offset", 0))
        filters = {name: asked[name] for name in FILTERS if asked.get(name)}
        if not filters:
            raise _refused(GENERAL + "MANDATORYPARAMETEREXCEPTION", "One of the semi-optional parameters is mandatory")
        for name, value in filters.items():
            wanted.keyed(name, value.lower() if name == "email_address" else value)
        full = [self._with_relations(one, forms.listed(one)) for one in self.contacts.find(wanted)]
        return _fine([_chosen(one, asked.get("fields_set")) for one in full], None)

    def created(self, call: Call) -> Answer:
        sent = _valid(call)
        if sent.get("type") not in ("PERSON", "COMPANY"):
            raise _refused(GENERAL + "MANDATORYPARAMETEREXCEPTION", "type is mandatory")
        id, at = self.id_of(self.last + 1), forms.now()
        contact = self._written(forms.empty(id, sent["type"], at), sent)
        self.create(call, lambda _: contact)
        if sent.get("fields_set"):
            full = self._with_relations(contact, forms.shown(contact))
            return _fine(_chosen(full, sent["fields_set"]), "")
        return _fine(forms.short(contact), None)

    def updated(self, call: Call) -> Answer:
        sent = _valid(call)
        contact = self._written(self._identified(sent.get("contact_information_identifier")), sent)
        self.change(call, contact["id"], contact)
        return _fine(self._with_relations(contact, forms.updated(contact)), "")

    def _written(self, contact: Json, sent: Json) -> Json:
        try:
            contact = forms.write(contact, sent)
        except forms.Wrong as wrong:
            raise _refused(GENERAL + "INVALIDPARAMETEREXCEPTION", f"{wrong} is missing or not valid") from None
        for one in sent.get("relation_set") or ():
            contact["relation_set"] = self._related(contact["relation_set"], one)
        return contact

    def _related(self, relations: list[Json], sent: Json) -> list[Json]:
        action = str(sent.get("action") or "ADD").upper()
        id = (sent.get("relation_identifier") or {}).get("id")
        if action != "ADD":
            left = [one for one in relations if one["id"] != id]
            changed = [
                one | {"notes": sent.get("notes")} for one in relations if one["id"] == id and action == "UPDATE"
            ]
            return [*left, *changed]
        other = self._identified(sent.get("contact_information_identifier") or sent.get("contact_information"))
        kind = str(sent.get("type")).replace("_", " ").title()
        return [
            *relations,
            {"id": uuid4().hex.upper(), "type": kind, "notes": sent.get("notes"), "contact": other["id"]},
        ]

    def _with_relations(self, contact: Json, full: Json) -> Json:
        others = ((one, self.contacts.get(one["contact"])) for one in contact["relation_set"])
        return full | {"relation_set": [one | {"contact": forms.related(other)} for one, other in others if other]}

    def _identified(self, identifier: Any) -> Json:
        if not isinstance(identifier, dict) or len(identifier) != 1:
            raise _refused(GENERAL + "MANDATORYPARAMETEREXCEPTION", "Exactly one identifier is mandatory")
        ((field, value),) = identifier.items()
        if field not in ("id", *PERSONAL, *OF_COMPANY):
            raise _refused(GENERAL + "INVALIDPARAMETEREXCEPTION", "That is no identifier of contact information")
        same = self.contacts.find(Wanted(limit=2).keyed(field, str(value)))
        if len(same) != 1:
            raise _refused(SEVERAL if same else NOT_FOUND, "Several records found" if same else "Record not found")
        return same[0]

    routes = (
        Route("POST", PATH + "authentication/(?:web_api_key/)?token", logged_in, open=True),
        Route("POST", PATH + "authentication/token/release", released),
        Route("GET", PATH + "contact_information/show", shown),
        Route("GET", PATH + "contact_information/list", listed),
        Route("POST", PATH + "contact_information/create", created),
        Route("POST", PATH + "contact_information/update", updated),
    )


def _fine(data: Any, message: str | None) -> Answer:
    return Answer({"status": {"message": message, "description": message, "code": "OK"}, "data": data})


def _refused(code: str, message: str) -> Refusal:
    return Refusal({"status": {"code": code, "message": message, "description": message}, "data": None})


def _valid(call: Call) -> Json:
    sent = call.fields()
    call.unknown = tuple(sorted(set(sent) - forms.ACCEPTED))
    for name in (*forms.PARTS, "relation_set"):
        if not isinstance(sent.get(name) or [], list):
            raise _refused(GENERAL + "INVALIDPARAMETEREXCEPTION", f"{name} is a set")
    return sent


def _number(asked: dict[str, str], name: str, otherwise: int) -> int:
    text = asked.get(name, str(otherwise))
    if not re.fullmatch(r"\d{1,9}", text):
        raise _refused(GENERAL + "INVALIDPARAMETEREXCEPTION", f"{name} is a number")
    return int(text)


def _chosen(full: Json, fields: Any) -> Json:
    """Only the fields asked for; a name that the answer does not have yields nothing."""
    names = (
        fields if isinstance(fields, list) else [name.strip() for name in str(fields or "").split(",") if name.strip()]
    )
    return {name: full[name] for name in names if name in full} if names else full
