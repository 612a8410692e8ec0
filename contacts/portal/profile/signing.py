"""The address one signs in with: it changes only when the new one has answered."""

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contacts.access.accounts.models import Identity, Provider
from contacts.access.codes.operations import Challenge
from contacts.access.errors import ReauthNeeded
from contacts.access.owners import addresses
from contacts.portal.entrance.arriving import NOT_NOW, refusal
from contacts.portal.entrance.codes import code_page, code_refusal
from contacts.portal.entrance.forms import CodeForm
from contacts.portal.frame.access import PortalRequest, with_next
from contacts.portal.frame.customers import account_of, caller_of
from contacts.portal.frame.forms import PortalForm, needed
from contacts.portal.frame.pages import notice, render_page
from contacts.portal.frame.pending import Begun, begin, begun, finish
from contacts.record.errors import Invalid

WHAT = {"email": Provider.EMAIL, "phone": Provider.PHONE}
PARTS = {Provider.EMAIL: "emails", Provider.PHONE: "phones"}


class AddressForm(PortalForm):
    """Where one wants to be reached from now on."""

    address = forms.CharField(
        label=gettext_lazy("New email address"), max_length=254,
        error_messages=needed(gettext_lazy("Enter an email address like name@example.org.")),
        help_text=gettext_lazy("We send a code to it. The old one stays until you have entered the code."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: object, what: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if what == "phone":
            field = self.fields["address"]
            field.label = _("New mobile number")
            field.widget.attrs["autocomplete"] = "tel"
            missing = _("Enter a number that can be dialled, with its country, like +357 99 123456.")
            field.error_messages["required"] = missing


def signs_in_with(request: PortalRequest) -> set[tuple[str, str]]:
    """``("emails", key)`` and ``("phones", key)`` of what the account signs in with."""
    rows = Identity.objects.filter(account=request.customer.account, provider__in=list(PARTS))
    rows = rows.exclude(verified_at=None)
    return {(PARTS[Provider(provider)], key) for provider, key in rows.values_list("provider", "key")}


@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: PortalRequest, what: str) -> HttpResponse:
    """Ask for the new one and send a code to it; the answer is the same when it is somebody else's."""
    if what not in WHAT:
        raise Http404
    form = AddressForm(request.POST or None, what=what)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, WHAT[what], form.cleaned_data["address"])
        except Invalid as refused:
            form.take(refused)
        except NOT_NOW as error:
            form.add_error("address", refusal(error)[0])
        except ReauthNeeded:
            return HttpResponseRedirect(with_next("portal:confirm", request.path))
    title = _("Change your email address") if what == "email" else _("Change your mobile number")
    context = {"form": form, "button": _("Send the code")}
    return render_page(
        request, "portal/entrance/simple.html", title=title, context=context,
        back=(_("Your details"), reverse("portal:profile")), status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: PortalRequest) -> HttpResponse:
    """Take the code that the new address got."""
    now = begun(request, "address")
    if now is None:
        return redirect("portal:profile")
    if request.POST.get("do") == "again":
        try:
            return _sent(request, Provider(now.credential[0]), now.credential[1])
        except (Invalid, ReauthNeeded, *NOT_NOW):
            return redirect("portal:profile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, now.challenge, form.cleaned_data["code"])
        except NOT_NOW as error:
            form.add_error("code", code_refusal(error))
    return code_page(request, form, now)


def _sent(request: PortalRequest, provider: Provider, address: str) -> HttpResponse:
    account = account_of(request.customer)
    challenge: Challenge = addresses.ask(
        account=account, provider=provider, address=address, caller=caller_of(request),
        authenticated_at=request.customer.principal.strong_at or account.created_at,
    )  # fmt: skip
    response = redirect("portal:confirm-address")
    made = Begun(what="address", then=reverse("portal:profile"), credential=(provider.value, address))
    begin(response, made.with_challenge(challenge))
    return response


def _changed(request: PortalRequest, challenge: str, code: str) -> HttpResponse:
    addresses.confirm(
        account=account_of(request.customer), challenge=challenge, code=code, caller=caller_of(request),
        session=request.customer.session,
    )  # fmt: skip
    notice(request, _("Changed. You sign in with the new one from now on; other devices were signed out."))
    response = redirect("portal:profile")
    finish(response)
    return response
