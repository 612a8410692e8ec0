"""Errors: HTTP 200 and an upper-case exception as ``status.code``; of the names only the pattern is documented."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from integrations.wire.inbound.bodies import answer
from integrations.wire.inbound.faults import Fault, Refused, refused

GENERAL = "COM.CRM.EXCEPTION.GENERAL."
CONTACT = "COM.CRM.EXCEPTION.CONTACTINFORMATION."
CODES: Mapping[str, str] = {
    "unauthenticated": f"{GENERAL}INVALIDTOKENEXCEPTION",
    "forbidden": f"{GENERAL}NOTALLOWEDEXCEPTION",
    "not_found": f"{CONTACT}NOTFOUNDEXCEPTION",
    "several": f"{CONTACT}MULTIPLERECORDSFOUNDEXCEPTION",
    "no_photo": f"{CONTACT}PROFILEPHOTONOTFOUNDEXCEPTION",
    "required": f"{GENERAL}MANDATORYPARAMETEREXCEPTION",
    "invalid": f"{GENERAL}INVALIDPARAMETEREXCEPTION",
    "conflict": f"{GENERAL}CONCURRENTUPDATEEXCEPTION",
    "nowhere": f"{GENERAL}METHODNOTFOUNDEXCEPTION",
    "method": f"{GENERAL}METHODNOTALLOWEDEXCEPTION",
    "too_large": f"{GENERAL}REQUESTTOOLARGEEXCEPTION",
    "too_many": f"{GENERAL}TOOMANYREQUESTSEXCEPTION",
    "fault": f"{GENERAL}INTERNALEXCEPTION",
}
OF_THE_CALL = frozenset({"nowhere", "method", "too_large", "too_many", "fault"})  # with a status of their own


def status(code: str, text: str | None) -> dict[str, Any]:
    """The head of every answer."""
    return {"code": code, "description": text, "message": text}


def refuse(fault: Fault) -> HttpResponse:
    """The answer to a fault."""
    missing = fault.kind == "invalid" and any(error.code == "required" for error in fault.errors)
    kind = "required" if missing else fault.kind
    told = "; ".join(f"{error.path}: {error.message}" if error.path else error.message for error in fault.errors)
    head = status(CODES[kind], told[:1000] or fault.message)
    return answer({"data": None, "status": head}, status=fault.status if kind in OF_THE_CALL else 200)


def several() -> Refused:
    """More than one contact is meant."""
    return refused(409, "several", "Several contacts have this; name the one that is meant by its id.")
