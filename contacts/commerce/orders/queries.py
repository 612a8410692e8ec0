"""Reading orders: whole ones, pages of them, what a contact spent."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from contacts.commerce.currencies import rounded
from contacts.commerce.models import Order, PaymentState
from contacts.commerce.orders.record import OrderRecord, records

STATES = tuple(PaymentState.values)


def orders() -> QuerySet[Order]:
    """All orders, newest first, with their contact and status."""
    return Order.objects.select_related("contact", "status").order_by("-id")


def of_contact(contact: int, *, deleted: bool | None = False) -> QuerySet[Order]:
    """A contact's orders, newest first; deleted ones only when asked, None for both."""
    rows = orders().filter(contact_id=contact)
    return rows if deleted is None else rows.filter(is_deleted=deleted)


def record(order: int) -> OrderRecord | None:
    """One whole order, deleted or not; None when there is none."""
    return next(iter(records(orders().filter(pk=order)[:1])), None) if abs(order) < 2**63 else None


def by_uuid(uuid: UUID) -> OrderRecord | None:
    """One whole order by its uuid, or None."""
    return next(iter(records(orders().filter(uuid=uuid)[:1])), None)


def spent(contact: int) -> list[tuple[str, int, Decimal, Decimal]]:
    """``(currency, orders, total, still to pay)`` of a contact's orders, for each currency, in one statement."""
    rows = (
        Order.objects.filter(contact_id=contact, is_deleted=False)
        .order_by("currency")
        .values_list("currency")
        .annotate(Count("pk"), Sum("total_cost"), Sum("amount_pending"))
    )
    return [(code, count, rounded(total, code), rounded(left, code)) for code, count, total, left in rows]
