"""What a caller says about an order: absent stays, ``null`` and ``""`` clear, a value sets.

A line or payment without ``id`` is added, with ``id`` updated, ``{"id": n, "remove": true}`` removed; others stay.
Amounts are in the order's currency, rates are percentages.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from contacts.record.patch import CountryCode, Flag, Key, Line, Ref, Text

MOST_LINES, MOST_PAYMENTS = 2000, 500
Amount: TypeAlias = Decimal | None | UnsetType
Number: TypeAlias = Annotated[int, Meta(ge=0, le=2**63 - 1)] | None | UnsetType
Words: TypeAlias = Annotated[str, Meta(max_length=500)] | None | UnsetType
Word: TypeAlias = Annotated[str, Meta(max_length=64)] | None | UnsetType
Custom: TypeAlias = dict[str, dict[str, Any]] | None | UnsetType


class Attribute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice that was made for a product: a size, a finish."""

    attribute_id: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    options_ids: Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=50)] = []


class LinePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"total_price"})
    id: int | UnsetType = UNSET
    remove: bool = False
    entity_type: Word = UNSET
    product_id: Number = UNSET
    module_id: Number = UNSET
    name: Words = UNSET
    quantity: Amount = UNSET
    tax_rate: Amount = UNSET
    unit_price: Amount = UNSET
    file_name: Annotated[str, Meta(max_length=255)] | None | UnsetType = UNSET
    is_download: Flag = UNSET
    attributes: list[Attribute] | None | UnsetType = UNSET


class PaymentPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: int | UnsetType = UNSET
    remove: bool = False
    amount: Amount = UNSET
    amount_captured: Amount = UNSET
    status: Word = UNSET
    payment_type: Word = UNSET
    payment_gateway_type: Word = UNSET
    gateway_reason: Words = UNSET
    transaction_id: Line = UNSET
    notes: Text = UNSET
    created_at: dt.datetime | UnsetType = UNSET


class DiscountPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Key = UNSET
    cost: Amount = UNSET


class VoucherPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Line = UNSET
    cost: Amount = UNSET


class TaxPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"cost"})
    code: Key = UNSET
    rate: Amount = UNSET


class ShippingPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Line = UNSET
    cost: Amount = UNSET
    address: Words = UNSET
    city: Line = UNSET
    state: Line = UNSET
    postal_code: Annotated[str, Meta(max_length=32)] | None | UnsetType = UNSET
    country: CountryCode = UNSET


class OrderPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sums, payment state and what is left to pay follow from the rest: sent back, they are not looked at."""

    READ_ONLY: ClassVar[frozenset[str]] = frozenset(
        {"id", "uuid", "revision", "contact", "customer", "status_name", "payment_state", "subtotal", "total_cost",
         "amount_paid", "amount_pending", "is_deleted", "updated_at"}
    )  # fmt: skip
    name: Line = UNSET
    status: Ref = UNSET
    invoice_number: Number = UNSET
    invoice_date: dt.datetime | None | UnsetType = UNSET
    case_type: Word = UNSET
    currency: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    currency_country: CountryCode = UNSET
    country: CountryCode = UNSET
    is_recurring: Flag = UNSET
    main_order: Number = UNSET
    has_subscriptions: Flag = UNSET
    has_paid_subscription: Flag = UNSET
    awb_number: Key = UNSET
    tracking_url: Words = UNSET
    transaction_id: Line = UNSET
    prices_include_tax: Flag = UNSET
    discount: DiscountPatch | None | UnsetType = UNSET
    gift_voucher: VoucherPatch | None | UnsetType = UNSET
    tax: TaxPatch | None | UnsetType = UNSET
    shipping: ShippingPatch | None | UnsetType = UNSET
    lines: Annotated[list[LinePatch], Meta(max_length=MOST_LINES)] | UnsetType = UNSET
    payments: Annotated[list[PaymentPatch], Meta(max_length=MOST_PAYMENTS)] | UnsetType = UNSET
    custom: Custom = UNSET
    created_at: dt.datetime | UnsetType = UNSET


# A nested part of an order → the beginning of its columns' names.
NESTED = {"discount": "discount_", "gift_voucher": "voucher_", "tax": "tax_", "shipping": "shipping_"}
