"""Pages of other origins that call us with an app key (Fetch standard, CORS protocol).

A page is told that it may read an answer only when the app it calls with names its origin exactly. There is no
wildcard, and cookies are never asked for: these surfaces do not look at any.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from contacts.access.apps.models import App
from contacts.access.apps.queries import admits, is_some_apps

METHODS = "GET, POST, PUT, PATCH, DELETE"
HEADERS = "accept, authorization, content-type, api_key, auth_token, refresh_token, api-key, auth-token, refresh-token"
EXPOSED = "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After"
SECONDS = "600"
_ADMITTED = "_admitted_origin"
View = Callable[..., HttpResponseBase]


class ForeignOrigin(Exception):
    """The page that calls is not one of the app's (403)."""


def admit(request: HttpRequest, app: App) -> None:
    """Let the page that calls, if any, read the answer; raises ``ForeignOrigin`` when the app does not name it."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return
    if not admits(app, origin):
        raise ForeignOrigin("This app may not be used from this page.")
    setattr(request, _ADMITTED, origin)


def for_app_pages(view: View) -> View:
    """A view that answers what browsers ask beforehand, and tells pages that ``admit`` let in that they may read."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _beforehand(request)
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Origin"])
        if origin := getattr(request, _ADMITTED, ""):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return answer


def _beforehand(request: HttpRequest) -> HttpResponse:
    """A browser asks before it sends the key, so all that can be said is whether the origin is some app's."""
    response = HttpResponse(status=204)
    patch_vary_headers(response, ["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"])
    origin = request.headers.get("Origin", "")
    if is_some_apps(origin):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Access-Control-Max-Age"] = SECONDS
    return response
