"""One order, case or booking."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.commerce.models import Booking, Case
from contacts.commerce.orders.record import OrderRecord, records
from contacts.portal.frame.pages import render_page
from contacts.portal.own import OwnRequest
from contacts.portal.trade.lists import PAYMENT, case_title, money, own_bookings, own_cases, own_orders, places


@require_safe
def order(request: OwnRequest, order: UUID) -> HttpResponse:
    """One order with its lines, its sums and its payments."""
    found = own_order(request.contact, order)

    def shown(amount: Any) -> str:
        return money(amount, found.currency)

    state, tone = PAYMENT.get(found.payment_state, (found.payment_state, ""))
    context = {
        "order": found, "state": state, "tone": tone, "total": shown(found.total_cost),
        "lines": [(line, shown(line.unit_price), shown(line.total_price)) for line in found.lines],
        "sums": [(label, shown(amount)) for label, amount in _sums(found) if amount],
        "payments": [(payment, shown(payment.amount)) for payment in found.payments],
        "tracking": found.tracking_url if found.tracking_url.startswith(("https://", "http://")) else "",
        "left": shown(found.amount_pending) if found.amount_pending > 0 else "",
    }  # fmt: skip
    title = found.name or _("Order %(number)d") % {"number": found.id}
    back = (_("Your orders"), reverse("portal:orders"))
    return render_page(request, "portal/trade/order.html", title=title, context=context, back=back)


def own_order(contact: int, order: UUID) -> OrderRecord:
    """One whole order of ``contact``; raises ``Http404`` for any other."""
    found = next(iter(records(own_orders(contact).filter(uuid=order)[:1])), None)
    if found is None:
        raise Http404
    return found


def _sums(order: OrderRecord) -> list[tuple[str, Any]]:
    return [
        (_("Subtotal"), order.subtotal),
        (_("Discount"), -order.discount.cost),
        (_("Voucher"), -order.gift_voucher.cost),
        (_("Delivery"), order.shipping.cost),
        (_("Tax"), order.tax.cost),
    ]


@require_safe
def case(request: OwnRequest, case: UUID) -> HttpResponse:
    """One case with what was answered in its form."""
    row = own_case(request.contact, case)
    back = (_("Your requests"), reverse("portal:cases"))
    context = {"row": row, "facts": answers(row), "print": reverse("portal:print-case", args=[row.uuid])}
    return render_page(request, "portal/trade/submission.html", title=case_title(row), context=context, back=back)


def own_case(contact: int, case: UUID) -> Case:
    """One case of ``contact``; raises ``Http404`` for any other."""
    row = own_cases(contact).filter(uuid=case).first()
    if row is None:
        raise Http404
    return row


@require_safe
def booking(request: OwnRequest, booking: UUID) -> HttpResponse:
    """One booking."""
    row = own_bookings(request.contact).filter(uuid=booking).first()
    if row is None:
        raise Http404
    title, back = row.event_name or _("Booking"), (_("Your bookings"), reverse("portal:bookings"))
    context = {"row": row, "lead": places(row.allocation), "facts": answers(row)}
    return render_page(request, "portal/trade/submission.html", title=title, context=context, back=back)


def answers(row: Case | Booking) -> list[tuple[str, str]]:
    """What was answered, in words; the names of fields are the form's own."""
    return [(name.replace("_", " "), _plain(value)) for name, value in row.fields.items() if _plain(value)]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    return "" if value is None else str(value)
