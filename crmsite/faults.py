"""Pages for what cannot be answered; customers are shown the portal's, never the desk's."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.csrf import csrf_failure

from contacts.portal.frame import faults

PORTAL = "/portal/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return faults.not_found(request) if request.path.startswith(PORTAL) else defaults.page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if request.path.startswith(PORTAL):
        return faults.not_found(request, status=403)
    return defaults.permission_denied(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a page that asks the database for nothing, since that may be what failed."""
    return faults.failed(request) if request.path.startswith(PORTAL) else defaults.server_error(request)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without the token that shows it was ours."""
    return faults.stale_form(request) if request.path.startswith(PORTAL) else csrf_failure(request, reason)
