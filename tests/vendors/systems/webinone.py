"""WebinOne, the Open Admin API v2: OAuth client credentials, lists by Where, Order_By, Offset and Limit."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.vendors import people
from tests.vendors.calls import Answer, Call, Json, Refusal, Route
from tests.vendors.conditions import ALIKE, AMONG, COMPARED, narrow
from tests.vendors.contacts import Wanted
from tests.vendors.samples import sample
from tests.vendors.vendor import Vendor

SENT: Json = sample("webinone", "create-request")
BILLING = ("BillingAddress", "BillingCity", "BillingState", "BillingZipCode", "BillingCountry")
EMPTY: Json = dict.fromkeys(sample("webinone", "create-answer")) | {
    "Id": 0, "CrmType": "Contact", "EmailConfirmed": False, "Role": "General", "Type": 0, "IsDataUsingAllowed": False,
    "CustomCrmGroups": {},
}  # fmt: skip
READ_ONLY = ("Id", "EmailConfirmed", "CreatedDate", "CustomerTypeName")
PAGING: Json = {"where": {}, "order_by": "Id", "offset": 0, "limit": 100}
ZONES = {1: "Members", 2: "Partners", 3: "Staff"}
CONTACTS = "/api/v2/admin/contacts"
CONTACT = CONTACTS + r"/(\d+)"


class WebinOne(Vendor):
    name = "webinone"
    credentials = {"client_id": "webinone-client", "client_secret": "correct-horse"}
    looked_up: ClassVar = {"Email": str.lower, "Phone": str}

    def admit(self, call: Call) -> None:
        if self.tokens.subject(call.bearer()) is None:
            raise Refusal({"Message": "The token is missing, unknown or has expired."}, 401)

    def failed(self, status: int, message: str) -> Answer:
        return Answer({"Message": message}, status)

    def made_up(self, number: int, who: people.Person) -> Json:
        return EMPTY | {
            "Id": number, "Email": who.email, "FirstName": who.first, "LastName": who.last, "Phone": who.mobile,
            "Address": f"{who.street} {who.house}", "City": who.town, "ZipCode": who.postcode,
            "CreatedDate": _iso(who.since), "EmailConfirmed": True,
        }  # fmt: skip

    def gave_token(self, call: Call) -> Answer:
        sent = _object(call)
        basic = call.basic()
        client = basic or (sent.get("client_id"), sent.get("client_secret"))
        known = client == (self.credentials["client_id"], self.credentials["client_secret"])
        if sent.get("grant_type") != "client_credentials" or not known:
            error = "invalid_client" if not known else "unsupported_grant_type"
            raise Refusal({"error": error}, 400 if known else 401)
        token = self.tokens.issue("application")
        return Answer({"access_token": token, "token_type": "Bearer", "expires_in": int(self.tokens.life)})

    def listed(self, call: Call) -> Answer:
        asked = _paging(call)
        wanted = Wanted(limit=asked["limit"], offset=asked["offset"], order=_order(asked["order_by"]))
        for name, value in asked["where"].items():
            self._filter(wanted, name, value)
        total = self.contacts.count(wanted)
        return Answer({"Items": [_public(one) for one in self.contacts.find(wanted)], "TotalItemsCount": total})

    def got(self, call: Call, id: str) -> Answer:
        return Answer(_public(self._existing(call, id)))

    def created(self, call: Call) -> Answer:
        sent = _valid(call)
        at = _iso(datetime.now(UTC))
        contact = self.create(call, lambda number: _written(EMPTY | {"Id": number, "CreatedDate": at}, sent))
        return Answer(_public(contact))

    def updated(self, call: Call, id: str) -> Answer:
        contact = self._existing(call, id)
        sent = _valid(call)
        if _object(call).get("Id") not in (None, 0, contact["Id"]):
            raise _wrong(Id="The Id is not that of the address.")
        contact = _written(contact, sent)
        self.change(call, str(contact["Id"]), contact)
        return Answer(_public(contact))

    def deleted(self, call: Call, id: str) -> Answer:
        self._existing(call, id)
        self.delete(call, str(int(id)))
        return Answer(status=204)

    def belongings(self, call: Call, id: str, what: str) -> Answer:
        """Bookings, cases, orders and secure zones; a test gives them by ``vendor.edit(id, _orders=[…])``."""
        return _envelope(self._existing(call, id).get(f"_{what}", []), _paging(call))

    def zoned(self, call: Call, id: str) -> Answer:
        contact = self._existing(call, id)
        sent = _body(call)
        if not isinstance(sent, list) or not all(isinstance(one, dict) and one.get("Id") in ZONES for one in sent):
            raise _wrong(Id="There is no such secure zone.")
        zones = [
            {"Id": one["Id"], "Name": ZONES[one["Id"]], "ExpiryDateTime": one.get("ExpiryDateTime")} for one in sent
        ]
        self.change(call, str(contact["Id"]), contact | {"_secure-zones": zones})
        return _envelope(zones, _paging(call, body=False))

    def set_password(self, call: Call, id: str) -> Answer:
        contact = self._existing(call, id)
        password = _object(call).get("Password")
        if not isinstance(password, str) or not password:
            raise _wrong(Password="A password is required.")
        self.change(call, str(contact["Id"]), contact | {"_password": password, "EmailConfirmed": True})
        return _envelope(contact.get("_secure-zones", []), _paging(call, body=False))

    def _existing(self, call: Call, id: str) -> Json:
        call.id = str(int(id))
        found = self.contacts.get(call.id)
        if found is None:
            raise Refusal({"Message": "The contact was not found."}, 404)
        return found

    def _filter(self, wanted: Wanted, name: str, value: Any) -> None:
        if name not in EMPTY and not re.fullmatch(r"CustomCrmGroups(\.\w+){2}", name):
            raise _wrong(Where=f"There is no field {name}.")
        for operator, than in (value if isinstance(value, dict) else {"eq": value}).items():
            plain = operator.removeprefix("$")
            if plain not in COMPARED and plain not in ALIKE and plain not in AMONG:
                raise _wrong(Where=f"There is no operator {operator}.")
            if plain == "eq" and name in self.looked_up and than:
                wanted.keyed(name, self.looked_up[name](str(than)))
            else:
                narrow(wanted, name, plain, than)

    routes = (
        Route("POST", "/api/v1/oauth/token", gave_token, open=True),
        Route("GET", CONTACTS, listed),
        Route("POST", CONTACTS, created),
        Route("GET", CONTACT, got),
        Route("PUT", CONTACT, updated),
        Route("DELETE", CONTACT, deleted),
        Route("GET", CONTACT + "/(bookings|cases|orders|secure-zones)", belongings),
        Route("PUT", CONTACT + "/secure-zones", zoned),
        Route("PUT", CONTACT + "/set-password", set_password),
    )


def _valid(call: Call) -> Json:
    """What of the body may be written."""
    sent = _object(call)
    call.unknown = tuple(sorted(set(sent) - set(SENT) - set(EMPTY) - set(BILLING)))
    known = {name: value for name, value in sent.items() if name in {*SENT, *BILLING} and name not in READ_ONLY}
    errors = {name: "Wrong type." for name, value in known.items() if not _fits(name, value)}
    if errors:
        raise _wrong(**errors)
    return known


def _fits(name: str, value: Any) -> bool:
    if value is None or name in BILLING:
        return value is None or isinstance(value, str)
    if name == "Email" and not re.fullmatch(r"([^@\s]+@[^@\s]+\.[^@\s]+)?", str(value)):
        return False
    if name == "CustomCrmGroups":
        return isinstance(value, dict) and all(isinstance(group, dict) for group in value.values())
    return type(value) is type(SENT[name])


def _written(contact: Json, sent: Json) -> Json:
    groups = contact["CustomCrmGroups"]
    for alias, fields in (sent.get("CustomCrmGroups") or {}).items():
        groups = groups | {alias: groups.get(alias, {}) | fields}
    hidden = {f"_{name}" if name in ("Password", *BILLING) else name: value for name, value in sent.items()}
    return contact | hidden | {"CustomCrmGroups": groups}


def _public(contact: Json) -> Json:
    return {name: value for name, value in contact.items() if not name.startswith("_")}


def _paging(call: Call, *, body: bool = True) -> Json:
    """Where, order_by, offset and limit, from the query string, and from a body on GET where that lacks them."""
    asked: Json = {name.lower(): value for name, value in (_object(call) if body and call.raw else {}).items()}
    asked |= {name.lower(): value for name, value in call.parameters}
    asked = PAGING | {name: value for name, value in asked.items() if name in PAGING}
    try:
        where = asked["where"]
        where = json.loads(where) if isinstance(where, str) else where
        offset, limit = int(asked["offset"]), int(asked["limit"])
    except (ValueError, TypeError):
        raise _wrong(Where="The paging is not understood.") from None
    if not isinstance(where, dict) or min(offset, limit) < 0:
        raise _wrong(Where="The paging is not understood.")
    return asked | {"where": where, "offset": offset, "limit": limit}


def _order(asked: Any) -> str:
    found = re.fullmatch(r"(-?)(\w+)(?: (asc|desc))?", str(asked), re.IGNORECASE)
    if not found or found[2] not in EMPTY:
        raise _wrong(Order_By=f"There is no order {asked}.")
    down = " DESC" if found[1] or (found[3] or "").lower() == "desc" else ""
    return f"number{down}" if found[2] == "Id" else f"json_extract(data, '$.{found[2]}'){down}, number"


def _envelope(items: list[Json], asked: Json) -> Answer:
    page = items[asked["offset"] : asked["offset"] + asked["limit"]]
    return Answer({"Items": page, "TotalItemsCount": len(items)})


def _body(call: Call) -> Any:
    try:
        return call.body()
    except ValueError:
        raise Refusal({"Message": "The body is not JSON."}, 400) from None


def _object(call: Call) -> Json:
    sent = _body(call)
    if not isinstance(sent, dict):
        raise Refusal({"Message": "The body is not an object."}, 400)
    return sent


def _wrong(**errors: str) -> Refusal:
    return Refusal(
        {"Message": "The request is not valid.", "Errors": {name: [text] for name, text in errors.items()}}, 400
    )


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
