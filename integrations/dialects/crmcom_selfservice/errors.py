"""The one form of every error (seeds/001, lines 29 to 52): a status, a sentence, a name for programs, and its parts."""

from collections.abc import Iterable

from django.http import HttpResponse

from contacts.options import queries as options
from integrations.dialects.crmcom_selfservice.options import NOT_FOUND_IS_404
from integrations.wire.inbound.bodies import answer
from integrations.wire.inbound.faults import Fault, Refused

NOWHERE = "nowhere"  # an address that leads nowhere is 404, a record that is not there is not
NAMES = {
    "not_found": "NOTFOUND", NOWHERE: "NOTFOUND", "unauthenticated": "UNAUTHORIZED", "forbidden": "FORBIDDEN",
    "method": "METHODNOTALLOWED", "conflict": "CONFLICT", "too_large": "TOOLARGE", "too_many": "TOOMANYREQUESTS",
    "gone": "INVALIDTOKEN", "upstream": "BADGATEWAY", "already_authorised": "CLIENTALREADYAUTHORIZED",
    "fault": "INTERNAL",
}  # fmt: skip


def refuse(fault: Fault) -> HttpResponse:
    """The answer to a fault."""
    status, message, parameters = fault.status, fault.message, fault.parameters
    if fault.kind == "not_found":
        status = 404 if options.get(NOT_FOUND_IS_404) else 400
        message = "Record not found."
    if fault.errors:
        message = " ".join(f"{error.path}: {error.message}" if error.path else error.message for error in fault.errors)
        parameters = tuple(error.path for error in fault.errors if error.path)
    name = f"CRM.EXCEPTIONS.{NAMES.get(fault.kind, 'INVALIDREQUEST')}EXCEPTION"
    return answer({"status": status, "message": message, "error": name, "parameters": parameters}, status=status)


def not_found(kind: str, ref: str) -> Refused:
    """There is no such record, or it is somebody else's."""
    return told(400, "not_found", "Record not found.", (kind, ref[:100]))


def told(status: int, kind: str, message: str, parameters: Iterable[str] = ()) -> Refused:
    """A refusal with what programs make their own sentence of."""
    return Refused(Fault(status, kind, message, parameters=tuple(parameters)))
