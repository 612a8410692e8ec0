"""A customer's passkeys: adding, naming, removing."""

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access.errors import Refused
from contacts.access.passkeys import operations, queries
from contacts.access.passkeys.models import Passkey
from contacts.portal.frame.access import PortalRequest
from contacts.portal.frame.customers import caller_of
from contacts.portal.frame.forms import PortalForm, needed
from contacts.portal.frame.pages import notice, render_page
from contacts.portal.security.overview import sign_in_name
from contacts.record.errors import Invalid


class NameForm(PortalForm):
    """What a passkey is called."""

    name = forms.CharField(
        label=gettext_lazy("Name of this passkey"),
        max_length=80,
        help_text=gettext_lazy("So that you know it again, for example the device it is on."),
        error_messages=needed(gettext_lazy("Give it a name.")),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_safe
def list_passkeys(request: PortalRequest) -> HttpResponse:
    """The passkeys there are, and what they are good for."""
    context = {"passkeys": queries.of_account(request.customer.account)}
    back = (_("Sign-in and security"), reverse("portal:security"))
    return render_page(request, "portal/security/passkeys.html", title=_("Passkeys"), context=context, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: PortalRequest) -> HttpResponse:
    """Ask for a name; the browser makes the key and sends it back here."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.finish_registration(
                principal=request.customer.principal,
                token=request.POST.get("token", ""),
                credential=request.POST.get("credential", ""),
                name=form.cleaned_data["name"],
                caller=caller_of(request),
            )
        except Refused:
            form.add_error(None, _("That did not work. Try again."))
        except Invalid as refusal:
            form.take(refusal)
        else:
            notice(request, _("Your passkey was added. Next time it signs you in."))
            return redirect("portal:passkeys")
    return _page(request, "portal/security/add_passkey.html", _("Add a passkey"), form)


@require_POST
def begin_passkey(request: PortalRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    try:
        question = operations.begin_registration(
            principal=request.customer.principal, name=sign_in_name(request.customer)
        )
    except Invalid:
        return HttpResponseBadRequest()
    return JsonResponse({"token": question.token, "options": question.options})


@require_http_methods(["GET", "HEAD", "POST"])
def rename_passkey(request: PortalRequest, passkey: int) -> HttpResponse:
    """Call a passkey something else."""
    row = _own(request, passkey)
    form = NameForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        operations.rename(principal=request.customer.principal, passkey=row.pk, name=form.cleaned_data["name"])
        notice(request, _("Saved."))
        return redirect("portal:passkeys")
    return _page(request, "portal/entrance/simple.html", _("Rename a passkey"), form, button=_("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: PortalRequest, passkey: int) -> HttpResponse:
    """Ask once, then take a passkey away: it cannot be brought back."""
    row = _own(request, passkey)
    if request.method == "POST":
        operations.remove(principal=request.customer.principal, passkey=row.pk, caller=caller_of(request))
        notice(request, _("The passkey was removed."))
        return redirect("portal:passkeys")
    lead = _("“%(name)s” will no longer sign you in. This cannot be undone, but you can add a new one.") % {
        "name": row.name
    }
    return _page(request, "portal/entrance/simple.html", _("Remove a passkey"), None, lead=lead, button=_("Remove it"))


def _own(request: PortalRequest, passkey: int) -> Passkey:
    row = queries.of_account(request.customer.account).filter(pk=passkey).first()
    if row is None:
        raise Http404
    return row


def _page(request: PortalRequest, template: str, title: str, form: NameForm | None, **more: str) -> HttpResponse:
    back = (_("Passkeys"), reverse("portal:passkeys"))
    context = {"form": form, **more}
    return render_page(request, template, title=title, context=context, back=back)
