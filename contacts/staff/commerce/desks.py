"""The lists of orders, cases and bookings, and the look-up of order statuses; what each is done to by."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.commerce import statuses
from contacts.commerce.currencies import rounded
from contacts.commerce.models import Booking, Case, Order, OrderStatus
from contacts.commerce.orders import operations as orders
from contacts.commerce.orders import queries
from contacts.commerce.submissions import operations as submissions
from contacts.commerce.submissions import queries as sent
from contacts.history.actor import Actor
from contacts.staff.engine.declaration import Column, Desk, Pill, Tab, Tone
from contacts.staff.engine.writing import Room
from contacts.staff.frame.addresses import contact_url
from contacts.staff.lookups.desks import ABOUT, CODE, IN_USE, NAME, PLACE
from contacts.staff.lookups.forms import lookup_form

PAID: dict[str, tuple[str, Tone]] = {
    "NONE": ("Unpaid", "warn"), "PARTIAL": ("Partly paid", "info"), "PAID": ("Paid", "good"),
    "REFUNDED": ("Refunded", "neutral"),
}  # fmt: skip
KEPT, GONE = Q(is_deleted=False), Q(is_deleted=True)
ALL, DELETED = Tab(key="", label="All", only=KEPT), Tab(key="deleted", label="Deleted", only=GONE)


def paid(row: Any) -> Pill:
    """Say how far an order is paid."""
    label, tone = PAID[row.payment_state]
    return Pill(label=label, tone=tone)


def customer(row: Any) -> SafeString | str:
    """Return who it is of, with the way to their page."""
    if row.contact is None:
        return str(row.customer_name)
    return format_html('<a href="{}">{}</a>', contact_url(row.contact_id), row.contact.display_name)


def _total(row: Order) -> str:
    return f"{rounded(row.total_cost, row.currency):,} {row.currency}"


CUSTOMER = Column(name="contact", label="Customer", value=customer, sort="contact__sort_name", width="m")
CREATED = Column(name="created_at", label="Date", kind="date", sort="created_at", width="s")
FORM = Column(name="form_name", label="Form", sort="form_name", spare=True, width="m")
ORDERS = Desk(
    slug="orders", model=Order, noun="order", title="Orders", place="Work", icon="tag", go="o", order="-id",
    teach="What customers bought stands here, with what they paid. Shops send orders by the API; others are typed in.",
    rows=queries.orders,
    columns=(
        Column(name="name", label="Order", value=str, kind="name", sort="name"),
        CUSTOMER,
        Column(name="total", label="Total", value=_total, kind="number", sort="total_cost", width="n"),
        Column(name="payment", label="Payment", value=paid, kind="state", sort="payment_state", width="n"),
        Column(name="status", label="Status", value=lambda row: row.status and row.status.name, width="n", spare=True),
        Column(name="invoice", label="Invoice", value=lambda row: row.invoice_number, kind="number",
               sort="invoice_number", width="s", spare=True),
        CREATED,
    ),
    search=("name", "contact__display_name", "invoice_number", "awb_number", "transaction_id"),
    tabs=(
        ALL,
        *(Tab(key=key.lower(), label=label, only=KEPT & Q(payment_state=key)) for key, (label, _) in PAID.items()),
        DELETED,
    ),
)  # fmt: skip
CASES = Desk(
    slug="cases", model=Case, noun="case", title="Cases", place="Work", icon="list", order="-id",
    teach="Forms that customers sent stand here: questions, complaints, requests. Sites send them by the API.",
    rows=sent.cases,
    columns=(
        Column(name="name", label="Case", value=str, kind="name", sort="id"), CUSTOMER, FORM,
        Column(name="order", label="Order", value=lambda row: row.order_id, kind="number", width="s"), CREATED,
    ),
    search=("form_name", "form_alias", "contact__display_name"), tabs=(ALL, DELETED),
)  # fmt: skip
BOOKINGS = Desk(
    slug="bookings", model=Booking, noun="booking", title="Bookings", place="Work", icon="clock", order="-id",
    teach="Places that customers took at events stand here. Sites send bookings by the API; others are typed in.",
    rows=sent.bookings,
    columns=(
        Column(name="name", label="Booking", value=str, kind="name", sort="event_name"), CUSTOMER,
        Column(name="allocation", label="Places", kind="number", sort="allocation", width="s", grouped=True), FORM,
        CREATED,
    ),
    search=("event_name", "form_name", "contact__display_name"), tabs=(ALL, DELETED),
)  # fmt: skip


STATUSES = Desk(
    slug="order-statuses", model=OrderStatus, noun="order status", title="Order statuses",
    teach="How far an order is, in your own words: new, packed, on its way.", columns=(NAME, CODE, ABOUT, PLACE),
    form=lookup_form(OrderStatus, "name", "code", "description", "position", "is_active"), search=("name", "code"),
    order="position", tabs=IN_USE, archive="is_active",
    room=Room(create=statuses.create, change=statuses.change, remove=statuses.remove, restore=statuses.restore),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the three: its list, and the operations that put a row away and bring it back by ``id`` and actor."""

    desk: Desk
    delete: Callable[[int, Actor], Any]
    restore: Callable[[int, Actor], Any]


def _case(id_: int, actor: Actor, *, deleted: bool) -> Case:
    return submissions.switch_case(case=id_, deleted=deleted, actor=actor)


def _booking(id_: int, actor: Actor, *, deleted: bool) -> Booking:
    return submissions.switch_booking(booking=id_, deleted=deleted, actor=actor)


ORDER_KIND = Kind(
    desk=ORDERS,
    delete=lambda id_, actor: orders.delete(order=id_, actor=actor),
    restore=lambda id_, actor: orders.restore(order=id_, actor=actor),
)
CASE_KIND = Kind(desk=CASES, delete=partial(_case, deleted=True), restore=partial(_case, deleted=False))
BOOKING_KIND = Kind(desk=BOOKINGS, delete=partial(_booking, deleted=True), restore=partial(_booking, deleted=False))
KINDS = {kind.desk.slug: kind for kind in (ORDER_KIND, CASE_KIND, BOOKING_KIND)}
