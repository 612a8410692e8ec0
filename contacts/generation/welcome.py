"""What the demo's customer finds in the portal: an order to pay, a question to answer, a message to read."""

from contacts.approvals import operations as approvals
from contacts.commerce.orders import operations as orders
from contacts.commerce.orders.patch import OrderPatch
from contacts.generation.trade import SHOP
from contacts.history.actor import Actor
from contacts.messages import operations as messages
from contacts.record.parsing.parse import parse_as

STAFF = Actor(kind="staff", label="Maria Georgiou", door="desk")
NAME = "Round table and two chairs"
ORDER = {
    "name": NAME,
    "currency": "EUR",
    "tax": {"code": "VAT", "rate": "19"},
    "shipping": {"name": "By our van", "cost": "45.00"},
    "lines": [
        {"name": "Round table", "quantity": "1", "unit_price": "890.00"},
        {"name": "Oak chair", "quantity": "2", "unit_price": "149.90"},
    ],
}


def welcome(contact: int) -> None:
    """Give ``contact`` something of each kind."""
    order = orders.create(contact=contact, values=parse_as(OrderPatch, ORDER), actor=SHOP)
    orders.issue_invoice(order=order.id, actor=STAFF)
    approvals.ask(
        contact=contact, actor=STAFF, entity_type="ORDERS", entity_id=str(order.uuid), reference=NAME,
        title="Delivery on a Saturday", text="Our van is in your street on Saturday. Shall we bring the table then?",
    )  # fmt: skip
    messages.send(
        contact=contact, channel="INAPP", purpose="service", actor=STAFF, subject="Your table is being made",
        content="The wood came in this morning. We write again when the table is on its way.\n",
    )  # fmt: skip
