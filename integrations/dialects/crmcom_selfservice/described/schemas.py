"""JSON Schemas of what this dialect takes and answers."""

from typing import Any

from integrations.dialects.crmcom_selfservice.table import DEMOGRAPHICS, REGISTRATION_ROWS, ROWS
from integrations.dialects.describing import object_of

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": ["integer", "null"], "description": "Seconds since 1970."}
FLAG: Schema = {"type": ["boolean", "string", "integer"], "description": "true or false, also as text."}
ID: Schema = {"type": "string", "format": "uuid"}


def obj(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object."""
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def list_of(item: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": item}


def paged(item: Schema) -> Schema:
    """One page of a list."""
    number = {"type": "integer"}
    paging = obj(("page", "size", "total"), page=number, size=number, total=number)
    return obj(("content", "paging"), content=list_of(item), paging=paging)


ERROR = obj(
    ("status", "message", "error", "parameters"),
    status={"type": "integer"}, message=TEXT, error=TEXT, parameters=list_of(TEXT),
)  # fmt: skip
ONLY_ID = obj(("id",), id=ID)
CONTACT = object_of(row for row in ROWS if row.way != "in" and row.in_form("full"))
UPDATE = object_of(row for row in ROWS if row.way != "out")
SHOWN_DEMOGRAPHICS: Schema = CONTACT["properties"][DEMOGRAPHICS]
SIGNED_IN = object_of(row for row in ROWS if row.way != "in" and row.in_form("signed_in"))
SIGNED_IN["properties"]["is_verified"] = {"type": ["string", "boolean"]}
ORGANISATION = obj(external_id=TEXT, org_type=TEXT, org_relationship=TEXT, name=TEXT)
AUTH_RESULT = obj(
    ("access_token", "refresh_token", "exp", "contact", "organisations"),
    access_token=TEXT, refresh_token=TEXT, exp=TEXT, expiration_date={"type": "integer"}, contact=SIGNED_IN,
    organisations=list_of(ORGANISATION),
)  # fmt: skip
OTP = obj(("obfuscated_value", "auth_otp"), obfuscated_value=TEXT, auth_otp=ID)
EITHER: Schema = {"anyOf": [AUTH_RESULT, OTP]}
GIFT_PASS = obj(
    email_address=TEXT, phone_number=TEXT, country_code=TEXT, pin=TEXT,
    last_spend_amount={"type": ["number", "string"], "minimum": 0},
)  # fmt: skip
CREDENTIALS = list_of(
    obj(("name",), name=TEXT, value=TEXT, country_code=TEXT, phone={"type": "object"}, gift_pass=GIFT_PASS)
)
AUTHENTICATE = obj(
    ("provider",), provider=TEXT, username=TEXT, password=TEXT, token=TEXT, mac_address=TEXT, phone_number=TEXT,
    country_code=TEXT, application_id=TEXT,
)  # fmt: skip
IDENTITY = obj(
    ("provider",), provider=TEXT, username=TEXT, password=TEXT, validation_required=FLAG, phone_number=TEXT,
    country_code=TEXT, application_id=TEXT, token=TEXT,
)  # fmt: skip
REGISTER = object_of(REGISTRATION_ROWS, required=("identity",))
REGISTER["properties"] |= {"identity": IDENTITY, "pass_code": TEXT}
ASK = obj(("credentials",), send_method=TEXT, method=TEXT, credentials=CREDENTIALS)
PROVE = obj(("code",), code=TEXT, auth_otp=TEXT, credentials=CREDENTIALS, remember_me=FLAG)
SAID: Schema = {
    "channel": TEXT, "is_viewed": {"type": "boolean"}, "viewed_on": MOMENT, "is_archived": {"type": "boolean"},
    "clicked_on": MOMENT, "language": TEXT, "sender": TEXT, "recipient": TEXT, "content": TEXT, "subject": TEXT,
    "name": TEXT, "life_cycle_state": TEXT, "state": TEXT,
}  # fmt: skip
COMMUNICATION = obj(("id",), id=ID, contact_id=ID, **SAID)
WHOLE_COMMUNICATION = obj(
    ("contact",), id=ID, contact=obj(id=ID, name=TEXT, code=TEXT), created_on=MOMENT, title=TEXT, subtitle=TEXT,
    in_app_image_url=TEXT, in_app_click_link_url=TEXT, **SAID,
)  # fmt: skip
APPROVAL = obj(("id", "state", "entity"), id=ID, state=TEXT, entity=obj(id=TEXT, type=TEXT, reference=TEXT))
DECISION = obj(action=TEXT, comments=TEXT, token=TEXT, response=TEXT)
PREFERENCES = obj(("organisations",), organisations=list_of(obj(id=ID, type=TEXT, name=TEXT)))
WIFI = obj(("mac_address",), integration_id=TEXT, mac_address=TEXT, estimation_id=TEXT, site_id=TEXT)
PRINTOUT = obj(("format", "entity"), format=TEXT, entity=obj(("type", "id"), type=TEXT, id=TEXT))
FILE_FORM = obj(("file",), file={"type": "string", "format": "binary"})
