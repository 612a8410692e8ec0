"""Administrate, the legacy REST API v2: HTTP Basic, bare arrays, duplicates accepted and told of in a header."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Refusal, Route
from tests.vendors.conditions import narrow
from tests.vendors.contacts import Wanted
from tests.vendors.playing import entities
from tests.vendors.samples import sample
from tests.vendors.vendor import Vendor

FLAGS = ("is_staff", "is_tutor", "is_deleted", "dont_mail", "inactive", "dormant", "no_third_party")
NUMBERS = ("id", "company_id", "account_id", "marketing_activity_id", "created_by_id", "is_admin", "overall_attendance")
READ_ONLY = ("id", "created_on", "tasks", "organisation", "company_id", "created_by_id", "overall_attendance",
             "is_deleted", "custom_fields")  # fmt: skip
EMPTY: Json = sample("administrate", "create-answer") | {"first_name": None, "last_name": None}
NOT_IN_LISTS = ("email2", "tasks", "marketing_lists", "overall_attendance", "custom_fields")
OPERATORS = ("lt", "lte", "gt", "gte", "eq", "in", "notin")
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
CONTACT = r"/api/v2/crm/contacts/(\d+)"


class Administrate(Vendor):
    name = "administrate"
    credentials = {"username": "web.user@vendor.example", "password": "correct-horse"}
    looked_up: ClassVar = {"email": str.lower, "import_ref": str, "external_id": str}

    def __init__(self, **how: Any) -> None:
        self.custom_fields: Json = {
            **{f"_CustomCheck{n}": {"type": "integer", "label": f"Check {n}"} for n in range(1, 5)},
            **{f"_CustomText{n}": {"type": "string", "label": f"Text {n}"} for n in range(1, 4)},
            "field_1": {"type": "string", "label": "Nickname"},
            "field_2": {"type": "multichoice", "label": "Interests", "choices": ["Art", "Music", "Sport"]},
        }
        super().__init__(**how)

    def admit(self, call: Call) -> None:
        if call.basic() != (self.credentials["username"], self.credentials["password"]):
            raise Refusal({"error": "Unauthorized"}, 401, {"WWW-Authenticate": 'Basic realm="Administrate"'})

    def failed(self, status: int, message: str, **errors: str) -> Answer:
        return Answer({"error": message, "errors": errors} if errors else {"error": message}, status)

    def made_up(self, number: int, who: people.Person) -> Json:
        return self._new(number) | {
            "first_name": who.first, "last_name": who.last, "email": who.email, "tel": who.phone, "mobile": who.mobile,
            "address_street": f"{who.street} {who.house}", "address_town": who.town, "address_postcode": who.postcode,
            "job_title": who.role, "created_on": f"{who.since:%Y-%m-%dT%H:%M:%S}",
        }  # fmt: skip

    def without(self, contact: Json) -> Json:
        return contact | {"is_deleted": True}

    def listed(self, call: Call) -> Answer:
        parameters = call.parameters
        wanted, limit = Wanted(), -1
        if not any(name.startswith("is_deleted") for name, _ in parameters):
            narrow(wanted, "is_deleted", "eq", False)
        for name, value in parameters:
            if name == "_limit":
                limit = int(value) if value.isdecimal() else self._wrong("_limit is a number.")
            elif name == "_order":
                wanted.order = ", ".join(self._order(part) for part in value.split(","))
            else:
                self._filter(wanted, name, value)
        if limit < 0 and wanted.order == "number":
            pages = ([_short(contact) for contact in page] for page in self.contacts.pages(wanted))
            return Answer(stream=entities(pages, "[", "]"))
        wanted.limit = limit
        return Answer([_short(contact) for contact in self.contacts.find(wanted)])

    def got(self, call: Call, id: str) -> Answer:
        call.id = str(int(id))
        return Answer(self._existing(id))

    def created(self, call: Call) -> Answer:
        sent = self._sent(call)
        errors = {
            name: "This field is required." for name in ("first_name", "last_name", "account_id") if not sent.get(name)
        }
        if errors:
            raise Refusal({"error": "Could not create.", "errors": errors}, 404)
        contact = self.create(call, lambda number: self._written(self._new(number), sent))
        return Answer(contact, headers=self._duped(contact))

    def updated(self, call: Call, id: str) -> Answer:
        contact = self._written(self._existing(id), self._sent(call))
        self.change(call, str(contact["id"]), contact)
        return Answer(contact, headers=self._duped(contact) if "email" in (call.noted() or {}) else {})

    def deleted(self, call: Call, id: str) -> Answer:
        if self._existing(id)["is_deleted"]:
            raise Refusal({"error": "Entity not found."}, 404)
        return Answer(self.delete(call, str(int(id))))

    def meta(self, call: Call) -> Answer:
        return Answer({"custom_fields": self.custom_fields})

    def _existing(self, id: str) -> Json:
        found = self.contacts.get(int(id))
        if found is None:
            raise Refusal({"error": "Entity does not exist."}, 404)
        return found

    def _new(self, number: int) -> Json:
        custom: Json = {name: [] if field["type"] == "multichoice" else 0 if field["type"] == "integer" else None
                        for name, field in self.custom_fields.items()}  # fmt: skip
        return EMPTY | {"id": number, "created_on": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", "custom_fields": custom}

    def _sent(self, call: Call) -> Json:
        try:
            sent = call.body()
        except ValueError:
            self._wrong("The body is not JSON.")
        if not isinstance(sent, dict):
            self._wrong("The body is not an object.")
        call.unknown = tuple(sorted(set(sent) - set(EMPTY)))
        known = {name: value for name, value in sent.items() if name in EMPTY and name not in READ_ONLY}
        errors = {name: "Wrong type." for name, value in known.items() if not _fits(name, value)}
        custom = sent.get("custom_fields") or {}
        errors |= {f"custom_fields.{name}": wrong for name, wrong in self._wrong_custom(custom)}
        if errors:
            self._wrong("Could not be stored.", **errors)
        return known | ({"custom_fields": custom} if custom else {})

    def _wrong_custom(self, custom: Json) -> Iterable[tuple[str, str]]:
        for name, value in custom.items():
            kind = self.custom_fields.get(name, {}).get("type")
            if kind is None:
                yield name, "There is no such field."
            elif kind == "multichoice":
                if not isinstance(value, list) or set(value) - set(self.custom_fields[name]["choices"]):
                    yield name, "Invalid choice."
            elif value is not None and not isinstance(value, int if kind in ("integer", "boolean") else str):
                yield name, "Wrong type."

    def _written(self, contact: Json, sent: Json) -> Json:
        custom = contact["custom_fields"] | sent.get("custom_fields", {})
        written = contact | sent | {"custom_fields": custom}
        return written | {"company_id": written["account_id"]}

    def _duped(self, contact: Json) -> dict[str, str]:
        if not contact["email"]:
            return {}
        alike = Wanted().keyed("email", contact["email"].lower()).that("id <> ?", str(contact["id"]))
        return {"X-Duped-Email": "yes"} if self.contacts.count(narrow(alike, "is_deleted", "eq", False)) else {}

    def _filter(self, wanted: Wanted, name: str, value: str) -> None:
        field, _, operator = name.partition("__")
        operator = operator or "eq"
        if (
            not (field in EMPTY or field.removeprefix("custom_fields.") in self.custom_fields)
            or operator not in OPERATORS
        ):
            self._wrong(f"There is no filter {name}.")
        if operator == "eq" and field in self.looked_up:
            wanted.keyed(field, self.looked_up[field](value))
        elif operator in ("in", "notin"):
            narrow(wanted, field, operator, [self._value(field, one) for one in value.split(",")])
        elif field == "id":
            sign = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}[operator]
            wanted.that(f"number {sign} ?", self._value(field, value))
        else:
            narrow(wanted, field, operator, self._value(field, value))

    def _value(self, field: str, text: str) -> Any:
        custom = self.custom_fields.get(field.removeprefix("custom_fields."), {}).get("type")
        if field in FLAGS or custom == "boolean":
            return BOOLEANS[text.lower()] if text.lower() in BOOLEANS else self._wrong(f"{field} is true or false.")
        if field in NUMBERS or custom == "integer":
            return int(text) if re.fullmatch(r"-?\d{1,18}", text) else self._wrong(f"{field} is a number.")
        return text

    def _order(self, name: str) -> str:
        field = name.removeprefix("-")
        if field not in EMPTY:
            self._wrong(f"There is no field {field}.")
        return ("number" if field == "id" else f"json_extract(data, '$.{field}')") + (" DESC" if name != field else "")

    def _wrong(self, message: str, **errors: str) -> Any:
        raise Refusal(self.failed(400, message, **errors).body, 400)

    routes = (
        Route("GET", "/api/v2/crm/contacts", listed),
        Route("POST", "/api/v2/crm/contacts", created),
        Route("GET", CONTACT, got),
        Route("PUT", CONTACT, updated),
        Route("POST", CONTACT, updated),
        Route("DELETE", CONTACT, deleted),
        Route("GET", "/api/v2/meta/crm/contacts?", meta),
    )


def _short(contact: Json) -> Json:
    return {name: value for name, value in contact.items() if name not in NOT_IN_LISTS}


def _fits(name: str, value: Any) -> bool:
    if name in ("first_name", "last_name"):
        return isinstance(value, str) and value != ""
    if value is None:
        return name != "account_id"
    if name == "marketing_lists":
        return isinstance(value, list)
    if name in FLAGS:
        return value in (0, 1)
    return isinstance(value, int) if name in NUMBERS else isinstance(value, str)
