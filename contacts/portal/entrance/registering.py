"""Opening an account: the form, and what is made of it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.accounts import registering
from contacts.access.errors import Busy, TooMany
from contacts.consents import queries as consents
from contacts.consents.models import Basis, Wording
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.entrance.arriving import refusal
from contacts.portal.entrance.forms import RegisterForm, wording
from contacts.portal.frame.access import OpenRequest, wanted
from contacts.portal.frame.customers import caller_of
from contacts.portal.frame.language import CODES, language_of
from contacts.portal.frame.pages import render_page
from contacts.portal.frame.pending import Begun, begin
from contacts.record.choices import ConsentChannel, ConsentPurpose, ConsentState
from contacts.record.errors import Invalid
from contacts.record.patch import ContactPatch

Consents = dict[ConsentPurpose, dict[ConsentChannel, ConsentState]]


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OpenRequest) -> HttpResponse:
    """The form; whether the address is known cannot be told from the answer."""
    if request.customer:
        return redirect(wanted(request))
    if not options.get(decided.REGISTRATION):
        return _closed(request)
    form = RegisterForm(
        request.POST or None,
        terms=options.get(decided.TERMS),
        by_password="password" in options.get(decided.WAYS),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _registered(request, form)
        except Invalid as refused:
            form.take(refused)
        except (TooMany, Busy) as error:
            sentence, status = refusal(error)
            form.add_error(None, sentence)
            return _page(request, form, status)
    return _page(request, form, 422 if form.errors else 200)


def _registered(request: OpenRequest, form: RegisterForm) -> HttpResponse:
    done = registering.register(
        provider="EMAIL" if form.is_email() else "PHONE",
        address=form.cleaned_data["address"],
        patch=_patch(request, form),
        password=form.cleaned_data.get("password") or None,
        caller=caller_of(request),
    )
    response = redirect("portal:code")
    assert done.challenge is not None  # a code was asked for
    begin(
        response,
        Begun(
            what="register",
            then=wanted(request),
            challenge=str(done.challenge.id),
            shown=done.challenge.obfuscated,
            about=str(done.account.pk),
            agreed=_agreed(request, form),
        ),
    )
    return response


def _patch(request: OpenRequest, form: RegisterForm) -> ContactPatch:
    data = form.cleaned_data
    return ContactPatch(
        kind="person",
        first_name=data["first_name"],
        last_name=data["last_name"],
        language=CODES[language_of(request)],
        consents=_consents(data),
    )


def _consents(data: dict[str, bool]) -> Consents:
    """What was ticked; a box that was left alone is no answer."""
    wanted: dict[ConsentChannel, ConsentState] = {}
    if data["by_email"]:
        wanted["EMAIL"] = "ACCEPTED"
    if data["by_sms"]:
        wanted["SMS"] = "ACCEPTED"
    given: Consents = {"marketing": wanted} if wanted else {}
    return given | {"service": {"ANY": "ACCEPTED"}} if data.get("terms") else given


def _agreed(request: OpenRequest, form: RegisterForm) -> tuple[int, str]:
    """The wording that the boxes stood under. It is about them alone, so not when terms were accepted with them."""
    shown = None if form.cleaned_data.get("terms") else _shown(request)
    return (shown.pk, Basis.CONSENT.value) if shown else (0, "")


def _shown(request: OpenRequest) -> Wording | None:
    """The wording for marketing that staff published in the reader's language."""
    return consents.current_wording("marketing", CODES[language_of(request)])


def _page(request: OpenRequest, form: RegisterForm, status: int) -> HttpResponse:
    shown = _shown(request)
    context = {"form": form, "wording": shown.text if shown else wording()}
    return render_page(
        request, "portal/entrance/register.html", title=_("Create an account"), context=context, status=status
    )


def _closed(request: OpenRequest) -> HttpResponse:
    lead = _("New accounts are opened by invitation. If we know your address already, sign in with a code.")
    context = {"lead": lead, "onward": (_("Sign in"), "../sign-in/")}
    return render_page(
        request, "portal/entrance/simple.html", title=_("Create an account"), context=context, status=403
    )
