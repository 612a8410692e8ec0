"""Lightening: everything answers 200, ``result`` says how it went, and removing is a GET that says it failed."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Refusal, Route
from tests.vendors.contacts import Wanted
from tests.vendors.playing import entities
from tests.vendors.samples import sample
from tests.vendors.vendor import Vendor

TEXTS = {"name": 64, "email": 191, "tel": 32, "tel1": 32, "fax": 32, "mobile": 32, "role": 32, "department": 64,
         "customer_custom_identifier": 16}  # fmt: skip
FLAGS = ("is_active", "portal_active", "milestone")
NUMBERS = {"customer_portal_profile_id": (0, 4294967295), "cost_center_id": (-(2**31), 2**31 - 1)}
ACCEPTED = {*TEXTS, *FLAGS, *NUMBERS, "portal_password", "locale", "create_method", "customer_id"}
SHOWN: Json = sample("lightening", "list-answer")["entities"][0]
EMPTY: Json = dict.fromkeys(SHOWN, "") | {
    "milestone": "0", "cost_center_id": "0", "customer_portal_profile_id": "0", "customer_id": 1, "vendor_type": 1,
    "is_active": "1", "portal_active": "0", "locale": "en_US",
}  # fmt: skip
CUSTOMERS = {1: ("Northwind Ltd", "A-1", "NW"), 2: ("Southwind Ltd", "A-2", "SW"), 3: ("Westwind Ltd", "A-3", "WW")}
CONTACT = r"/contact/([^/]+)"


class Lightening(Vendor):
    name = "lightening"
    credentials = {"token": "lightening-standing-token", "email": "api@vendor.example", "password": "correct-horse"}
    looked_up: ClassVar = {"customer_id": str, "email": str.lower}

    def admit(self, call: Call) -> None:
        token = call.bearer()
        if token != self.credentials["token"] and self.tokens.subject(token) is None:
            raise Refusal(*_refused(401, "Unauthorized."))

    def failed(self, status: int, message: str) -> Answer:
        return Answer({"error": message, "result": False}, status)

    def made_up(self, number: int, who: people.Person) -> Json:
        at = f"{who.since:%Y-%m-%d %H:%M:%S}"
        return _of_customer(EMPTY | {
            "id": str(number), "name": f"{who.first} {who.last}", "email": who.email, "tel": who.phone,
            "mobile": who.mobile, "role": who.role, "created_at": at, "updated_at": at,
        })  # fmt: skip

    def touch(self, contact: Json) -> None:
        contact["updated_at"] = _now()

    def logged_in(self, call: Call) -> Answer:
        sent = call.fields()
        if (sent.get("email"), sent.get("password")) != (self.credentials["email"], self.credentials["password"]):
            raise Refusal(*_refused(401, "Unauthorized."))
        return Answer({"token": self.tokens.issue("api"), "result": True})

    def listed(self, call: Call) -> Answer:
        customers = [one for name, value in call.parameters if re.fullmatch(r"customer_id(\[\d*\])?", name)
                     for one in value.split(",") if one]  # fmt: skip
        if not customers:
            raise Refusal({"errors": {"customer_id": "Field is required."}, "result": False})
        places = ", ".join("?" * len(customers))
        its = f"field = 'customer_id' AND value IN ({places}) AND key.number = contact.number"
        wanted = Wanted().that(f"EXISTS (SELECT 1 FROM key WHERE {its})", *customers)
        pages = ([_public(contact) for contact in page] for page in self.contacts.pages(wanted))
        return Answer(stream=entities(pages, '{"entities": [', '], "result": true}'))

    def got(self, call: Call, id: str) -> Answer:
        call.id = id
        return Answer({"entity": _public(self._existing(id)), "result": True})

    def created(self, call: Call) -> Answer:
        sent = self._valid(call)
        at = _now()
        contact = self.create(call, lambda number: _written(
            EMPTY | {"id": str(number), "created_at": at, "updated_at": at}, sent))  # fmt: skip
        return Answer({"msg": "Successfully created entity.", "id": contact["id"], "result": True})

    def updated(self, call: Call, id: str) -> Answer:
        contact = self._existing(id)
        self.change(call, id, _written(contact, self._valid(call)))
        return Answer({"msg": "Successfully updated entity.", "result": True})

    def deleted(self, call: Call, id: str) -> Answer:
        self._existing(id)
        self.delete(call, id)
        return Answer({"msg": "Entity has been successfully deleted.", "result": False})

    def _existing(self, id: str) -> Json:
        found = self.contacts.get(id)
        if found is None:
            raise Refusal({"msg": "Entity not found.", "result": False})
        return found

    def _valid(self, call: Call) -> Json:
        sent = call.fields()
        call.unknown = tuple(sorted(set(sent) - ACCEPTED))
        known = {name: value for name, value in sent.items() if name in ACCEPTED}
        if not known:
            raise Refusal({"error": "Nothing sent for request.", "result": False})
        errors = {} if known.get("name") else {"name": "Field is required."}
        errors |= {
            name: wrong for name, value in known.items() if name not in errors and (wrong := _wrong(name, value))
        }
        if errors:
            raise Refusal({"errors": errors, "result": False})
        return known

    routes = (
        Route("POST", "/login", logged_in, open=True),
        Route("GET", "/contact", listed),
        Route("POST", "/contact", created),
        Route("GET", CONTACT, got),
        Route("POST", CONTACT, updated),
        Route("GET", CONTACT + "/delete", deleted),
    )


def _wrong(name: str, value: Any) -> str:
    """What is wrong with a value by the document's rules; "" for nothing."""
    if name == "create_method":
        return "Field is not allowed."
    if name in FLAGS:
        return "" if str(value) in ("1", "0") and value is not True and value is not False else "Field is 1 or 0."
    if name in NUMBERS or name == "customer_id":
        least, most = NUMBERS.get(name, (1, 2**31))
        fits = re.fullmatch(r"-?\d{1,12}", str(value)) and least <= int(value) <= most
        return "" if fits and (name != "customer_id" or int(value) in CUSTOMERS) else "Field is no such number."
    if not isinstance(value, str):
        return "Field is a string."
    if name == "portal_password":
        return "" if 8 <= len(value) <= 32 else "Field has 8 to 32 characters."
    if name == "locale":
        return "" if re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", value) else "Field is a locale."
    if name == "email" and value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Field is an email."
    return "" if len(value) <= TEXTS[name] else f"Field has at most {TEXTS[name]} characters."


def _written(contact: Json, sent: Json) -> Json:
    shown = {name: value if name == "customer_id" else str(value) for name, value in sent.items()}
    password = shown.pop("portal_password", None)
    if "customer_id" in shown:
        shown["customer_id"] = int(shown["customer_id"])
    else:
        found = [id for id, (_, _, code) in CUSTOMERS.items() if code == shown.get("customer_custom_identifier")]
        shown |= {"customer_id": found[0]} if found else {}
    shown.pop("customer_custom_identifier", None)
    return _of_customer(contact | shown | ({"_password": password} if password else {}))


def _of_customer(contact: Json) -> Json:
    name, account, code = CUSTOMERS.get(contact["customer_id"], CUSTOMERS[1])
    return contact | {"customer_name": name, "customer_account": account, "customer_custom_identifier": code}


def _public(contact: Json) -> Json:
    return {name: value for name, value in contact.items() if not name.startswith("_")}


def _refused(status: int, message: str) -> tuple[Json, int]:
    return {"error": message, "result": False}, status


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
