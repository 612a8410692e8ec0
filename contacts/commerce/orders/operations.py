"""Placing, changing, deleting and bringing back orders, and the payments and invoices of them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from msgspec import UNSET

from contacts.commerce.currencies import rounded
from contacts.commerce.customers import locked, require
from contacts.commerce.models import Order, OrderLine, Payment
from contacts.commerce.orders import planning, rows
from contacts.commerce.orders.patch import OrderPatch, PaymentPatch
from contacts.commerce.setting import Faults, stored
from contacts.history.actor import Actor
from contacts.history.journal import note
from contacts.record.errors import FieldError, Invalid
from contacts.tables.locks import advisory_lock


def create(*, contact: int, values: OrderPatch, actor: Actor, now: dt.datetime | None = None) -> Order:
    """A new order of ``contact`` with its lines and payments; raises ``Invalid``, ``NotFound``."""
    now = now or timezone.now()
    with transaction.atomic():
        require(contact)
        order = Order(contact_id=contact, created_at=now)
        lines, payments = _planned(order, values, (), ())
        order.updated_at = now
        order.save(force_insert=True)
        rows.write(OrderLine, order, lines, {})
        rows.write(Payment, order, payments, {})
        note(contact=contact, kind="order.placed", actor=actor, about=_about(order), now=now)
        _note_payments(order, payments, actor, now)
    return order


def update(
    *, order: int, values: OrderPatch, actor: Actor, revision: int | None = None, now: dt.datetime | None = None
) -> Order:
    """The order with what is said of it; raises ``Invalid``, ``NotFound``, and ``Overtaken`` at another revision.

    What changes nothing leaves the revision as it is.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = locked_order(order, revision)
        lines, payments = list(row.lines.all()), list(row.payments.all())
        seen_lines, seen_payments = rows.seen(lines), rows.seen(payments)
        before, status = stored(row), row.status_id
        lines, payments = _planned(row, values, lines, payments)
        new = [payment for payment in payments if payment.pk is None]
        changed = rows.write(OrderLine, row, lines, seen_lines) | rows.write(Payment, row, payments, seen_payments)
        if changed or stored(row) != before:
            _save(row, now)
            if not new or values != OrderPatch(payments=values.payments):  # a payment speaks for itself
                _note_change(row, actor, now, row.status_id != status)
            _note_payments(row, new, actor, now)
    return row


def _planned(
    order: Order, values: OrderPatch, lines: Sequence[OrderLine], payments: Sequence[Payment]
) -> tuple[list[OrderLine], list[Payment]]:
    faults: Faults = []
    currency = order.currency
    planning.apply(order, values, faults)
    after = planning.lines_after(order, lines, values.lines, faults)
    paid = planning.payments_after(order, payments, values.payments, faults)
    planning.judge(order, faults)
    if payments and order.currency != currency:
        faults.append(FieldError("currency", "paid", f"Payments in {currency} were made, so it stays {currency}."))
    taken = Order.objects.filter(invoice_number=order.invoice_number).exclude(pk=order.pk)
    if values.invoice_number not in (UNSET, None) and taken.exists():
        faults.append(FieldError("invoice_number", "taken", "Another order has this invoice number."))
    if not faults:
        planning.sum_up(order, after, paid, faults)
    if faults:
        raise Invalid(faults)
    return after, paid


def pay(*, order: int, values: PaymentPatch, actor: Actor, revision: int | None = None) -> tuple[Order, Payment]:
    """Record one payment; raises ``Invalid`` at its own keys, ``NotFound``, ``Overtaken``."""
    try:
        row = update(order=order, values=OrderPatch(payments=[values]), actor=actor, revision=revision)
    except Invalid as exc:
        within = "payments[0]."
        raise Invalid(
            FieldError(fault.path.removeprefix(within), fault.code, fault.message) for fault in exc.errors
        ) from None
    return row, row.payments.latest("pk")


def issue_invoice(*, order: int, actor: Actor, now: dt.datetime | None = None) -> Order:
    """Give the order the next invoice number and this day; one that has a number keeps it."""
    now = now or timezone.now()
    with transaction.atomic():
        row = locked_order(order, None)
        if row.invoice_number is None:
            advisory_lock("invoice numbers")
            row.invoice_number = (Order.objects.aggregate(last=Max("invoice_number"))["last"] or 0) + 1
            row.invoice_date = now
            _save(row, now)
            if row.contact_id:
                about = _about(row) | {"number": row.invoice_number}
                note(contact=row.contact_id, kind="order.invoiced", actor=actor, about=about, now=now)
    return row


def delete(*, order: int, actor: Actor, revision: int | None = None) -> Order:
    """Put the order away, undoably; one that is away stays as it is. Raises ``NotFound``, ``Overtaken``."""
    return _switched(order, True, actor, revision)


def restore(*, order: int, actor: Actor, revision: int | None = None) -> Order:
    """Bring a deleted order back; raises ``NotFound``, ``Overtaken``."""
    return _switched(order, False, actor, revision)


def _switched(order: int, off: bool, actor: Actor, revision: int | None) -> Order:
    now = timezone.now()
    with transaction.atomic():
        row = locked_order(order, revision)
        if row.is_deleted != off:
            row.is_deleted = off
            _save(row, now)
            if row.contact_id:
                note(
                    contact=row.contact_id, kind="order.deleted" if off else "order.restored", actor=actor,
                    about=_about(row), now=now,
                )  # fmt: skip
    return row


def locked_order(order: int, revision: int | None) -> Order:
    """The order, held until the transaction ends."""
    return locked(Order, order, revision=revision)


def _save(order: Order, now: dt.datetime) -> None:
    order.revision += 1
    order.updated_at = now
    order.save()


def _about(order: Order) -> dict[str, str | int]:
    return {"order": str(order), "order_id": order.pk}


def _note_change(order: Order, actor: Actor, now: dt.datetime, has_new_status: bool) -> None:
    if not order.contact_id:
        return
    about = _about(order)
    if has_new_status and order.status is not None:
        about["status"] = order.status.name
        note(contact=order.contact_id, kind="order.status_changed", actor=actor, about=about, now=now)
    else:
        note(contact=order.contact_id, kind="order.changed", actor=actor, about=about, now=now)


def _note_payments(order: Order, payments: Sequence[Payment], actor: Actor, now: dt.datetime) -> None:
    """Several payments at once are told in one sentence."""
    if payments and order.contact_id:
        amount = rounded(sum((payment.amount for payment in payments), Decimal(0)), order.currency)
        about = _about(order) | {"amount": f"{amount} {order.currency}"}
        note(contact=order.contact_id, kind="payment.received", actor=actor, about=about, now=now)
