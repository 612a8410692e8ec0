"""One's own account: whether there is a second factor, and changing it."""

from typing import Any, cast

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from contacts.access.errors import Refused
from contacts.access.factors import operations, queries, recovery
from contacts.access.factors.backend import as_now
from contacts.access.factors.models import Authenticator, DeskUser
from contacts.access.factors.options import REQUIRED
from contacts.options import queries as options
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.proving import recently_proved
from contacts.staff.second_factor.turning_on import show_codes, trail


@staff_only
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is, one's second factor, and what happened to it."""
    user = cast(DeskUser, request.user)
    factor = user.factor()
    context: dict[str, Any] = {
        "since": factor.turned_on_at if factor else None, "events": queries.events(user),
        "is_required": options.get(REQUIRED),
    }  # fmt: skip
    if user.needs_code():
        context |= {"authenticators": list(queries.authenticators(user)), "left": recovery.left(user.pk)}
    return shell.render_page(
        request=request, template="staff/second_factor/account.html", title="Your account", context=context
    )


@recently_proved
@never_cache
@require_http_methods(["GET", "POST"])
def turn_off(request: HttpRequest) -> HttpResponse:
    """Ask whether to, then let the password alone sign in again."""
    if request.method == "POST":
        user = cast(DeskUser, request.user)
        try:
            operations.turn_off(user, actor=actor_of(user))
        except Refused as refused:
            return _back(request, str(refused), tone="bad")
        update_session_auth_hash(request, as_now(user))
        return _back(request, "Turned off. Your password alone signs you in; you are signed out everywhere else.")
    text = "Your password alone will sign you in. Apps and recovery codes that you have now stop working."
    return _sure(request, title="Turn off the second factor", text=text, button="Turn it off", tone="danger")


@recently_proved
@never_cache
@require_http_methods(["GET", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ask whether to, then show ten new recovery codes."""
    if request.method == "POST":
        user = cast(DeskUser, request.user)
        try:
            return show_codes(request, operations.renew_codes(user, actor=actor_of(user)))
        except Refused as refused:
            return _back(request, str(refused), tone="bad")
    text = "The codes that you have now stop working, used or not."
    return _sure(request, title="New recovery codes", text=text, button="Make ten new codes")


@recently_proved
@never_cache
@require_http_methods(["GET", "POST"])
def remove_app(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to, then take one of several apps away."""
    user = cast(DeskUser, request.user)
    row = queries.authenticators(user).filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such authenticator")
    if request.method == "POST":
        try:
            operations.remove(user, authenticator=pk, actor=actor_of(user))
        except (Refused, Authenticator.DoesNotExist) as refused:
            return _back(request, str(refused), tone="bad")
        return _back(request, f"Removed {row.name}. Its codes sign nobody in any more.")
    text = f"The codes of {row.name} will sign nobody in any more."
    return _sure(request, title=f"Remove {row.name}", text=text, button="Remove it", tone="danger")


def _back(request: HttpRequest, text: str, *, tone: str = "good") -> HttpResponse:
    shell.toast(request=request, text=text, tone=tone)
    return HttpResponseRedirect(reverse("staff:account"))


def _sure(request: HttpRequest, *, title: str, text: str, button: str, tone: str = "primary") -> HttpResponse:
    context = {"text": text, "button": button, "tone": tone, "leave": reverse("staff:account")}
    return shell.render_page(request=request, template="staff/sure.html", title=title, trail=trail(), context=context)
