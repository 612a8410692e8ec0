"""What this dialect serves, for people and programs."""

from typing import Any

from integrations.dialects.base import Dialect, Operation, Parameter
from integrations.dialects.crmcom_classic.asking.identifiers import LISTED, NAMES
from integrations.dialects.crmcom_classic.connector import Classic
from integrations.dialects.crmcom_classic.table import ROWS, TABLE
from integrations.dialects.crmcom_classic.urls import BASE, urlpatterns
from integrations.dialects.crmcom_classic.words.values import NAME
from integrations.dialects.describing import object_of

TEXT: dict[str, Any] = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
STATUS = {
    "type": "object", "properties": {"code": TEXT, "message": NULLABLE, "description": NULLABLE},
    "required": ["code", "message", "description"],
}  # fmt: skip
IDENTIFIER = {
    "type": "object", "properties": dict.fromkeys(NAMES, TEXT), "minProperties": 1,
    "description": "Exactly one of these.",
}  # fmt: skip
FIELDS = Parameter("fields_set", "Names of the fields wanted, with commas; none means all.")
TOKEN = Parameter("token", "The token of a log-in.", required=True)
WHO = Parameter("contact_information_identifier", f"One of {', '.join(NAMES)}: id=…", required=True)


def _answer(data: Any) -> dict[str, Any]:
    """The envelope; ``data`` is null in an error, which is HTTP 200 too."""
    either = {"anyOf": [data, {"type": "null"}]}
    return {"type": "object", "properties": {"data": either, "status": STATUS}, "required": ["data", "status"]}


ALWAYS = dict.fromkeys((405, 413, 429), _answer({"type": "null"}))


def _form(name: str) -> dict[str, Any]:
    return object_of(row for row in ROWS if row.way != "in" and row.in_form(name))


def _body(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"token": TEXT} | properties, "required": ["token", *required]}


def _operation(method: str, path: str, summary: str, data: Any, **more: Any) -> Operation:
    return Operation(
        method=method, path=f"/{BASE}{path}", summary=summary, answers={200: _answer(data), **ALWAYS}, **more
    )


SENT = object_of(row for row in ROWS if row.way != "out")["properties"] | {"fields_set": TEXT}
NAMED = {"contact_information_identifier": IDENTIFIER}
TOKENS = {"type": "object", "properties": {"token": TEXT}}
CONSENT = {
    "type": "object",
    "properties": {"contact_consent_state": TEXT, "contact_consent_updated_date": TEXT, "id": TEXT},
}
PHOTO = {
    "type": "object",
    "properties": dict.fromkeys(("file_name", "file_content_url", "file_mime_type", "file_content_ticket"), TEXT),
}
IMAGE = Parameter("id", "As in file_content_url.", required=True)
ADA = {"token": "TOKEN", "type": "PERSON", "first_name": "Ada", "last_name": "King"}
BY_ID = {"token": "TOKEN", "contact_information_identifier": {"id": "ID"}}
ONE = "token=TOKEN&contact_information_identifier=id=ID"
LIST = tuple(Parameter(name, "Several of these narrow the list together; one is needed.") for name in LISTED)
PAGING = (
    Parameter("number_of_results", "At most so many, and never more than 100.", schema={"type": "integer"}),
    Parameter("offset", "How many are skipped.", schema={"type": "integer"}),
)
CONTACT = "contact_information/"

OPERATIONS = (
    _operation(
        "POST", "authentication/token", "Fetch a token", TOKENS, is_open=True,
        body={
            "type": "object", "required": ["username", "password", "organisation"],
            "properties": {"username": TEXT, "password": TEXT, "organisation": TEXT, "unit": TEXT},
        },
        example={"username": "USERNAME", "password": "PASSWORD", "organisation": "Main organisation"},
    ),
    _operation("POST", "authentication/web_api_key/token", "Fetch a token with a key, by HTTP Basic", TOKENS),
    _operation(
        "POST", "authentication/token/release", "End a token", {"type": "null"}, body=_body({}),
        example={"token": "TOKEN"},
    ),
    _operation(
        "GET", f"{CONTACT}show", "One contact", _form("full"), parameters=(TOKEN, WHO, FIELDS), query=ONE
    ),
    _operation(
        "GET", f"{CONTACT}list", "Contacts by their numbers and addresses", {"type": "array", "items": _form("list")},
        parameters=(TOKEN, *LIST, *PAGING, FIELDS), query="token=TOKEN&email_address=ada@example.org",
    ),
    _operation(
        "POST", f"{CONTACT}create", "Create a contact", _form("full"), body=_body(SENT, "type"), example=ADA
    ),
    _operation(
        "POST", f"{CONTACT}update", "Change what is named; entries of sets by what they ask for", _form("update"),
        body=_body(SENT | NAMED, "contact_information_identifier"), example=BY_ID | {"first_name": "Ada"},
    ),
    _operation(
        "POST", f"{CONTACT}accept_consent", "The contact's data may be used", CONSENT,
        body=_body(NAMED, "contact_information_identifier"), example=BY_ID,
    ),
    _operation(
        "POST", f"{CONTACT}reject_consent", "The contact's data may not be used", CONSENT,
        body=_body(NAMED, "contact_information_identifier"), example=BY_ID,
    ),
    _operation(
        "GET", f"{CONTACT}profile_photo/view", "Where the contact's photo is", PHOTO, parameters=(TOKEN, WHO, FIELDS),
        query=ONE,
    ),
    _operation("POST", f"{CONTACT}profile_photo/add", "Send a photo, as file of multipart/form-data", PHOTO),
    _operation(
        "POST", f"{CONTACT}profile_photo/remove", "Remove the photo", {"type": "null"},
        body=_body(NAMED, "contact_information_identifier"), example=BY_ID,
    ),
    Operation(
        method="GET", path="/crm/ImageDownloadServlet", summary="The picture itself", parameters=(TOKEN, IMAGE),
        answers=dict.fromkeys((200, 401, 404, 405, 429)), query="id=ID&token=TOKEN",
    ),
)  # fmt: skip
DIALECT = Dialect(
    name=NAME,
    title="CRM.COM classic Web API v2: contact information",
    about="Contacts as programs written for CRM.COM's Web API know them. A failure is HTTP 200 whose status.code is "
    "not OK. The token of a log-in stands in the query or in the body.",
    table=TABLE,
    operations=OPERATIONS,
    urlpatterns=urlpatterns,
    security={"type": "http", "scheme": "basic", "description": "A key as user name, to fetch a token with."},
    curl="",
    notes=(
        "A failure is HTTP 200 with a status.code that is not OK; only a call that is none (no such method, too large, "
        "too many) has a status of its own.",
        "The token stands in the address of a GET. It is left out of every log here; a proxy in front may not.",
        "Notes are shown with who wrote them and when in front, as the document has it; a decision below ends that.",
        "In an update what is absent stays, null clears, and sets are changed entry by entry.",
    ),
    connector=Classic,
)
