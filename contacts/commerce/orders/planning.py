"""What an order becomes by a patch: every value judged, the sums made anew, nothing written yet."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from django.db.models import Q
from msgspec import UNSET, UnsetType

from contacts.commerce import currencies
from contacts.commerce.models import Order, OrderLine, OrderStatus, Payment
from contacts.commerce.orders.patch import MOST_LINES, MOST_PAYMENTS, NESTED, LinePatch, OrderPatch, PaymentPatch
from contacts.commerce.orders.totals import Around, Item, payment_state, pending, totals
from contacts.commerce.setting import Faults, groups, provided, put
from contacts.record.errors import FieldError, Invalid, join

ORDER_COSTS = {"discount.cost": "discount_cost", "gift_voucher.cost": "voucher_cost", "shipping.cost": "shipping_cost"}
MOST_QUANTITY = Decimal(10) ** 9
Part = TypeVar("Part", OrderLine, Payment)


def apply(order: Order, patch: OrderPatch, faults: Faults) -> None:
    """Set the order's own columns."""
    for name, value in provided(patch):
        if name in ("lines", "payments"):
            continue
        if name in NESTED:
            parts = dict.fromkeys(_patch_of(name)) if value is None else dict(provided(value))
            put(order, parts, faults, path=name, beginning=NESTED[name])
        elif name == "status":
            order.status = None if value in (None, "") else _status(value, faults)
        elif name == "main_order":
            order.main_order_id = _main_order(order, value, faults)
        elif name == "currency":
            _currency(order, value, faults)
        else:
            put(order, {name: value}, faults)
            if name == "custom" and value:
                groups(value, faults)


def _patch_of(name: str) -> tuple[str, ...]:
    beginning = NESTED[name]
    columns = (column.name for column in Order._meta.concrete_fields)
    derived = ("tax_cost",)
    return tuple(c.removeprefix(beginning) for c in columns if c.startswith(beginning) and c not in derived)


def _currency(order: Order, value: str, faults: Faults) -> None:
    try:
        order.currency = currencies.code(value, "currency")
    except Invalid as exc:
        faults.extend(exc.errors)


def _status(ref: int | str, faults: Faults) -> OrderStatus | None:
    by = Q(pk=ref) if isinstance(ref, int) else Q(name__iexact=ref) | Q(code=ref)
    found = OrderStatus.objects.filter(by).first() if not isinstance(ref, int) or abs(ref) < 2**63 else None
    if found is None:
        faults.append(FieldError("status", "unknown", f"There is no order status {str(ref)[:60]!r}."))
    return found


def _main_order(order: Order, value: int | None, faults: Faults) -> int | None:
    if value is not None and (value == order.pk or not Order.objects.filter(pk=value).exists()):
        faults.append(FieldError("main_order", "unknown", "Expected the id of another order."))
        return None
    return value


def lines_after(
    order: Order, before: Sequence[OrderLine], said: Sequence[LinePatch] | UnsetType, faults: Faults
) -> list[OrderLine]:
    """The order's lines once the patches are applied; those without a primary key are new."""
    return _after("lines", OrderLine, order, before, said, faults, MOST_LINES)


def payments_after(
    order: Order, before: Sequence[Payment], said: Sequence[PaymentPatch] | UnsetType, faults: Faults
) -> list[Payment]:
    """The order's payments once the patches are applied; what was captured is the amount unless it is said."""
    after = _after("payments", Payment, order, before, said, faults, MOST_PAYMENTS)
    for n, patch in enumerate([] if said is UNSET else said):
        if patch.id is UNSET and patch.amount in (UNSET, None):
            faults.append(FieldError(f"payments[{n}].amount", "required", "Say how much was paid."))
        for name in ("amount", "amount_captured") if order.currency else ():
            if isinstance(amount := getattr(patch, name), Decimal):
                fault = currencies.fault(amount, order.currency, f"payments[{n}].{name}")
                faults.extend([fault] if fault else [])
    return after


def _after(
    name: str, model: type[Part], order: Order, before: Sequence[Part], said: Any, faults: Faults, most: int
) -> list[Part]:
    kept: dict[int, Any] = {row.pk: row for row in before}
    new: list[Any] = []
    for n, patch in enumerate([] if said is UNSET else said):
        row = model(order=order) if patch.id is UNSET else kept.get(patch.id)
        if row is None:
            faults.append(FieldError(f"{name}[{n}].id", "unknown", f"The order has no {patch.id} in {name}."))
        elif patch.remove:
            kept.pop(row.pk, None)
        else:
            _set(row, patch, faults, f"{name}[{n}]")
            if patch.id is UNSET:
                new.append(row)
    rows: list[Part] = [*kept.values(), *new]
    if len(rows) > most:
        faults.append(FieldError(name, "too_many", f"At most {most:,} {name} in one order."))
    return rows


def _set(row: OrderLine | Payment, patch: LinePatch | PaymentPatch, faults: Faults, path: str) -> None:
    values = dict(provided(patch))
    if isinstance(row, Payment) and row.pk is None and values.get("amount_captured") is None:
        values["amount_captured"] = values.get("amount")
    if values.get("attributes"):
        values["attributes"] = msgspec.to_builtins(values["attributes"])
    put(row, values, faults, path=path)
    if isinstance(row, OrderLine):
        _judge_line(row, faults, path)


def _judge_line(line: OrderLine, faults: Faults, path: str) -> None:
    for name, decimals, most in (("quantity", 3, MOST_QUANTITY), ("unit_price", 4, currencies.LARGEST)):
        value = getattr(line, name)
        if not value.is_finite() or not 0 <= value < most or value != round(value, decimals):
            sentence = f"Expected a number from 0 with at most {decimals} decimals."
            faults.append(FieldError(join(path, name), "invalid", sentence))
    if line.tax_rate is not None:
        _judge_rate(line.tax_rate, faults, join(path, "tax_rate"))


def _judge_rate(rate: Decimal, faults: Faults, path: str) -> None:
    if not rate.is_finite() or not 0 <= rate <= 100 or rate != round(rate, 4):
        faults.append(FieldError(path, "invalid", "Expected a percentage from 0 to 100 with at most 4 decimals."))


def judge(order: Order, faults: Faults) -> None:
    """Check the amounts that must fit the currency."""
    if not order.currency:
        faults.append(FieldError("currency", "required", "Say which currency the order is in, like EUR."))
        return
    _judge_rate(order.tax_rate, faults, "tax.rate")
    amounts = {path: getattr(order, column) for path, column in ORDER_COSTS.items()}
    for path, amount in amounts.items():
        if amount.is_finite() and amount < 0:
            faults.append(FieldError(path, "invalid", "Expected an amount that is not below zero."))
    found = (currencies.fault(amount, order.currency, path) for path, amount in amounts.items())
    faults.extend(fault for fault in found if fault)


def sum_up(order: Order, lines: Sequence[OrderLine], payments: Sequence[Payment], faults: Faults) -> None:
    """Make the sums anew; ``faults`` says where a discount or voucher is worth more than what it is taken off."""
    made = totals(items_of(lines), around(order))
    for line, cost in zip(lines, made.lines, strict=True):
        line.total_price = cost
    order.subtotal, order.tax_cost, order.total_cost = made.subtotal, made.tax, made.total
    captured = [payment.amount_captured for payment in payments]
    order.amount_paid = sum(captured, Decimal(0))
    order.amount_pending = pending(total=made.total, captured=captured)
    order.payment_state = payment_state(total=made.total, captured=captured)
    if order.discount_cost > made.subtotal:
        faults.append(FieldError("discount.cost", "too_large", f"The lines cost {made.subtotal} in all."))
    elif made.total < 0:
        worth = made.total + order.voucher_cost
        faults.append(FieldError("gift_voucher.cost", "too_large", f"The order costs {worth} without the voucher."))
    if made.subtotal + made.tax + order.shipping_cost >= currencies.LARGEST:
        faults.append(FieldError("lines", "too_large", "The order costs more than can be kept."))


def items_of(lines: Sequence[OrderLine]) -> list[Item]:
    """What of the lines counts."""
    return [Item(line.quantity, line.unit_price, line.tax_rate) for line in lines]


def around(order: Order) -> Around:
    """What of the order counts beside its lines."""
    return Around(
        currency=order.currency, rate=order.tax_rate, discount=order.discount_cost, voucher=order.voucher_cost,
        shipping=order.shipping_cost, inclusive=order.prices_include_tax,
    )  # fmt: skip
