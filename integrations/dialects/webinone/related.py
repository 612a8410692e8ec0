"""What a contact has: bookings, cases, orders and secure zones (seeds/000, lines 210 to 466), field by field.

One table says how a field is shown and by which column it is found; ``ZipCode`` of a contact is ``Zipcode`` here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from msgspec import Struct

from contacts.commerce.orders import queries as orders
from contacts.commerce.orders.record import records
from contacts.commerce.submissions import queries as submissions
from contacts.commerce.submissions.record import booking_record, case_record
from contacts.directory.finding.filtering import compared
from contacts.record import filters
from contacts.record.errors import invalid
from contacts.record.filters import Kind
from contacts.zones import queries as zones
from integrations.dialects.webinone.filters.reading import Paging, Reader, ordered

TYPES = {"number": ["number", "null"], "boolean": ["boolean"], "text": ["string", "null"]}


class One(Struct, frozen=True):
    """A field: where it is in our record, and its ``column`` when lists can be filtered and ordered by it."""

    at: str
    kind: Kind = "text"
    column: str = ""
    choices: tuple[str, ...] = ()


class Many(Struct, frozen=True):
    """A list of objects."""

    at: str
    of: "Shape"


class Asis(Struct, frozen=True):
    """A value that is shown as it is kept."""

    at: str
    schema: dict[str, Any]


Shape = Mapping[str, "One | Many | Asis | Shape"]


class Listed(Struct, frozen=True):
    """A list of a contact: its rows, deleted ones too where callers may ask for them, and how they become records."""

    shape: Shape
    rows: Callable[[int], QuerySet[Any]]
    records: Callable[[Iterable[Any]], Iterable[Any]]
    hides: str = ""  # a column that is false unless the caller names it


def _id(at: str, column: str = "") -> One:
    return One(at, "number", column or at)


CREATED = One("created_at", "datetime", "created_at")
OBJECT: dict[str, Any] = {"type": "object"}
CUSTOM = Asis("custom", OBJECT)
# Taken from the contact itself, which is the same for every row.
MEMBER: Shape = {name: One("") for name in ("Id", "Email", "FirstName", "LastName")}
FORM: Shape = {"Id": One("form.id", "number"), "Alias": One("form.alias"), "Name": One("form.name")}
BOOKING: Shape = {
    "Id": _id("id"), "EventId": _id("event_id"), "OrderId": _id("order_id"), "FormId": _id("form_id"),
    "MemberId": One("contact", "number"), "Allocation": _id("allocation"), "CreatedDateTime": CREATED,
    "CustomCrmGroups": CUSTOM, "Member": MEMBER, "Form": FORM,
    "Event": {"Id": One("event.id", "number"), "Name": One("event.name")},
    "EventBookingFields": Asis("fields", OBJECT),
}  # fmt: skip
CASE: Shape = {
    "Id": _id("id"), "OrderId": _id("order_id"), "FormId": _id("form_id"), "MemberId": One("contact", "number"),
    "CreatedDateTime": CREATED, "CustomCrmGroups": CUSTOM, "Member": MEMBER, "Form": FORM,
    "CaseFields": Asis("fields", OBJECT),
}  # fmt: skip
LINE: Shape = {
    "Id": One("id", "number"), "EntityType": One("entity_type"), "ProductId": One("product_id", "number"),
    "ModuleId": One("module_id", "number"), "ProductName": One("name"), "Quantity": One("quantity", "number"),
    "TaxRate": One("tax_rate", "number"), "UnitPrice": One("unit_price", "number"),
    "TotalPrice": One("total_price", "number"), "FileName": One("file_name"),
    "IsDownload": One("is_download", "boolean"),
    "Attributes": Many("attributes", {
        "AttributeId": One("attribute_id", "number"),
        "OptionsIds": Asis("options_ids", {"type": "array", "items": {"type": "string"}}),
    }),
}  # fmt: skip
PAYMENT: Shape = {
    "Id": One("id", "number"), "Amount": One("amount", "number"), "AmountCaptured": One("amount_captured", "number"),
    "GatewayReason": One("gateway_reason"), "TransactionId": One("transaction_id"), "Status": One("status"),
    "PaymentType": One("payment_type"), "PaymentGatewayType": One("payment_gateway_type"), "Notes": One("notes"),
    "CreatedDateTime": One("created_at", "datetime"),
}  # fmt: skip


def _same(*names: str, kind: Kind = "text") -> One:
    """A field whose column is called as in the record."""
    return One(names[0], kind, names[-1])


ORDER: Shape = {
    "Id": _id("id"), "AWBNumber": _same("awb_number"), "CurrencyCountry": _same("currency_country"),
    "Currency": _same("currency"), "Country": _same("country"), "InvoiceDate": _same("invoice_date", kind="datetime"),
    "InvoiceNumber": _id("invoice_number"), "IsDeleted": _same("is_deleted", kind="boolean"),
    "IsRecurring": _same("is_recurring", kind="boolean"), "MainOrderId": _id("main_order", "main_order_id"),
    "MemberId": One("contact", "number"), "OrderName": _same("name"),
    "PaymentState": One("payment_state", "choice", "payment_state", orders.STATES),
    "StatusId": _id("status", "status_id"), "TotalCost": _id("total_cost"), "CreatedDateTime": CREATED,
    "HasSubscriptions": _same("has_subscriptions", kind="boolean"),
    "HasPaidSubscription": _same("has_paid_subscription", kind="boolean"), "TrackingURL": _same("tracking_url"),
    "TransactionId": _same("transaction_id"), "AmountPaid": _id("amount_paid"), "AmountPending": _id("amount_pending"),
    "OrderCaseType": _same("case_type"),
    "StatusShort": {"Id": One("status", "number"), "Name": One("status_name")},
    "Discount": {"Code": One("discount.code"), "Cost": One("discount.cost", "number")},
    "GiftVoucher": {"Name": One("gift_voucher.name"), "Cost": One("gift_voucher.cost", "number")},
    "Tax": {"Code": One("tax.code"), "Rate": One("tax.rate", "number")},
    "ShippingInfo": {
        "Name": One("shipping.name"), "Cost": One("shipping.cost", "number"), "Address": One("shipping.address"),
        "City": One("shipping.city"), "State": One("shipping.state"), "Zipcode": One("shipping.postal_code"),
        "Country": One("shipping.country"),
    },
    "Member": MEMBER, "OrderLines": Many("lines", LINE), "Payments": Many("payments", PAYMENT),
    "CustomCrmGroups": CUSTOM,
}  # fmt: skip
ZONE: Shape = {
    "Id": _id("zone_id"),
    "Name": One("zone.name", "text", "zone__name"),
    "ExpiryDateTime": One("expires_at", "datetime", "expires_at"),
}
ORDERS = Listed(ORDER, lambda contact: orders.of_contact(contact, deleted=None), records, hides="is_deleted")
CASES = Listed(
    CASE,
    lambda contact: submissions.cases().filter(contact_id=contact, is_deleted=False),
    lambda rows: map(case_record, rows),
)
BOOKINGS = Listed(
    BOOKING,
    lambda contact: submissions.bookings().filter(contact_id=contact, is_deleted=False),
    lambda rows: map(booking_record, rows),
)
ZONES = Listed(ZONE, zones.grants, lambda rows: rows)


def envelope(listed: Listed, contact: int, asked: Paging, member: Mapping[str, Any]) -> dict[str, Any]:
    """``{"Items", "TotalItemsCount"}`` of what a contact has; raises ``Invalid``."""
    columns = {name: one.column for name, one in listed.shape.items() if isinstance(one, One) and one.column}
    named: set[str] = set()
    found = _reader(listed.shape, named).read(asked.where)
    rows = listed.rows(contact).filter(found if found is not None else Q())
    if listed.hides and listed.hides not in named:
        rows = rows.filter(**{listed.hides: False})
    order = [*ordered(asked.order_by, columns), (columns["Id"], False)]
    signs = dict.fromkeys(f"{'-' if descending else ''}{column}" for column, descending in order)
    page = rows.order_by(*signs)[asked.offset : asked.offset + asked.limit]
    items = [_shown(listed.shape, record, member) for record in listed.records(page)]
    return {"Items": items, "TotalItemsCount": rows.count()}


def _reader(shape: Shape, named: set[str]) -> Reader[Q]:
    """Reads conditions on columns of ``shape``, whose names are put into ``named``."""
    by_name = {name.lower(): one for name, one in shape.items() if isinstance(one, One) and one.column}

    def leaf(name: str, op: str, value: Any) -> Q:
        one = by_name.get(name.lower())
        if one is None:
            raise invalid("", "unknown_field", "There is no such field to filter by.")
        named.add(one.column)
        return compared(one.column, filters.condition(filters.Field(name, one.kind, one.choices), op, value))

    def join(word: str, members: list[Q]) -> Q:
        return Q(*members, _connector=Q.AND if word == "and" else Q.OR)

    return Reader(leaf, join)


def _shown(shape: Shape, record: Any, member: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, part in shape.items():
        if part is MEMBER:
            shown[name] = member
        elif isinstance(part, Many):
            shown[name] = [_shown(part.of, one, member) for one in getattr(record, part.at)]
        elif isinstance(part, (One, Asis)):
            value = attrgetter(part.at)(record)
            shown[name] = value if isinstance(part, Asis) else _spelled(value, part.kind)
        else:
            shown[name] = _shown(part, record, member)
    for line in shown.get("OrderLines", ()):
        if line["TaxRate"] is None:  # the order's own rate holds
            line["TaxRate"] = shown["Tax"]["Rate"]
    return shown


def _spelled(value: Any, kind: Kind) -> Any:
    """Numbers as JSON's, times in UTC with milliseconds, words as None when there are none."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if kind == "choice":
        return value.title()
    return (value or None) if kind == "text" else value


def schema(shape: Shape) -> dict[str, Any]:
    """The JSON Schema of ``shape``."""
    found: dict[str, Any] = {}
    for name, part in shape.items():
        if isinstance(part, Many):
            found[name] = {"type": "array", "items": schema(part.of)}
        elif isinstance(part, (One, Asis)):
            kinds = part.schema if isinstance(part, Asis) else {"type": TYPES.get(part.kind, TYPES["text"])}
            found[name] = kinds
        else:
            found[name] = schema(part)
    return {"type": "object", "properties": found}
