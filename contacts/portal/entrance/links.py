"""Pages behind the links in mails: mail scanners open them too, so opening one changes nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.accounts import passwords, verifying
from contacts.access.errors import Busy, Gone, Wrong
from contacts.access.grants import operations as grants
from contacts.portal.entrance.arriving import refusal
from contacts.portal.entrance.forms import ForgotForm, NewPasswordForm
from contacts.portal.frame.access import OpenRequest
from contacts.portal.frame.customers import account_of, caller_of
from contacts.portal.frame.forms import PasswordField, PortalForm
from contacts.portal.frame.pages import holds_secret, notice, render_page
from contacts.record.errors import Invalid

FORM = "portal/entrance/simple.html"


class VerifyForm(PortalForm):
    """The password chosen when registering, from whoever still wants to keep it."""

    password = PasswordField(
        required=False,
        help_text=gettext_lazy("If you chose one when you registered, enter it to keep it. Else leave this empty."),
    )


@holds_secret
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: OpenRequest) -> HttpResponse:
    """Confirm an address; signs nobody in and shows nothing of the account."""
    token = _token(request)
    form = VerifyForm(request.POST or None)
    try:
        waits = verifying.look(token=token)
        if request.method == "POST" and form.is_valid():
            verifying.by_link(
                token=token,
                caller=caller_of(request),
                password=form.cleaned_data["password"] or None,
                signed_in=account_of(request.customer),
            )
            waits = False
    except Gone:
        return _gone(request)
    except (Wrong, Busy) as error:
        form.add_error("password", refusal(error)[0])
        waits = True
    if not waits:
        return _page(request, _("Your address is confirmed"), onward=(_("Sign in"), "../sign-in/"))
    lead = _("Confirm that you registered with this address.")
    asked = None if request.customer else form
    return _page(request, _("Confirm your address"), lead=lead, button=_("Confirm"), form=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: OpenRequest) -> HttpResponse:
    """Have a link sent; the answer is the same for everybody."""
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passwords.forgot(username=form.cleaned_data["username"], caller=caller_of(request))
        lead = _(
            "If there is an account with what you entered, a link is on its way to its email address. "
            "It is good for 30 minutes."
        )
        return _page(request, _("Look into your mail"), lead=lead, onward=(_("Back to sign in"), "../sign-in/"))
    lead = _("We send you a link by which you choose a new one.")
    return _page(request, _("Forgot your password?"), lead=lead, form=form, button=_("Send the link"))


@holds_secret
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: OpenRequest) -> HttpResponse:
    """Choose a password, after forgetting one or when invited; signs nobody in."""
    token = _token(request)
    form = NewPasswordForm(request.POST or None)
    try:
        if grants.find(token, "reset", "invite", now=timezone.now()).used_at is not None:
            return _gone(request)
        if request.method == "POST" and form.is_valid():
            passwords.reset(token=token, password=form.cleaned_data["password"], caller=caller_of(request))
            notice(request, _("Your password is set. Sign in with it."))
            return redirect("portal:sign-in")
    except Gone:
        return _gone(request)
    except Invalid as refused:
        form.take(refused)
    except Busy as error:
        form.add_error(None, refusal(error)[0])
    return _page(request, _("Choose a password"), form=form, button=_("Set the password"))


def _token(request: OpenRequest) -> str:
    return request.GET.get("token", "")[:200]


def _gone(request: OpenRequest) -> HttpResponse:
    lead = _("It was used already, is too old, or a newer one was sent. Ask for a new one.")
    return _page(
        request, _("This link no longer works"), lead=lead, onward=(_("Ask for a new link"), "../forgot/"), status=410
    )


def _page(request: OpenRequest, title: str, *, status: int = 200, **context: object) -> HttpResponse:
    form = context.get("form")
    if isinstance(form, PortalForm) and form.errors:
        status = 422
    return render_page(request, FORM, title=title, context=context, status=status)
