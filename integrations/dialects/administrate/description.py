"""What this dialect serves, for people and programs."""

from typing import Any

from integrations.dialects.administrate.connector import Administrate
from integrations.dialects.administrate.table import NAME, ROWS, TABLE
from integrations.dialects.administrate.urls import urlpatterns
from integrations.dialects.base import Dialect, Operation, Parameter
from integrations.dialects.describing import object_of

ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "error": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["error", "errors"],
}
FULL = object_of(row for row in ROWS if row.way != "in")
LISTED = object_of(row for row in ROWS if row.way != "in" and row.in_form("list"))
SENT = object_of(row for row in ROWS if row.way != "out")
NEW = object_of((row for row in ROWS if row.way != "out"), required=("first_name", "last_name", "account_id"))
ALWAYS = dict.fromkeys((401, 403, 405, 413, 429), ERROR)
META = {
    "type": "object",
    "properties": {"custom_fields": {"type": "object", "additionalProperties": {"type": "object"}}},
}
FILTERS = (
    Parameter("_order", "Attributes with commas between them, each with - in front for the other direction."),
    Parameter(
        "_limit", "At most so many; without it the list is everything.", schema={"type": "integer", "minimum": 0}
    ),
    Parameter("id__gt", "Ids after this one; with _order=id and _limit the way to page.", schema={"type": "integer"}),
    Parameter("last_name__eq", "Any attribute and one of eq, ne, lt, lte, gt, gte, in, notin, ct, sw, ew, lk, nl."),
    Parameter("is_deleted", "Deleted contacts are left out unless this is named.", schema={"type": "boolean"}),
)
ITEM = "/api/v2/crm/contacts/{id}"

OPERATIONS = (
    Operation(
        method="GET", path="/api/v2/crm/contacts", summary="The contacts that match", parameters=FILTERS,
        answers={200: {"type": "array", "items": LISTED}, 400: ERROR, **ALWAYS},
    ),
    Operation(
        method="POST", path="/api/v2/crm/contacts", summary="Create a contact", body=NEW,
        answers={200: FULL, 400: ERROR, 404: ERROR, **ALWAYS},
        example={"first_name": "John", "last_name": "Smith", "inactive": False, "account_id": 1},
    ),
    Operation(method="GET", path=ITEM, summary="One contact", answers={200: FULL, 404: ERROR, **ALWAYS}),
    Operation(
        method="PUT", path=ITEM, summary="Change what is named", body=SENT, example={"first_name": "Jane"},
        answers={200: FULL, 400: ERROR, 404: ERROR, 409: ERROR, **ALWAYS},
    ),
    Operation(
        method="POST", path=ITEM, summary="Change what is named, as PUT does", body=SENT,
        example={"first_name": "Jane"}, answers={200: FULL, 400: ERROR, 404: ERROR, 409: ERROR, **ALWAYS},
    ),
    Operation(method="DELETE", path=ITEM, summary="Put a contact away", answers={200: FULL, 404: ERROR, **ALWAYS}),
    Operation(
        method="GET", path="/api/v2/meta/crm/contacts", summary="The custom fields there are",
        answers={200: META, **ALWAYS},
    ),
)  # fmt: skip
DIALECT = Dialect(
    name=NAME,
    title="Administrate: contacts, legacy REST API v2",
    about="Contacts as programs written for Administrate know them. HTTP Basic with a credential's name and secret.",
    table=TABLE,
    operations=OPERATIONS,
    urlpatterns=urlpatterns,
    connector=Administrate,
    security={"type": "http", "scheme": "basic"},
    curl="-u USERNAME:PASSWORD",
    notes=(
        "The vendor retired this API on 12 May 2026; programs written for it live on here.",
        "Passwords travel with every call, so an installation whose own address begins with https refuses plain HTTP.",
    ),
)
