"""Proving again who one is, then going on to where one was."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access.accounts.models import Account
from contacts.access.errors import Refused
from contacts.access.owners import confirming
from contacts.access.passkeys import operations as passkeys
from contacts.access.passkeys import queries as known_passkeys
from contacts.access.sessions import operations as sessions
from contacts.access.sessions import queries as living
from contacts.access.sessions.options import IDLE_DAYS
from contacts.options import queries as options
from contacts.portal.entrance.arriving import DAY_SECONDS, NOT_NOW, refusal
from contacts.portal.entrance.codes import code_page, code_refusal
from contacts.portal.entrance.forms import CodeForm
from contacts.portal.frame.access import PortalRequest, wanted, with_next
from contacts.portal.frame.customers import account_of, caller_of, let_in
from contacts.portal.frame.forms import PasswordField, PortalForm
from contacts.portal.frame.pages import render_page
from contacts.portal.frame.pending import Begun, begin, begun, finish


class ConfirmForm(PortalForm):
    """The password once more."""

    password = PasswordField()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PortalRequest) -> HttpResponse:
    """Ask for the password, a code or a passkey."""
    account = account_of(request.customer)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.by_password(account=account, password=form.cleaned_data["password"], caller=caller_of(request))
            return _confirmed(request, wanted(request))
        except NOT_NOW as error:
            sentence, status = refusal(error)
            form.add_error("password", sentence)
            return _page(request, account, form, status)
    return _page(request, account, form, 422 if form.errors else 200)


@require_POST
def send_code(request: PortalRequest) -> HttpResponse:
    """Have a code sent to one's own address."""
    try:
        challenge = confirming.ask(account=account_of(request.customer), caller=caller_of(request))
    except NOT_NOW:
        return HttpResponseRedirect(with_next("portal:confirm", wanted(request)))
    response = redirect("portal:confirm-code")
    begin(response, Begun(what="confirm", then=wanted(request)).with_challenge(challenge))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: PortalRequest) -> HttpResponse:
    """Take the code."""
    now = begun(request, "confirm")
    if now is None:
        return redirect("portal:confirm")
    if request.POST.get("do") == "again":
        return send_code(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.by_code(
                account=account_of(request.customer),
                challenge=now.challenge,
                code=form.cleaned_data["code"],
                caller=caller_of(request),
            )
            return _confirmed(request, now.then)
        except NOT_NOW as error:
            form.add_error("code", code_refusal(error))
    return code_page(request, form, now)


@require_POST
def confirm_passkey(request: PortalRequest) -> HttpResponse:
    """Take the signature of a passkey of this account."""
    try:
        account = passkeys.finish_sign_in(
            token=request.POST.get("token", ""), credential=request.POST.get("credential", "")
        )
        if account.pk != request.customer.account:
            raise Refused("This passkey is another account's.")
    except NOT_NOW:
        form = ConfirmForm()
        return _page(request, account_of(request.customer), form, 422, problem=_("That passkey was not taken."))
    return _confirmed(request, wanted(request))


def _confirmed(request: PortalRequest, then: str) -> HttpResponse:
    """The session's proof is from now on this one, and its cookie a new one."""
    session = request.customer.session
    response = HttpResponseRedirect(then)
    stays = living.of_account(request.customer.account).filter(pk=session, remember=True).exists()
    seconds = options.get(IDLE_DAYS) * DAY_SECONDS if stays else None
    let_in(response, sessions.reauthenticate(session=session) or "", seconds=seconds)
    finish(response)
    return response


def _page(
    request: PortalRequest, account: Account, form: ConfirmForm, status: int, *, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "next": wanted(request),
        "by_password": bool(account.password),
        "by_passkey": known_passkeys.of_account(account.pk).exists(),
        "begin": reverse("portal:begin-passkey-sign-in"),
    }
    return render_page(request, "portal/security/confirm.html", title=_("Is it you?"), context=context, status=status)
