"""Errors: ``{"error": sentence, "errors": {field: sentence}}``. The document has statuses only; the form is ours."""

from django.http import HttpResponse

from contacts.record.errors import Invalid
from integrations.wire.inbound.bodies import answer
from integrations.wire.inbound.faults import Fault, Refused, refused


def refuse(fault: Fault) -> HttpResponse:
    """The answer to a fault."""
    return answer({"error": fault.message, "errors": fault.by_field()}, status=fault.status)


def not_created(exc: Invalid) -> Refused:
    """404 "could not create" for what is required or an account that is not there (line 283), else 400."""
    documented = any(
        error.code == "required" or (error.path == "account_id" and error.code == "unknown") for error in exc.errors
    )
    status = 404 if documented else 400
    return refused(status, "invalid", "The contact could not be created.", errors=exc.errors)
