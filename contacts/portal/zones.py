"""Which parts of the site a customer may enter, and until when."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.pages import back_to_start, render_page
from contacts.portal.own import OwnRequest, record_of


@require_safe
def zones(request: OwnRequest) -> HttpResponse:
    """Memberships; one that has run out is shown as such."""
    now = timezone.now()
    rows = [(zone, zone.expires_at is None or zone.expires_at > now) for zone in record_of(request).zones]
    context = {"rows": sorted(rows, key=lambda row: not row[1])}
    return render_page(request, "portal/zones.html", title=_("Your access"), context=context, back=back_to_start())


def zones_card(customer: Customer) -> Card | None:
    """The card of the start page."""
    if customer.contact is None:
        return None
    return Card(title=_("Your access"), url=reverse("portal:zones"), text=_("Parts of our site that you may enter."))
