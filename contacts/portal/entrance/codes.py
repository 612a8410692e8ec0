"""The page that takes a code, for everything that sends one before somebody is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts.access.accounts import registering
from contacts.access.codes import operations as codes
from contacts.access.codes.operations import Challenge
from contacts.access.errors import Wrong
from contacts.access.identities.lookup import Credential
from contacts.consents.log.evidence import NOTHING, Evidence, evidence
from contacts.consents.operations import made
from contacts.portal.entrance.arriving import NOT_NOW, arrive, refusal
from contacts.portal.entrance.forms import CodeForm
from contacts.portal.frame.access import OpenRequest, PortalRequest
from contacts.portal.frame.customers import address_of, caller_of
from contacts.portal.frame.pages import notice, render_page
from contacts.portal.frame.pending import Begun, begin, begun


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: OpenRequest) -> HttpResponse:
    """The page; without something begun in this browser there is nothing to enter."""
    now = begun(request, "sign_in", "register")
    if now is None:
        return redirect("portal:sign-in")
    if request.method == "POST" and request.POST.get("do") == "again":
        return _again(request, now)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with evidence(_agreed(request, now)):
                account = codes.check(
                    challenge=now.challenge, code=form.cleaned_data["code"], caller=caller_of(request)
                )
            return arrive(request, account, method="code", then=now.then, stay=now.remember)
        except NOT_NOW as error:
            form.add_error("code", code_refusal(error))
    return code_page(request, form, now)


@require_POST
def prove(request: PortalRequest) -> HttpResponse:
    """Send a code to the address that somebody registered with and has not proven yet."""
    try:
        challenge = registering.again(account=request.customer.account, caller=caller_of(request))
    except Wrong:
        return redirect("portal:home")
    response = redirect("portal:code")
    made = Begun(what="register", then=reverse("portal:home"), about=str(request.customer.account))
    begin(response, made.with_challenge(challenge))
    return response


def code_page(request: HttpRequest, form: CodeForm, now: Begun) -> HttpResponse:
    """What was sent and where; the sentence is the same whether there is such an account or not."""
    sent = _("A message is on its way to %(shown)s. Enter the code in it within five minutes.")
    perhaps = _("If %(shown)s is known here, a code is on its way to it. Enter it within five minutes.")
    lead = perhaps if now.what == "sign_in" else sent
    context = {"form": form, "lead": lead % {"shown": now.shown}}
    status = 422 if form.errors else 200
    return render_page(request, "portal/entrance/code.html", title=_("Enter the code"), context=context, status=status)


def code_refusal(error: Exception) -> str:
    """Why a code was not taken."""
    sentence, status = refusal(error)
    wrong = _("This code is not right or no longer good. After five wrong tries ask for a new one.")
    return sentence if status == 429 else wrong


def _agreed(request: HttpRequest, now: Begun) -> Evidence:
    """How the answers came about that a registration logs when it is finished here."""
    if now.what != "register":
        return NOTHING
    wording, basis = now.agreed
    return made(purpose="marketing", wording=wording or None, basis=basis, ip=address_of(request))


def _again(request: OpenRequest, now: Begun) -> HttpResponse:
    challenge = _new_code(request, now)
    notice(
        request, _("If it can be used here, a new code is on its way. Codes from before no longer work."), tone="info"
    )
    response = redirect("portal:code")
    begin(response, now.with_challenge(challenge))
    return response


def _new_code(request: OpenRequest, now: Begun) -> Challenge:
    caller = caller_of(request)
    if now.what == "register":
        return registering.again(account=int(now.about), caller=caller)
    return codes.ask(credentials=[Credential(*now.credential)], caller=caller)
