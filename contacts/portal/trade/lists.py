"""Lists of orders, cases and bookings, and their cards."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contacts.commerce.currencies import rounded
from contacts.commerce.models import Booking, Case, Order
from contacts.commerce.orders import queries as orders
from contacts.commerce.submissions import queries as submissions
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.pages import back_to_start, render_page
from contacts.portal.own import OwnRequest

PER_PAGE = 20
PAYMENT: dict[str, tuple[Promise, str]] = {
    "NONE": (gettext_lazy("To be paid"), "warn"),
    "PARTIAL": (gettext_lazy("Paid in part"), "warn"),
    "PAID": (gettext_lazy("Paid"), "good"),
    "REFUNDED": (gettext_lazy("Paid back"), ""),
}


def money(amount: Decimal, currency: str) -> str:
    """An amount as the reader writes it: 1.234,50 EUR."""
    return f"{number_format(amount, use_l10n=True, force_grouping=True)} {currency}"


def own_orders(contact: int) -> QuerySet[Order]:
    """A contact's orders, newest first."""
    return orders.of_contact(contact)


def own_cases(contact: int) -> QuerySet[Case]:
    """A contact's cases, newest first."""
    return submissions.cases().filter(contact=contact, is_deleted=False)


def own_bookings(contact: int) -> QuerySet[Booking]:
    """A contact's bookings, newest first."""
    return submissions.bookings().filter(contact=contact, is_deleted=False)


@require_safe
def list_orders(request: OwnRequest) -> HttpResponse:
    """Orders."""
    empty = (_("No orders yet"), _("When you order something, it stands here with its invoice and its payments."))
    return _list(request, own_orders(request.contact), _order_line, _("Your orders"), empty)


@require_safe
def list_cases(request: OwnRequest) -> HttpResponse:
    """Cases."""
    empty = (_("No requests yet"), _("What you ask us by a form, and what became of it, stands here."))
    return _list(request, own_cases(request.contact), _case_line, _("Your requests"), empty)


@require_safe
def list_bookings(request: OwnRequest) -> HttpResponse:
    """Bookings."""
    empty = (_("No bookings yet"), _("Places that you book at an event stand here."))
    return _list(request, own_bookings(request.contact), _booking_line, _("Your bookings"), empty)


def _list(
    request: OwnRequest, rows: "QuerySet[Any]", line: Callable[[Any], dict[str, Any]], title: str,
    empty: tuple[str, str],
) -> HttpResponse:  # fmt: skip
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [line(row) for row in pages], "pages": pages, "empty": empty}
    return render_page(request, "portal/trade/list.html", title=title, context=context, back=back_to_start())


def _order_line(row: Order) -> dict[str, Any]:
    label, tone = PAYMENT.get(row.payment_state, (row.payment_state, ""))
    return {
        "url": reverse("portal:order", args=[row.uuid]), "title": str(row), "at": row.created_at,
        "more": money(rounded(row.total_cost, row.currency), row.currency), "pill": label, "tone": tone,
    }  # fmt: skip


def _case_line(row: Case) -> dict[str, Any]:
    return {"url": reverse("portal:case", args=[row.uuid]), "title": case_title(row), "at": row.created_at}


def _booking_line(row: Booking) -> dict[str, Any]:
    return {
        "url": reverse("portal:booking", args=[row.uuid]), "title": row.event_name or _("Booking"),
        "at": row.created_at, "more": places(row.allocation),
    }  # fmt: skip


def case_title(row: Case) -> str:
    """What a case is called."""
    return row.form_name or _("Request")


def places(count: int) -> str:
    """How many places were booked."""
    return _("Places: %(count)d") % {"count": count}


def orders_card(customer: Customer) -> Card | None:
    """The card of orders; those that are not paid wait for the customer."""
    if customer.contact is None:
        return None
    rows = own_orders(customer.contact).filter(payment_state__in=["NONE", "PARTIAL"], amount_pending__gt=0)
    unpaid = rows.count()
    text = _("Some are to be paid.") if unpaid else _("With their invoices, as PDF too.")
    return Card(
        title=_("Your orders"), url=reverse("portal:orders"), text=text, count=unpaid or None, attention=bool(unpaid)
    )


def cases_card(customer: Customer) -> Card | None:
    """The card of cases, when there are any."""
    count = own_cases(customer.contact).count() if customer.contact else 0
    if not count:
        return None
    return Card(title=_("Your requests"), url=reverse("portal:cases"), text=_("What you asked us."), count=count)


def bookings_card(customer: Customer) -> Card | None:
    """The card of bookings, when there are any."""
    count = own_bookings(customer.contact).count() if customer.contact else 0
    if not count:
        return None
    return Card(title=_("Your bookings"), url=reverse("portal:bookings"), text=_("Your places at events."), count=count)
