"""What the methods of orders, cases and bookings take and give."""

from typing import Any

from contacts.api.schema.operation import TEXT, Operation
from contacts.commerce.orders.queries import STATES
from contacts.files.printouts.words import LANGUAGES

PAGE = ("deleted", "created_at__gte", "created_at__lt", "limit", "after", "count")
WRITE, CHANGE = ("Idempotency-Key",), ("If-Match", "Idempotency-Key")
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
COMMERCE_PARAMETERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "deleted": ("query", {**TEXT, "enum": ["false", "true", "any"], "default": "false"}, "Deleted ones, or both."),
    "created_at__gte": ("query", MOMENT, "From this moment on."),
    "created_at__lt": ("query", MOMENT, "Before this moment."),
    "payment_state": ("query", {**TEXT, "enum": list(STATES)}, "Orders of this payment state."),
    "status": ("query", {"type": "integer"}, "Orders of the order status with this id."),
    "type": ("query", {**TEXT, "enum": ["ORDERS", "INVOICE"], "default": "ORDERS"}, "Which document."),
    "language": ("query", {**TEXT, "enum": list(LANGUAGES)}, "The document's; the contact's own when absent."),
}


def _submissions(noun: str, tag: str) -> dict[tuple[str, str], Operation]:
    """Cases and bookings are served alike."""
    view = noun.capitalize()
    listed = Operation(f"list_{tag}", tag, PAGE, answer=f"{view}Page")
    return {
        (f"{view}s", "GET"): listed,
        (f"{view}sOfContact", "GET"): Operation(f"list_{tag}_of_contact", tag, PAGE, answer=f"{view}Page"),
        (f"{view}sOfContact", "POST"): Operation(f"create_{noun}", tag, WRITE, f"{view}Change", view, 201),
        (f"One{view}", "GET"): Operation(f"get_{noun}", tag, ("If-None-Match",), answer=view),
        (f"One{view}", "PATCH"): Operation(f"change_{noun}", tag, CHANGE, f"{view}Change", view),
        (f"One{view}", "DELETE"): Operation(f"delete_{noun}", tag, CHANGE, status=204),
        (f"Restored{view}", "POST"): Operation(f"restore_{noun}", tag, CHANGE, answer=view),
    }


COMMERCE: dict[tuple[str, str], Operation] = {
    ("Orders", "GET"): Operation("list_orders", "orders", ("payment_state", "status", *PAGE), answer="OrderPage"),
    ("OrdersOfContact", "GET"): Operation(
        "list_orders_of_contact", "orders", ("payment_state", "status", *PAGE), answer="OrderPage"
    ),
    ("OrdersOfContact", "POST"): Operation("create_order", "orders", WRITE, "OrderChange", "Order", 201),
    ("OneOrder", "GET"): Operation("get_order", "orders", ("If-None-Match",), answer="Order"),
    ("OneOrder", "PATCH"): Operation("change_order", "orders", CHANGE, "OrderChange", "Order"),
    ("OneOrder", "DELETE"): Operation("delete_order", "orders", CHANGE, status=204),
    ("RestoredOrder", "POST"): Operation("restore_order", "orders", CHANGE, answer="Order"),
    ("Payments", "POST"): Operation("record_payment", "orders", CHANGE, "PaymentChange", "Order", 201),
    ("Invoices", "POST"): Operation("issue_invoice", "orders", WRITE, answer="Order"),
    ("OrderPrintout", "GET"): Operation("print_order", "orders", ("type", "language"), answer="pdf"),
    ("CasePrintout", "GET"): Operation("print_case", "cases", ("language",), answer="pdf"),
    **_submissions("case", "cases"),
    **_submissions("booking", "bookings"),
}
