"""Errors: ``{"Message": sentence, "Errors": {field: [sentence]}}``; the document has none, the form is ours.

The token call answers as RFC 6749 (section 5.2) has it, with the same two beside.
"""

from typing import Any

from django.http import HttpResponse

from integrations.wire.inbound.bodies import answer
from integrations.wire.inbound.faults import Fault

OAUTH = {"unauthenticated": "invalid_client", "too_many": "temporarily_unavailable", "fault": "server_error"}
GRANT = "unsupported_grant_type"


def refuse(fault: Fault) -> HttpResponse:
    """The answer to a fault."""
    return answer(_body(fault), status=fault.status)


def refuse_token(fault: Fault) -> HttpResponse:
    """The answer to a fault of the token call."""
    of_grant = any(error.code == GRANT for error in fault.errors)
    code = GRANT if of_grant else OAUTH.get(fault.kind, "invalid_request")
    return answer({"error": code, "error_description": fault.message} | _body(fault), status=fault.status)


def _body(fault: Fault) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for error in fault.errors:
        errors.setdefault(error.path or "Request", []).append(error.message)
    return {"Message": fault.message, "Errors": errors}
