"""The sign-in page: with a password, or by asking for a code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.accounts import signing_in
from contacts.access.codes import operations as codes
from contacts.access.identities.lookup import Credential
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.entrance.arriving import NOT_NOW, arrive, refusal
from contacts.portal.entrance.forms import SignInForm
from contacts.portal.entrance.providers import offered
from contacts.portal.frame.access import OpenRequest, wanted
from contacts.portal.frame.customers import caller_of
from contacts.portal.frame.pages import render_page
from contacts.portal.frame.pending import Begun, begin


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: OpenRequest) -> HttpResponse:
    """The page; who is signed in already goes on."""
    ways = options.get(decided.WAYS)
    asks_code = "code" in ways and (request.POST.get("way") == "code" or "password" not in ways)
    form = SignInForm(request.POST or None, by_password="password" in ways, needs_password=not asks_code)
    if request.method != "POST":
        return redirect(wanted(request)) if request.customer else sign_in_page(request, form)
    if not form.is_valid():
        return sign_in_page(request, form, 422)
    try:
        if asks_code:
            return _send_code(request, **_said(form))
        account = signing_in.with_password(
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            caller=caller_of(request),
        )
        return arrive(request, account, method="password", then=wanted(request), stay=form.cleaned_data["stay"])
    except NOT_NOW as error:
        sentence, status = refusal(error)
        form.add_error(None, sentence)
        return sign_in_page(request, form, status)


def credential_of(username: str) -> tuple[str, str]:
    """How a code is asked for with what somebody signs in with."""
    return ("EMAIL" if "@" in username or not any(map(str.isdecimal, username)) else "PHONE"), username


def _said(form: SignInForm) -> dict[str, Any]:
    return {"username": form.cleaned_data["username"], "stay": form.cleaned_data["stay"]}


def _send_code(request: HttpRequest, *, username: str, stay: bool) -> HttpResponse:
    name, value = credential_of(username)
    challenge = codes.ask(credentials=[Credential(name, value)], caller=caller_of(request))
    response = redirect("portal:code")
    begin(
        response,
        Begun(
            what="sign_in",
            then=wanted(request),
            challenge=str(challenge.id),
            shown=challenge.obfuscated,
            credential=(name, value),
            remember=stay,
        ),
    )
    return response


def sign_in_page(
    request: HttpRequest, form: SignInForm | None = None, status: int = 200, *, problem: str = ""
) -> HttpResponse:
    """The page with what the operator offers."""
    ways = options.get(decided.WAYS)
    context = {
        "form": form or SignInForm(by_password="password" in ways, needs_password=False),
        "problem": problem,
        "action": reverse("portal:passkey-sign-in"),
        "begin": reverse("portal:begin-passkey-sign-in"),
        "next": wanted(request),
        "by_password": "password" in ways,
        "by_code": "code" in ways,
        "by_passkey": "passkey" in ways,
        "providers": offered(),
        "may_register": options.get(decided.REGISTRATION),
    }
    return render_page(request, "portal/entrance/sign_in.html", title=_("Sign in"), context=context, status=status)
