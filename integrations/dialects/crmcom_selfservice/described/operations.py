"""Every operation, once for each place that it is served at."""

from typing import Any

from msgspec.structs import replace

from integrations.dialects.base import Operation, Parameter
from integrations.dialects.crmcom_selfservice.described import schemas as s

KEY, TOKEN, BOTH = ("credential",), ("token",), ("credential", "token")
REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 413, 429, 502), s.ERROR)
WHOLE: dict[str, Any] = {"type": "integer", "minimum": 1}
PAGING = (
    Parameter("page", "Which page, from 1.", schema=WHOLE),
    Parameter("size", "How many on a page, ten unless it is said.", schema=WHOLE),
    Parameter("sort", "CREATED_DATE, UPDATED_DATE, NAME, or when it was posted or scheduled."),
    Parameter("order", "ASC or DESC."),
)
LISTED = (
    Parameter("channel", "EMAIL, SMS, INAPP or DEVICE."),
    Parameter("archived", "true or false.", schema=s.FLAG),
    Parameter("viewed", "true or false.", schema=s.FLAG),
    *(Parameter(f"created_on[{word}]", "Seconds since 1970.") for word in ("lt", "lte", "gt", "gte")),
)
ASKED = (
    Parameter("state", "PENDING, APPROVED or REJECTED; several with commas."),
    Parameter("entity_types", "ORDERS, SERVICE_REQUESTS, REWARD_OFFERS, ORGANISATIONS; several with commas."),
)
WORDS = {"first_name": "Ada", "last_name": "King"}
ADDRESS, SECRET = "ada@example.org", "five words nobody would guess"
MAIL = {"provider": "EMAIL", "username": ADDRESS, "password": SECRET}


def _made(method: str, path: str, summary: str, answer: Any = None, /, **more: Any) -> Operation:
    status = more.pop("status", 200)
    answers = {status: answer, **more.pop("also", {}), **REFUSALS}
    return Operation(method=method, path=path, summary=summary, answers=answers, **({"proofs": TOKEN} | more))


ENTRANCE = (
    _made("POST", "/contacts/register", "Register", s.EITHER, body=s.REGISTER, proofs=KEY,
          example=WORDS | {"identity": MAIL}),
    _made("POST", "/contacts/authenticate", "Sign in, or have a code sent", s.EITHER, body=s.AUTHENTICATE, proofs=KEY,
          example=MAIL),
    _made("POST", "/contacts/otp", "Have a code sent", s.OTP, body=s.ASK, proofs=KEY,
          example={"send_method": "EMAIL", "credentials": [{"name": "EMAIL", "value": ADDRESS}]}),
    _made("POST", "/contacts/validate-otp", "Sign in with a code", s.AUTH_RESULT, body=s.PROVE, proofs=KEY,
          example={"credentials": [{"name": "AUTH_OTP", "value": "AUTH_OTP"}], "code": "CODE"}),
    _made("POST", "/contacts/forgot_password", "Have a link mailed", body=s.obj(("username",), username=s.TEXT),
          proofs=KEY, example={"username": ADDRESS}),
    _made("POST", "/contacts/change_password", "Choose a password by a mailed link", is_open=True,
          body=s.obj(("token", "password"), token=s.TEXT, password=s.TEXT),
          example={"token": "TOKEN", "password": SECRET}),
)  # fmt: skip
SIGN_OUT = _made("POST", "/contacts/{contact}/sign_out", "Sign out")
VERIFY = _made("GET", "/contacts/verify_email", "Prove an address by a mailed link", is_open=True, also={302: None})
VERIFY_POST = replace(VERIFY, method="POST", summary="The same")
BY_PATH, IN_QUERY = "/contacts/verify_email/{token}", (Parameter("token", "The link's token.", required=True),)
CONTACT = "/contacts/{contact}"
FILE = "/files/{file}"
OF_REQUEST = "/service_requests/{service_request}/files/{file}"
FILES = tuple(
    operation
    for path in (FILE, OF_REQUEST)
    for operation in (
        _made("GET", path, "What a file is, or its bytes", s.obj(("id",), id=s.ID, mime=s.TEXT),
              also={206: None, 304: None, 416: None}),
        _made("DELETE", path, "Take a file away"),
    )
)  # fmt: skip
REST = (
    _made("POST", "/contacts/validate", "Whether somebody can be found", body=s.ASK, proofs=KEY,
          example={"credentials": [{"name": "EMAIL", "value": ADDRESS}]}),
    replace(ENTRANCE[3], path="/contacts/validate_otp", summary="The same, as v2 spells it"),
    _made("POST", "/contacts/refresh", "Fresh tokens", s.AUTH_RESULT, body=s.obj(refresh_token=s.TEXT), proofs=KEY,
          example={"refresh_token": "REFRESH_TOKEN"}, parameters=(Parameter("refresh_token", "Also here.", "header"),)),
    replace(VERIFY, path=BY_PATH), replace(VERIFY_POST, path=BY_PATH),
    _made("GET", CONTACT, "The contact", s.CONTACT),
    _made("PUT", CONTACT, "Change what is named", s.ONLY_ID, body=s.UPDATE, example={"title": "Dr"}),
    _made("DELETE", CONTACT, "Leave"),
    _made("PUT", f"{CONTACT}/consents", "Whether data may be used", s.ONLY_ID, example={"consent_state": "ACCEPTED"},
          body=s.obj(("consent_state",), consent_state=s.TEXT)),
    _made("GET", f"{CONTACT}/demographics", "The demographics", s.SHOWN_DEMOGRAPHICS),
    _made("GET", f"{CONTACT}/preferences", "Preferred organisations", s.PREFERENCES),
    _made("POST", f"{CONTACT}/preferences", "Prefer an organisation", s.ONLY_ID,
          body=s.obj(("organisation_id", "type"), organisation_id=s.TEXT, type=s.TEXT),
          example={"organisation_id": "UUID", "type": "ORDERS"}),
    _made("GET", f"{CONTACT}/communications", "What was sent", s.paged(s.COMMUNICATION), parameters=LISTED + PAGING),
    _made("GET", "/communications/{communication}", "One communication", s.WHOLE_COMMUNICATION),
    _made("PUT", "/communications/{communication}/actions", "Viewed, or put away", s.ONLY_ID,
          body=s.obj(viewed=s.FLAG, archived=s.FLAG), example={"viewed": "true"}),
    _made("GET", f"{CONTACT}/approval_requests", "What is to be approved", s.paged(s.APPROVAL),
          parameters=ASKED + PAGING),
    _made("POST", "/approval_requests/{approval}/actions", "Decide: with action signed in, with token by a link",
          s.ONLY_ID, body=s.DECISION, example={"action": "ACCEPT"}),
    _made("POST", "/upload/files", "Send a file", s.ONLY_ID, body=s.FILE_FORM, media="multipart/form-data",
          example={"file": "@photo.jpg"}),
    *FILES,
    _made("POST", "/printout", "A document, to be fetched as a file or mailed", s.ONLY_ID, status=201,
          also={204: None}, body=s.PRINTOUT, example={"format": "PDF", "entity": {"type": "ORDER", "id": "UUID"}}),
    _made("POST", f"{CONTACT}/wifi/authorization", "Let a device into the WiFi", body=s.WIFI, proofs=BOTH,
          example={"mac_address": "01-23-45-67-89-AB"}),
    SIGN_OUT,
)  # fmt: skip


def _todays(operation: Operation) -> Operation:
    """As v2 answers: 201 for what is new, 204 where there is nothing to say."""
    answers = dict(operation.answers)
    if 200 in answers and operation.path == "/contacts/register":
        answers = {201: answers.pop(200), **answers}
    elif answers.get(200, "") is None and operation.path != "/contacts/validate":
        answers = {204: answers.pop(200), **answers}
    return replace(operation, answers=answers)


def _below(prefix: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    return tuple(replace(one, path=prefix + one.path) for one in operations)


OPERATIONS = (
    *_below("/self-service/v1", ENTRANCE + REST),
    *_below("/self-service/v2", tuple(map(_todays, ENTRANCE + REST))),
    *_below("/self-service/v2", tuple(replace(_todays(one), parameters=IN_QUERY) for one in (VERIFY, VERIFY_POST))),
    *_below("", (*ENTRANCE, SIGN_OUT)),
)
