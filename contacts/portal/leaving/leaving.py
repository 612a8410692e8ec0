"""Closing one's account."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.access.errors import Wrong
from contacts.access.owners.leaving import unregister
from contacts.portal.frame.access import PortalRequest
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer, account_of, caller_of, let_out
from contacts.portal.frame.pages import back_to_start, notice, render_page


@require_safe
def your_data(request: PortalRequest) -> HttpResponse:
    """The two things one may do with all of it; either asks first who it is."""
    return render_page(request, "portal/leaving/your_data.html", title=_("Your data"), back=back_to_start())


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PortalRequest) -> HttpResponse:
    """Say what it means, and do it when the button is pressed."""
    if request.method == "POST":
        try:
            unregister(account=account_of(request.customer), caller=caller_of(request))
        except Wrong:
            return redirect("portal:home")
        notice(request, _("Your account is closed. Thank you for having been here."), tone="info")
        response = HttpResponseRedirect(reverse("portal:home"))
        let_out(response)
        return response
    return render_page(request, "portal/leaving/leave.html", title=_("Delete your account"), back=back_to_start())


def your_data_card(customer: Customer) -> Card | None:
    """The card that leads to the copy of one's data and, from there, to the way out."""
    if customer.contact is None:
        return Card(title=_("Delete your account"), url=reverse("portal:leave"), text=_("Leave, and what stays then."))
    text = _("A copy of everything that is kept of you, and deleting your account.")
    return Card(title=_("Your data"), url=reverse("portal:your-data"), text=text)
