"""Who may come in: staff users, and per page those who hold its permission."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from contacts.staff.frame.addresses import own_url

P = ParamSpec("P")
ENDED = "Your session has ended. Sign in in another tab, then send this again: what you typed is still here."


def staff_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Send strangers to the sign-in page and refuse users who are not staff; no shared cache may keep the answer."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not request.user.is_staff:
            raise PermissionDenied("This part is for staff")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Vary"] = "Cookie, HX-Request"
        return response

    return guarded


def need(allowed: bool) -> None:
    """Refuse the request unless allowed."""
    if not allowed:
        raise PermissionDenied("You do not have the right to do this")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    sign_in = reverse("staff:sign-in")
    if request.method == "POST":
        return _with_what_was_typed(request)
    if request.headers.get("HX-Request"):  # a fragment cannot hold a sign-in page: let the whole window go there
        back = own_url(request, request.headers.get("HX-Current-URL", ""))
        return HttpResponse(headers={"HX-Redirect": redirect_to_login(back, sign_in).url if back else sign_in})
    return redirect_to_login(request.get_full_path(), sign_in)


def _with_what_was_typed(request: HttpRequest) -> HttpResponse:
    # Not at the top: these pages name every desk, and each of them is guarded by this module.
    from contacts.staff.frame import held, sign_in

    if request.headers.get("HX-Request"):
        return HttpResponse(ENDED, status=403, content_type="text/plain")
    sealed = held.hold(request)
    if sealed == "":
        back = own_url(request, request.headers.get("Referer", "")) or request.get_full_path()
        return redirect_to_login(back, reverse("staff:sign-in"))
    return sign_in.ask_again(request, sealed)
