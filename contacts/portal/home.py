"""The start page: an invitation to strangers, cards to customers."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.access.accounts import queries as accounts
from contacts.directory.reading import snapshots
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.cards import CARDS
from contacts.portal.frame.access import OpenRequest
from contacts.portal.frame.cards import cards_for
from contacts.portal.frame.customers import Customer, account_of
from contacts.portal.frame.pages import render_page


@require_safe
def home(request: OpenRequest) -> HttpResponse:
    """What this is and how to come in; or, to who has come in, what is here for them."""
    customer = request.customer
    if customer is None:
        invitation = {"intro": options.get(decided.INTRO), "may_register": options.get(decided.REGISTRATION)}
        return render_page(request, "portal/welcome.html", title=decided.operator_name(), context=invitation)
    name = own_name(customer)
    title = _("Hello %(name)s") % {"name": name} if name else _("Your start page")
    proven = customer.contact is not None or accounts.is_proven(account_of(customer))
    context = {"cards": cards_for(customer, CARDS), "proven": proven}
    return render_page(request, "portal/start.html", title=title, context=context)


def own_name(customer: Customer) -> str:
    """How a customer is greeted; empty while the account belongs to no contact."""
    record = snapshots.records([customer.contact]).get(customer.contact) if customer.contact else None
    return record.first_name or record.display_name if record else ""
