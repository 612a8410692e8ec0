"""Taking an authenticator into use: by whoever is signed in, or by whoever may not come in without."""

from collections.abc import Sequence
from typing import cast

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.errors import Refused, Wrong
from contacts.access.factors import operations
from contacts.access.factors.backend import as_now
from contacts.access.factors.models import DeskUser
from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import pending, shell
from contacts.staff.frame.proving import recently_proved
from contacts.staff.frame.tries import know_device
from contacts.staff.second_factor.drawing import download, shown
from contacts.staff.second_factor.forms import AppForm

WRONG = "That code is not right. Type the one that the app shows now; if it goes on, look at your phone’s clock."


@recently_proved
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The key to scan; its first code turns the second factor on, or adds another app."""
    user = cast(DeskUser, request.user)
    form = AppForm(request.POST if request.method == "POST" else None)
    try:
        codes = _confirmed(user, form)
        row = operations.begin(user) if codes is None else None
    except Invalid as refused:
        shell.toast(request=request, text=refused.errors[0].message, tone="bad")
        return redirect("staff:account")
    if row is None:
        update_session_auth_hash(request, as_now(user))
        return show_codes(request, codes) if codes else _added(request)
    is_on = user.needs_code()
    context = shown(row) | {
        "form": form, "button": "Add it" if is_on else "Turn on", "leave": reverse("staff:account"),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/second_factor/turn_on.html", trail=trail(), context=context,
        title="Another authenticator" if is_on else "Turn on a second factor", status=422 if form.errors else 200,
    )  # fmt: skip


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def must_turn_on(request: HttpRequest) -> HttpResponse:
    """The same for whoever gave the right password where staff need a second factor; then they are in."""
    now = pending.found(request, "factor")
    if now is None:
        return redirect("staff:sign-in")
    form = AppForm(request.POST if request.method == "POST" else None)
    codes = _confirmed(now.user, form)
    if codes is not None:
        pending.finish(request, now)
        response = show_codes(request, codes, leave=now.then)
        know_device(request, response, now.user.get_username())
        return response
    context = shown(operations.begin(now.user)) | {
        "title": "Turn on a second factor", "theme": shell.theme_of(request), "user_name": now.user.get_username(),
        "form": form, "button": "Turn on",
    }  # fmt: skip
    return render(request, "staff/second_factor/must.html", context, status=422 if form.errors else 200)


def show_codes(request: HttpRequest, codes: Sequence[str], *, leave: str = "") -> HttpResponse:
    """Recovery codes, in this answer and nowhere else."""
    text = "\n".join(codes)
    context = {
        "codes": codes, "text": text, "leave": leave or reverse("staff:account"),
        "file": download(f"Recovery codes of {request.user.get_username()}\nEach works once.\n\n{text}\n"),
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/second_factor/codes.html", title="Recovery codes", trail=trail(),
        context=context,
    )  # fmt: skip


def trail() -> tuple[tuple[str, str], ...]:
    """What stands above the pages of one's own account."""
    return (("Your account", reverse("staff:account")),)


def _confirmed(user: DeskUser, form: AppForm) -> list[str] | None:
    """The recovery codes when the code is right (none for a further app), else None and the form says why."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return operations.confirm(user, given=said["code"], name=said["name"], actor=actor_of(user))
    except Wrong:
        form.add_error("code", WRONG)
    except Refused:
        form.add_error("code", "This key is an hour old. Scan the new one above.")
    return None


def _added(request: HttpRequest) -> HttpResponse:
    shell.toast(request=request, text="Added. Its codes sign you in too.")
    return HttpResponseRedirect(reverse("staff:account"))
