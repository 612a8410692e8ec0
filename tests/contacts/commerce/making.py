"""Orders, cases and bookings for tests, made as every surface makes them."""

from typing import Any

from contacts.commerce.models import Booking, Case, Order
from contacts.commerce.orders import operations
from contacts.commerce.orders.patch import OrderPatch
from contacts.commerce.submissions import operations as submissions
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.directory import operations as door
from contacts.history.actor import Actor
from contacts.record.parsing.parse import parse_as, parse_patch

ADA = Actor(kind="staff", id=1, label="Ada", door="desk")
CHAIR = {"name": "Chair", "quantity": 2, "unit_price": "49.90"}


def contact(**values: Any) -> int:
    made = {"first_name": "Sofia", "last_name": "Petrou", "emails": [{"email": "sofia@example.org"}]} | values
    return door.create(patch=parse_patch(made), actor=ADA).record.id


def patch(**values: Any) -> OrderPatch:
    return parse_as(OrderPatch, values)


def order(of: int, **values: Any) -> Order:
    said = {"name": "Chairs", "currency": "EUR", "lines": [CHAIR]} | values
    return operations.create(contact=of, values=parse_as(OrderPatch, said), actor=ADA)


def change(order: int, revision: int | None = None, **values: Any) -> Order:
    return operations.update(order=order, values=parse_as(OrderPatch, values), actor=ADA, revision=revision)


def case(of: int, **values: Any) -> Case:
    return submissions.open_case(contact=of, values=parse_as(CasePatch, values), actor=ADA)


def booking(of: int, **values: Any) -> Booking:
    return submissions.book(contact=of, values=parse_as(BookingPatch, values), actor=ADA)
