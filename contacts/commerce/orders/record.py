"""A whole order as every surface reads it; it takes back what it gives (see ``patch``)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from contacts.commerce.currencies import rounded
from contacts.commerce.models import Order, OrderLine, Payment
from contacts.commerce.orders.patch import Attribute
from contacts.commerce.orders.totals import Around, Item, Tax, totals


class Customer(Struct, frozen=True):
    """Who an order, case or booking is of: a contact, or what is left of one that is gone."""

    name: str
    email: str


class Line(Struct, frozen=True, kw_only=True):
    id: int
    entity_type: str
    product_id: int | None
    module_id: int | None
    name: str
    quantity: Decimal
    tax_rate: Decimal | None
    unit_price: Decimal
    total_price: Decimal
    file_name: str
    is_download: bool
    attributes: list[Attribute]


class PaymentRecord(Struct, frozen=True, kw_only=True):
    id: int
    amount: Decimal
    amount_captured: Decimal
    status: str
    payment_type: str
    payment_gateway_type: str
    gateway_reason: str
    transaction_id: str
    notes: str
    created_at: dt.datetime


class Discount(Struct, frozen=True):
    code: str
    cost: Decimal


class Voucher(Struct, frozen=True):
    name: str
    cost: Decimal


class OrderTax(Struct, frozen=True):
    """``cost`` is the tax of all rates together."""

    code: str
    rate: Decimal
    cost: Decimal


class Shipping(Struct, frozen=True, kw_only=True):
    name: str
    cost: Decimal
    address: str
    city: str
    state: str
    postal_code: str
    country: str


class OrderRecord(Struct, frozen=True, kw_only=True):
    """An order. Amounts are in ``currency``, rates are percentages; ``status`` is the id of an order status."""

    id: int
    uuid: str
    revision: int
    contact: int | None
    customer: Customer
    name: str
    status: int | None
    status_name: str
    payment_state: str
    invoice_number: int | None
    invoice_date: dt.datetime | None
    case_type: str
    currency: str
    currency_country: str
    country: str
    is_recurring: bool
    main_order: int | None
    has_subscriptions: bool
    has_paid_subscription: bool
    awb_number: str
    tracking_url: str
    transaction_id: str
    prices_include_tax: bool
    subtotal: Decimal
    discount: Discount
    gift_voucher: Voucher
    tax: OrderTax
    shipping: Shipping
    total_cost: Decimal
    amount_paid: Decimal
    amount_pending: Decimal
    lines: list[Line]
    payments: list[PaymentRecord]
    custom: dict[str, dict[str, Any]]
    is_deleted: bool
    created_at: dt.datetime
    updated_at: dt.datetime


SAME = (
    "id", "revision", "name", "payment_state", "invoice_number", "invoice_date", "case_type", "currency",
    "currency_country", "country", "is_recurring", "has_subscriptions", "has_paid_subscription", "awb_number",
    "tracking_url", "transaction_id", "prices_include_tax", "custom", "is_deleted", "created_at", "updated_at",
)  # fmt: skip
SUMS = ("subtotal", "total_cost", "amount_paid", "amount_pending")
SHIPPING = ("name", "address", "city", "state", "postal_code", "country")


def records(orders: Iterable[Order]) -> list[OrderRecord]:
    """Whole orders in the order given, in two statements; read them ``select_related`` as ``queries.orders`` does."""
    orders = list(orders)
    ids = [order.pk for order in orders]
    lines = _by_order(OrderLine.objects.filter(order__in=ids)) if ids else {}
    payments = _by_order(Payment.objects.filter(order__in=ids)) if ids else {}
    return [_record(order, lines.get(order.pk, []), payments.get(order.pk, [])) for order in orders]


def _by_order(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def _record(order: Order, lines: Sequence[OrderLine], payments: Sequence[Payment]) -> OrderRecord:
    def money(amount: Decimal) -> Decimal:
        return rounded(amount, order.currency)

    same: dict[str, Any] = {name: getattr(order, name) for name in SAME}
    same |= {name: money(getattr(order, name)) for name in SUMS}
    return OrderRecord(
        **same,
        uuid=str(order.uuid), contact=order.contact_id, customer=customer_of(order), main_order=order.main_order_id,
        status=order.status_id, status_name=order.status.name if order.status else "",
        discount=Discount(order.discount_code, money(order.discount_cost)),
        gift_voucher=Voucher(order.voucher_name, money(order.voucher_cost)),
        tax=OrderTax(order.tax_code, plain(order.tax_rate), money(order.tax_cost)),
        shipping=Shipping(
            cost=money(order.shipping_cost),
            **{name: getattr(order, f"shipping_{name}") for name in SHIPPING},
        ),
        lines=[_line(line, money) for line in lines], payments=[_payment(payment, money) for payment in payments],
    )  # fmt: skip


def taxes_of(record: OrderRecord) -> tuple[Tax, ...]:
    """The tax of each rate; together they are the order's."""
    items = [Item(line.quantity, line.unit_price, line.tax_rate) for line in record.lines]
    around = Around(
        currency=record.currency, rate=record.tax.rate, discount=record.discount.cost,
        voucher=record.gift_voucher.cost, shipping=record.shipping.cost, inclusive=record.prices_include_tax,
    )  # fmt: skip
    return totals(items, around).taxes


def customer_of(row: Any) -> Customer:
    """The contact's name while there is one, else what was left of it."""
    return Customer(row.contact.display_name if row.contact else row.customer_name, row.customer_email)


def _line(line: OrderLine, money: Any) -> Line:
    same = ("id", "entity_type", "product_id", "module_id", "name", "file_name", "is_download")
    return Line(
        **{name: getattr(line, name) for name in same},
        quantity=plain(line.quantity), unit_price=price(line.unit_price, money),
        tax_rate=None if line.tax_rate is None else plain(line.tax_rate), total_price=money(line.total_price),
        attributes=[Attribute(**each) for each in line.attributes],
    )  # fmt: skip


def _payment(payment: Payment, money: Any) -> PaymentRecord:
    same = {name: getattr(payment, name) for name in PaymentRecord.__struct_fields__}
    return PaymentRecord(**same | {name: money(same[name]) for name in ("amount", "amount_captured")})


def plain(number: Decimal) -> Decimal:
    """The number without needless zeros: 19, not 19.0000."""
    return Decimal(f"{number.normalize() + 0:f}")


def price(amount: Decimal, money: Any) -> Decimal:
    """A unit price with the currency's decimals, or with more where it has more."""
    found: Decimal = money(amount)
    return found if found == amount else plain(amount)
