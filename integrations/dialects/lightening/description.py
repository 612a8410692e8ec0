"""What this dialect serves, for people and programs."""

from typing import Any

from integrations.dialects.base import Dialect, Operation, Parameter
from integrations.dialects.describing import object_of
from integrations.dialects.lightening.connector import Lightening
from integrations.dialects.lightening.table import NAME, ROWS, TABLE
from integrations.dialects.lightening.urls import urlpatterns

RESULT: dict[str, Any] = {"type": "boolean"}


def _answer(**properties: Any) -> dict[str, Any]:
    found = properties | {"result": RESULT}
    return {"type": "object", "properties": found, "required": ["result"]}


TEXT = {"type": "string"}
ENTITY = object_of(row for row in ROWS if row.way != "in")
SENT = object_of((row for row in ROWS if row.way != "out"), required=("name",))
FIELDS = {"type": "object", "additionalProperties": TEXT}
SAID = _answer(msg=TEXT, id=TEXT, error=TEXT, errors=FIELDS)
ALWAYS = dict.fromkeys((401, 403, 405, 413, 429), _answer(error=TEXT))
CUSTOMERS = Parameter(
    "customer_id",
    "Ids of customers: repeated, with [] or [0] behind the name, or with commas between them.",
    schema={"type": "array", "items": {"type": "integer"}},
    required=True,
)
ITEM = "/contact/{internal_id}"
OF_ONE = ALWAYS | {404: _answer(error=TEXT)}  # what is no id is no address either

OPERATIONS = (
    Operation(
        method="GET", path="/contact", summary="The contacts of customers", parameters=(CUSTOMERS,),
        answers={200: _answer(entities={"type": "array", "items": ENTITY}, errors=FIELDS), **ALWAYS},
        query="customer_id=1",
    ),
    Operation(
        method="POST", path="/contact", summary="Create a contact", body=SENT, answers={200: SAID, **ALWAYS},
        example={"name": "Contact Name", "customer_id": 1, "is_active": 1},
    ),
    Operation(
        method="GET", path=ITEM, summary="One contact", answers={200: _answer(entity=ENTITY, msg=TEXT), **OF_ONE}
    ),
    Operation(
        method="POST", path=ITEM, summary="Change what is named; the name must be", body=SENT,
        answers={200: SAID, **OF_ONE}, example={"name": "Contact Name"},
    ),
    Operation(
        method="GET", path=f"{ITEM}/delete", summary="Put a contact away", answers={200: _answer(msg=TEXT), **OF_ONE}
    ),
    Operation(
        method="POST", path="/login", summary="Fetch a token", own=True, is_open=True,
        body={"type": "object", "properties": {"email": TEXT, "password": TEXT}, "required": ["email", "password"]},
        answers={200: _answer(token=TEXT, errors=FIELDS), **ALWAYS},
        example={"email": "USERNAME", "password": "PASSWORD"},
    ),
)  # fmt: skip
DIALECT = Dialect(
    name=NAME,
    title="Lightening: contacts",
    about="Contacts as programs written for Lightening know them. Authorization: a credential's token.",
    table=TABLE,
    operations=OPERATIONS,
    urlpatterns=urlpatterns,
    connector=Lightening,
    security={"type": "apiKey", "in": "header", "name": "Authorization"},
    curl="-H 'Authorization: TOKEN'",
    notes=(
        "The token of a credential is its name and its secret with a dot between them; POST /login gives others out.",
        "A GET that deletes is served as documented, and refused when a browser was talked into it.",
        "Every business answer is 200; result and msg tell how it went.",
    ),
)
