"""How the sums of an order come about; plain arithmetic on exact decimals, each step rounded once and half to even.

- A line costs quantity × unit price. Their sum is the subtotal.
- A discount is taken off the subtotal, spread over the lines by what they cost, so that each tax rate bears its part.
- Tax is counted per rate: of what the lines of that rate cost, and of shipping at the order's own rate. Where prices
  include tax it is the part of them that is tax, otherwise it comes on top.
- A gift voucher is a way to pay: it is taken off at the end and lowers no tax.

So total = subtotal − discount + shipping (+ tax, unless prices include it) − voucher, to the last minor unit.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from contacts.commerce.currencies import rounded

ZERO, HUNDRED = Decimal(0), Decimal(100)


class Item(Struct, frozen=True):
    """What of a line counts; ``rate`` is a percentage, None where the order's holds."""

    quantity: Decimal
    unit_price: Decimal
    rate: Decimal | None = None


class Around(Struct, frozen=True, kw_only=True):
    """What of an order counts beside its lines."""

    currency: str
    rate: Decimal = ZERO
    discount: Decimal = ZERO
    voucher: Decimal = ZERO
    shipping: Decimal = ZERO
    inclusive: bool = False


class Tax(Struct, frozen=True):
    """The tax of one rate; ``base`` is what it is counted of (with the tax in it where prices include tax)."""

    rate: Decimal
    base: Decimal
    cost: Decimal


class Totals(Struct, frozen=True):
    """The sums of an order; ``lines`` are in the order of the items."""

    lines: tuple[Decimal, ...]
    subtotal: Decimal
    taxes: tuple[Tax, ...]
    tax: Decimal
    total: Decimal


def totals(items: Sequence[Item], around: Around) -> Totals:
    """The sums of an order that has these lines; ``total`` is below zero when the voucher is worth more than it."""
    lines = tuple(rounded(item.quantity * item.unit_price, around.currency) for item in items)
    subtotal = sum(lines, ZERO)
    taxes = _taxes(items, lines, around)
    tax = sum((each.cost for each in taxes), ZERO)
    gross = subtotal - around.discount + around.shipping + (ZERO if around.inclusive else tax)
    return Totals(lines, subtotal, taxes, tax, gross - around.voucher)


def spread(amount: Decimal, over: Sequence[Decimal], currency: str) -> list[Decimal]:
    """``amount`` in shares that are in proportion to ``over`` and add up to it exactly."""
    shares, left, whole = [], amount, sum(over, ZERO)
    for part in over:
        share = rounded(left * part / whole, currency) if whole else ZERO
        shares.append(share)
        left, whole = left - share, whole - part
    return shares


def _taxes(items: Sequence[Item], lines: Sequence[Decimal], around: Around) -> tuple[Tax, ...]:
    bases: dict[Decimal, Decimal] = {}
    for item, cost, off in zip(items, lines, spread(around.discount, lines, around.currency), strict=True):
        rate = around.rate if item.rate is None else item.rate
        bases[rate] = bases.get(rate, ZERO) + cost - off
    if around.shipping:
        bases[around.rate] = bases.get(around.rate, ZERO) + around.shipping
    return tuple(Tax(rate, base, _tax(base, rate, around)) for rate, base in sorted(bases.items()) if rate)


def _tax(base: Decimal, rate: Decimal, around: Around) -> Decimal:
    whole = HUNDRED + rate if around.inclusive else HUNDRED
    return rounded(base * rate / whole, around.currency)


def payment_state(*, total: Decimal, captured: Sequence[Decimal]) -> str:
    """``PAID`` when nothing is left to pay, ``REFUNDED`` when what came went back, ``PARTIAL``, or ``NONE``."""
    paid = sum(captured, ZERO)
    if paid <= 0 and any(amount < 0 for amount in captured):
        return "REFUNDED"
    if paid >= total:
        return "PAID"
    return "PARTIAL" if paid > 0 else "NONE"


def pending(*, total: Decimal, captured: Sequence[Decimal]) -> Decimal:
    """What is left to pay; nothing once the money went back, for a refunded order is not owed again."""
    if payment_state(total=total, captured=captured) in ("PAID", "REFUNDED"):
        return ZERO
    return total - sum(captured, ZERO)
