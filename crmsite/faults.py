"""Pages for what cannot be answered; customers are shown the portal's, never the desk's."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import is_valid_path
from django.views import defaults
from django.views.csrf import csrf_failure

from contacts.api.protocol.problems import Problem
from contacts.portal.frame import faults
from contacts.tables.away import RETRY_AFTER, unavailable

API, PORTAL = "/api/v1/", "/portal/"
FAILED = "The fault is ours, and it has been noted. Try again in a few minutes."
STALE = "Nothing was stored: somebody signed in or out since. Send it again, or copy it and load the page anew."
TOO_MUCH = "Nothing was stored: the form was too large, or it did not arrive whole. Send less at once."
UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, but for who typed a page's address without the slash that it ends in: there."""
    if request.method in ("GET", "HEAD") and is_valid_path(f"{request.path_info}/"):
        return HttpResponseRedirect(request.get_full_path(force_append_slash=True))
    return faults.not_found(request) if request.path.startswith(PORTAL) else defaults.page_not_found(request, exception)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a form that is too large or came in pieces; to a host that is not ours no page of ours is shown."""
    if not isinstance(exception, UNREADABLE):
        return HttpResponseBadRequest("Bad request", content_type="text/plain")
    if request.headers.get("HX-Request"):
        return HttpResponseBadRequest(TOO_MUCH, content_type="text/plain")
    return faults.unreadable(request) if request.path.startswith(PORTAL) else defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if request.path.startswith(PORTAL):
        return faults.not_found(request, status=403)
    return defaults.permission_denied(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer: what asks it for nothing, since that may be what failed."""
    why = unavailable(sys.exc_info()[1])
    status, headers = (503, RETRY_AFTER) if why else (500, {})
    if request.path.startswith(API):
        return Problem(status, why or FAILED, headers=headers).response()
    if why and request.headers.get("HX-Request"):
        return HttpResponse(why, status=status, headers=headers, content_type="text/plain")
    if request.path.startswith(PORTAL):
        response = faults.failed(request)
    else:
        response = defaults.server_error(request, "503.html" if why else "500.html")
    response.status_code = status
    for name, value in headers.items():
        response.headers[name] = value
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without the token that shows it was ours; a part of a page says so where it stands."""
    if request.headers.get("HX-Request"):
        return HttpResponse(STALE, status=403, content_type="text/plain")
    return faults.stale_form(request) if request.path.startswith(PORTAL) else csrf_failure(request, reason)
