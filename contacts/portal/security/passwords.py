"""Changing the password: because one wants to, or because staff gave one that is not to stay."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from contacts.access.accounts import passwords
from contacts.access.accounts.models import Account
from contacts.access.errors import Busy, ReauthNeeded, Wrong
from contacts.portal.entrance.arriving import refusal
from contacts.portal.frame.access import PortalRequest, with_next
from contacts.portal.frame.customers import account_of, caller_of
from contacts.portal.frame.forms import PasswordField, PortalForm, needed
from contacts.portal.frame.pages import notice, render_page
from contacts.record.errors import Invalid


class ChangeForm(PortalForm):
    """The password there is, when there is one, and the new one."""

    old = PasswordField(label=gettext_lazy("Current password"))
    new = PasswordField(
        new=True,
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("A few words in a row are easy to remember and hard to guess."),
        error_messages=needed(gettext_lazy("Choose a password.")),
    )

    def __init__(self, *args: Any, has_one: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_one:
            del self.fields["old"]


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: PortalRequest) -> HttpResponse:
    """Choose another password; other devices are signed out."""
    account = account_of(request.customer)
    if not account.password and not request.customer.is_fresh:
        return HttpResponseRedirect(with_next("portal:confirm", request.path))
    form = ChangeForm(request.POST or None, has_one=bool(account.password))
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, account, form)
        except Invalid as refused:
            form.take(refused)
        except (Wrong, Busy) as error:
            form.add_error("old" if account.password else None, refusal(error)[0])
        except ReauthNeeded:
            return HttpResponseRedirect(with_next("portal:confirm", request.path))
    return _page(request, account, form)


def _changed(request: PortalRequest, account: Account, form: ChangeForm) -> HttpResponse:
    passwords.change(
        account=account,
        old=form.cleaned_data.get("old"),
        new=form.cleaned_data["new"],
        caller=caller_of(request),
        session=request.customer.session,
        authenticated_at=request.customer.principal.strong_at or account.created_at,
    )
    notice(request, _("Your password was changed. Other devices were signed out."))
    return redirect("portal:home" if account.must_change_password else "portal:security")


def _page(request: PortalRequest, account: Account, form: ChangeForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "button": _("Change the password")}
    if account.must_change_password:
        context["lead"] = _("The password you have was given to you. Choose one that only you know, then go on.")
    return render_page(
        request,
        "portal/entrance/simple.html",
        title=_("Choose a new password") if account.password else _("Choose a password"),
        context=context,
        back=None if account.must_change_password else (_("Sign-in and security"), reverse("portal:security")),
        status=422 if form.errors else 200,
    )
