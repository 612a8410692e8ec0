"""What this dialect serves, for people and programs."""

from typing import Any

from integrations.dialects.base import Dialect, Operation, Parameter
from integrations.dialects.describing import object_of
from integrations.dialects.webinone import related
from integrations.dialects.webinone.connector import WebinOne
from integrations.dialects.webinone.filters.reading import MOST
from integrations.dialects.webinone.table import NAME, ROWS, TABLE
from integrations.dialects.webinone.urls import urlpatterns

TEXT: dict[str, Any] = {"type": "string"}
ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "Message": TEXT,
        "Errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
    },
    "required": ["Message", "Errors"],
}
TOKEN_ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {"error": TEXT, "error_description": TEXT} | ERROR["properties"],
    "required": ["error", "error_description"],
}
TOKEN_ASKED: dict[str, Any] = {
    "type": "object",
    "properties": {"grant_type": {"const": "client_credentials"}, "client_id": TEXT, "client_secret": TEXT},
    "required": ["grant_type"],
}
TOKEN: dict[str, Any] = {
    "type": "object",
    "properties": {"access_token": TEXT, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}},
    "required": ["access_token", "token_type", "expires_in"],
}
SHOWN = object_of(row for row in ROWS if row.way != "in")
NEW = object_of(row for row in ROWS if row.way != "out")
SENT = object_of(row for row in ROWS if row.way != "out" and row.their != "Password")
PASSWORD = {"type": "object", "properties": {"Password": TEXT}, "required": ["Password"]}
GRANTS = {"type": "array", "items": related.schema(related.ZONE)}
ALWAYS: dict[int, Any] = dict.fromkeys((401, 403, 405, 413, 429), ERROR)
ONE: dict[int, Any] = {400: ERROR, 404: ERROR, **ALWAYS}
NUMBER = {"type": "integer", "minimum": 0}
PAGING = (
    Parameter("Where", 'A filter in JSON, like {"LastName": {"contains": "x"}}; also in the body of the request.'),
    Parameter("Order_By", "A field, with desc behind it or - in front for the other direction."),
    Parameter("Offset", "How many to leave out.", schema=NUMBER),
    Parameter("Limit", f"How many at most; 100 unless told, never more than {MOST}.", schema=NUMBER),
)
LIST = "/api/v2/admin/contacts"
ITEM = f"{LIST}/{{id}}"
OF = f"{LIST}/{{contactId}}"


def _page(items: dict[str, Any]) -> dict[str, Any]:
    found = {"Items": {"type": "array", "items": items}, "TotalItemsCount": {"type": "integer"}}
    return {"type": "object", "properties": found, "required": ["Items", "TotalItemsCount"]}


def _related(name: str, shape: related.Shape) -> Operation:
    return Operation(
        method="GET", path=f"{OF}/{name}", summary=f"The {name.replace('-', ' ')} of a contact", parameters=PAGING,
        answers={200: _page(related.schema(shape)), **ONE},
    )  # fmt: skip


ZONES = _page(related.schema(related.ZONE))
OPERATIONS = (
    Operation(
        method="POST", path="/api/v1/oauth/token", summary="A token of one hour for a credential", body=TOKEN_ASKED,
        answers={200: TOKEN, 400: TOKEN_ERROR, **dict.fromkeys(ALWAYS, TOKEN_ERROR)}, is_open=True, own=True,
        example={"grant_type": "client_credentials", "client_id": "CLIENT_ID", "client_secret": "CLIENT_SECRET"},
    ),
    Operation(
        method="GET", path=LIST, summary="The contacts that match", parameters=PAGING,
        answers={200: _page(SHOWN), 400: ERROR, **ALWAYS}, query="Order_By=Id&Offset=0&Limit=100",
    ),
    Operation(
        method="POST", path=LIST, summary="Create a contact", body=NEW,
        answers={200: SHOWN, 400: ERROR, 409: ERROR, **ALWAYS},
        example={"Email": "user@example.com", "FirstName": "Ada", "LastName": "King"},
    ),
    Operation(method="GET", path=ITEM, summary="One contact", answers={200: SHOWN, **ONE}),
    Operation(
        method="PUT", path=ITEM, summary="Change what is named", body=SENT, example={"FirstName": "Jane"},
        answers={200: SHOWN, 409: ERROR, **ONE},
    ),
    Operation(method="DELETE", path=ITEM, summary="Put a contact away", answers={204: None, **ONE}),
    _related("bookings", related.BOOKING),
    _related("cases", related.CASE),
    _related("orders", related.ORDER),
    _related("secure-zones", related.ZONE),
    Operation(
        method="PUT", path=f"{OF}/secure-zones", summary="Replace the secure zones of a contact", body=GRANTS,
        answers={200: ZONES, 409: ERROR, **ONE}, example=[{"Id": 1, "ExpiryDateTime": None}],
    ),
    Operation(
        method="PUT", path=f"{ITEM}/set-password", summary="Give a contact a password that it must change",
        body=PASSWORD, answers={200: ZONES, **ONE}, example={"Password": "a long sentence is a good one"},
    ),
)  # fmt: skip
DIALECT = Dialect(
    name=NAME,
    title="WebinOne Open Admin API v2: CRM contacts",
    about="Contacts as programs written for WebinOne (Treepl CMS) know them. Ask for a token with a credential first.",
    table=TABLE,
    operations=OPERATIONS,
    urlpatterns=urlpatterns,
    connector=WebinOne,
    security={
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/api/v1/oauth/token", "scopes": {}}},
    },
    curl="-H 'Authorization: Bearer TOKEN'",
    notes=(
        "The document has no operators for Where; these are ours: eq, ne, gt, gte, lt, lte, in, notIn, contains, "
        "startsWith, endsWith. Several keys are AND, or takes a list.",
        "Where stands in the query, or in the body of a GET, which many proxies drop.",
        "PUT changes what is named; the secure zones alone are replaced as a whole.",
        "Offset ends where the operator says (see below); Where on Id pages beyond it.",
    ),
)
