"""Cases and bookings as every surface reads them; they take back what they give (see ``patch``)."""

import datetime as dt
from typing import Any

from msgspec import Struct

from contacts.commerce.models import Booking, Case
from contacts.commerce.orders.record import Customer, customer_of


class Form(Struct, frozen=True):
    """A form as the site knows it."""

    id: int | None
    alias: str
    name: str


class Event(Struct, frozen=True):
    """An event as the site knows it."""

    id: int | None
    name: str


class CaseRecord(Struct, frozen=True, kw_only=True):
    """A form that a contact sent, with its answers in ``fields``."""

    id: int
    uuid: str
    revision: int
    contact: int | None
    customer: Customer
    order_id: int | None
    form_id: int | None
    form: Form
    fields: dict[str, Any]
    custom: dict[str, dict[str, Any]]
    is_deleted: bool
    created_at: dt.datetime
    updated_at: dt.datetime


class BookingRecord(CaseRecord, frozen=True, kw_only=True):
    """``allocation`` places at an event."""

    event_id: int | None
    event: Event
    allocation: int


def case_record(row: Case) -> CaseRecord:
    """A whole case; its contact must be loaded with it."""
    return CaseRecord(**_same(row))


def booking_record(row: Booking) -> BookingRecord:
    """A whole booking; its contact must be loaded with it."""
    event = Event(row.event_id, row.event_name)
    return BookingRecord(**_same(row), event_id=row.event_id, event=event, allocation=row.allocation)


def _same(row: Case | Booking) -> dict[str, Any]:
    same = ("id", "revision", "order_id", "form_id", "fields", "custom", "is_deleted", "created_at", "updated_at")
    return {name: getattr(row, name) for name in same} | {
        "uuid": str(row.uuid), "contact": row.contact_id, "customer": customer_of(row),
        "form": Form(row.form_id, row.form_alias, row.form_name),
    }  # fmt: skip
