"""Errors as ``application/problem+json`` (RFC 9457), every fault of the input at its path."""

from collections.abc import Iterable
from typing import Any

import msgspec
import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from contacts.access.repeats.operations import InFlight, Reused
from contacts.directory.commands import NotFound, Stale
from contacts.files.storage.storing import StorageAway
from contacts.lookups.saving import InUse
from contacts.record.errors import FieldError, Invalid
from contacts.tables.away import RETRY_AFTER, unavailable

CONTENT_TYPE = "application/problem+json"
log = structlog.get_logger("crm.api")
TITLES = {
    400: "The request is not valid",
    401: "A key is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not available in that form",
    409: "In conflict with what is there",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not a form that is understood",
    422: "Token used before",
    428: "A condition is needed",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Not available now",
}


class Problem(Exception):
    """An answer that is no success; ``extra`` members stand beside the standard ones."""

    def __init__(
        self, status: int, detail: str, *, errors: Iterable[FieldError] = (), headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:  # fmt: skip
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        self.headers, self.extra = headers or {}, extra
        super().__init__(detail)

    def body(self) -> dict[str, Any]:
        """The members of the answer."""
        found = {
            "type": "about:blank",
            "title": TITLES.get(self.status, "Problem"),
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        return found | {"errors": [msgspec.structs.asdict(error) for error in self.errors]}

    def response(self) -> HttpResponse:
        """As it goes to the caller."""
        return HttpResponse(
            msgspec.json.encode(self.body()), status=self.status, content_type=CONTENT_TYPE, headers=self.headers
        )


def invalid_problem(errors: Iterable[FieldError]) -> Problem:
    """400 with every fault."""
    found = tuple(errors)
    count = "One value is" if len(found) == 1 else f"{len(found)} values are"
    return Problem(400, f"{count} not acceptable; nothing was stored.", errors=found)


def problem_of(exc: Exception) -> Problem | None:
    """What ``exc`` means to the caller, or None for a fault of ours."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Invalid):
        return invalid_problem(exc.errors)
    if isinstance(exc, Stale):
        return Problem(412, str(exc), headers={"ETag": f'"{exc.current}"'}, revision=exc.current)
    if isinstance(exc, (NotFound, Http404)):
        return Problem(404, str(exc) or "There is nothing here.")
    if isinstance(exc, InUse):
        return Problem(409, str(exc), uses=[{"what": what, "count": count} for what, count in exc.uses])
    if isinstance(exc, InFlight):
        detail = "The first request with this Idempotency-Key is still being carried out."
        return Problem(409, detail, headers={"Retry-After": "1"})
    if isinstance(exc, Reused):
        return Problem(422, "This Idempotency-Key was used for another body. Take a new one for a new request.")
    if why := unavailable(exc):
        log.error("the database does not answer", exc_info=exc)
        return Problem(503, why, headers=RETRY_AFTER)
    if isinstance(exc, StorageAway):
        return Problem(503, str(exc), headers=RETRY_AFTER)
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    if isinstance(exc, PermissionDenied):
        return Problem(403, "This is not allowed.")
    if isinstance(exc, SuspiciousOperation):  # a body or form beyond the limits of the settings
        return Problem(413 if "Big" in type(exc).__name__ else 400, "The request is larger than is accepted.")
    if isinstance(exc, MultiPartParserError):
        return Problem(400, f"The multipart/form-data body cannot be read: {exc}")
    return None


def _of_framework(exc: exceptions.APIException) -> Problem:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(exc, exceptions.ValidationError):
        return invalid_problem(_flattened(exc.detail, ""))
    return Problem(exc.status_code, str(exc.detail), headers=headers)


def _flattened(detail: Any, path: str) -> Iterable[FieldError]:
    """A serializer's errors, which nest as its data does, at neutral paths."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from _flattened(value, f"{path}.{name}".strip("."))
    elif isinstance(detail, list):
        for value in detail:
            yield from _flattened(value, path)
    else:
        yield FieldError(path, str(getattr(detail, "code", "invalid")), str(detail))


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The framework's exception handler for this API."""
    problem = problem_of(exc)
    return problem.response() if problem else None


@csrf_exempt  # else a POST to nowhere is told of a form that went stale, in HTML
def not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """For paths below ``/api/`` that lead nowhere."""
    return Problem(404, f"There is nothing at {request.path}. GET /api/v1/ lists what there is.").response()
