"""Somebody who is asked."""

import pytest

from contacts.approvals import operations
from contacts.approvals.models import ApprovalRequest
from contacts.history.actor import Actor
from tests.contacts.staff.people.conftest import make

STAFF = Actor(kind="staff", id=7, label="Ada", door="desk")
HERSELF = Actor(kind="contact", label="Customer", door="portal")


@pytest.fixture
def bob(db: None) -> int:
    """A contact with an address."""
    return make(first_name="Bob", last_name="Stone", language="ENG", emails=[{"email": "bob@example.org"}])


def ask(contact: int, title: str = "Order CO1234", **more: object) -> ApprovalRequest:
    """A request about an order."""
    said: dict[str, object] = {"entity_type": "ORDERS", "entity_id": "17", "reference": "CO1234"}
    return operations.ask(contact=contact, title=title, actor=STAFF, **{**said, **more})  # type: ignore[arg-type]
