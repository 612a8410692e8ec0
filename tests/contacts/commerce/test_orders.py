"""Orders: made, changed, paid, deleted, with their sums and what is told of them."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacts.commerce import queries as commerce
from contacts.commerce.customers import Overtaken, hand_over, part_with, take_back
from contacts.commerce.models import Order, OrderStatus
from contacts.commerce.orders import operations, planning, queries
from contacts.commerce.orders.patch import PaymentPatch
from contacts.commerce.orders.totals import totals
from contacts.directory.commands import NotFound
from contacts.history import queries as history
from contacts.history.kinds import KINDS
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_as
from tests.contacts.commerce.making import ADA, CHAIR, booking, case, change, contact, order, patch

pytestmark = pytest.mark.django_db
D = Decimal
EVERYTHING: dict[str, Any] = {
    "name": "Spring", "status": "Shipped", "invoice_number": 77, "invoice_date": "2024-05-17T18:25:03.680000Z",
    "case_type": "FormCase", "currency": "EUR", "currency_country": "CY", "country": "GB", "is_recurring": True,
    "has_subscriptions": True, "has_paid_subscription": True, "awb_number": "AWB1",
    "tracking_url": "https://example.org/parcel/1", "transaction_id": "T-1", "prices_include_tax": True,
    "discount": {"code": "SPRING", "cost": "5.00"}, "gift_voucher": {"name": "From Bob", "cost": "10.00"},
    "tax": {"code": "VAT", "rate": "19"},
    "shipping": {"name": "Courier", "cost": "4.90", "address": "Ledra 1", "city": "Nicosia", "state": "Nicosia",
                 "postal_code": "1010", "country": "CY"},
    "lines": [{"entity_type": "Form", "product_id": 3, "module_id": 4, "name": "Chair", "quantity": "2",
               "tax_rate": "5", "unit_price": "49.90", "file_name": "manual.pdf", "is_download": True,
               "attributes": [{"attribute_id": 9, "options_ids": ["red", "large"]}]}],
    "payments": [{"amount": "20.00", "amount_captured": "15.00", "status": "captured", "payment_type": "CreditCard",
                  "payment_gateway_type": "stripe", "gateway_reason": "ok", "transaction_id": "P-1",
                  "notes": "first\nof two", "created_at": "2024-05-17T18:25:03.680000Z"}],
    "custom": {"shop": {"wrapped": True, "words": "For Ada", "count": 2}}, "created_at": "2024-05-01T00:00:00Z",
}  # fmt: skip


def faults(made: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in made.value.errors]


def body(id_: int) -> dict[str, Any]:
    found = queries.record(id_)
    assert found is not None
    told: dict[str, Any] = codec.loads(codec.dumps(found))
    return told


def test_every_field_that_is_said_is_read_back() -> None:
    made = order(contact(), **EVERYTHING)
    told = body(made.pk)
    for name, value in EVERYTHING.items():
        if name in ("lines", "payments"):
            assert [{key: each[key] for key in EVERYTHING[name][0]} for each in told[name]] == value
        elif name == "status":
            assert told["status_name"] == value
        elif name == "tax":
            assert told["tax"] == value | {"cost": "5.29"}
        else:
            assert told[name] == value, name
    assert {key: told[key] for key in ("subtotal", "total_cost", "amount_paid", "amount_pending", "payment_state")} == {
        "subtotal": "99.80", "total_cost": "89.70", "amount_paid": "15.00", "amount_pending": "74.70",
        "payment_state": "PARTIAL",
    }  # fmt: skip


def test_what_was_read_can_be_sent_back_and_changes_nothing() -> None:
    made = order(contact(), **EVERYTHING)
    told = body(made.pk)
    for line in told["lines"]:
        line.pop("id")
    again = body(made.pk)
    assert change(made.pk, **again).revision == 1
    assert body(made.pk) == again


def test_parts_are_added_changed_and_removed_by_id() -> None:
    made = order(contact(), lines=[CHAIR, {"name": "Table", "unit_price": 100}, {"name": "Lamp", "unit_price": 20}])
    chair, table, lamp = made.lines.all()
    changed = change(
        made.pk,
        lines=[{"id": table.pk, "remove": True}, {"id": lamp.pk, "quantity": 3}, {"name": "Rug", "unit_price": "7.77"}],
    )
    told = [(line.pk if line.pk < lamp.pk + 1 else 0, line.name, line.total_price) for line in changed.lines.all()]
    assert told == [(chair.pk, "Chair", D("99.8")), (lamp.pk, "Lamp", D(60)), (0, "Rug", D("7.77"))]
    assert (changed.revision, changed.total_cost) == (2, D("167.57"))


def test_null_clears_a_nested_part() -> None:
    made = order(contact(), **EVERYTHING)
    change(made.pk, discount=None, shipping=None, tax=None, gift_voucher=None, status=None, tracking_url="")
    told = body(made.pk)
    assert told["discount"] == {"code": "", "cost": "0.00"}
    assert told["shipping"] == {
        "name": "", "cost": "0.00", "address": "", "city": "", "state": "", "postal_code": "", "country": "",
    }  # fmt: skip
    assert (told["tax"]["rate"], told["status"], told["tracking_url"], told["total_cost"]) == ("0", None, "", "99.80")


@pytest.mark.parametrize(
    ("said", "path", "code"),
    [
        ({"currency": "EURO"}, "currency", "unknown_currency"),
        ({"country": "ZZ"}, "country", "unknown_country"),
        ({"status": "Lost"}, "status", "unknown"),
        ({"main_order": 10**6}, "main_order", "unknown"),
        ({"tracking_url": "javascript:alert(1)"}, "tracking_url", "invalid"),
        ({"lines": [CHAIR, {"quantity": -1}]}, "lines[1].quantity", "invalid"),
        ({"lines": [{"quantity": "1.0001"}]}, "lines[0].quantity", "invalid"),
        ({"lines": [{"unit_price": "NaN"}]}, "lines[0].unit_price", "invalid"),
        ({"lines": [{"unit_price": "1e30"}]}, "lines[0].unit_price", "invalid"),
        ({"lines": [{"tax_rate": 101}]}, "lines[0].tax_rate", "invalid"),
        ({"lines": [{"id": 10**6}]}, "lines[0].id", "unknown"),
        ({"lines": [{"colour": "red"}]}, "lines[0].colour", "unknown_field"),
        ({"discount": {"cost": "99.81"}}, "discount.cost", "too_large"),
        ({"discount": {"cost": "0.001"}}, "discount.cost", "invalid"),
        ({"discount": {"cost": "Infinity"}}, "discount.cost", "invalid"),
        ({"gift_voucher": {"cost": "100"}}, "gift_voucher.cost", "too_large"),
        ({"shipping": {"cost": -1}}, "shipping.cost", "invalid"),
        ({"currency": "JPY", "payments": [{"amount": "1.50"}]}, "payments[0].amount", "invalid"),
        ({"payments": [{}]}, "payments[0].amount", "required"),
        ({"custom": {"shop": {"deep": {"a": 1}}}}, "custom.shop.deep", "invalid"),
        ({"name": "a\x00b"}, "name", "invalid_text"),
        ({"lines": [{"quantity": 10**8, "unit_price": 10**10}]}, "lines", "too_large"),
    ],
)
def test_what_cannot_be_is_refused_at_its_path(said: dict[str, Any], path: str, code: str) -> None:
    of = contact()
    with pytest.raises(Invalid) as made:
        order(of, **said)
    assert (path, code) in faults(made)
    assert not Order.objects.exists()


def test_an_order_needs_a_currency_and_somebody_to_be_of() -> None:
    with pytest.raises(Invalid) as made:
        operations.create(contact=contact(), values=patch(name="x"), actor=ADA)
    assert faults(made) == [("currency", "required")]
    with pytest.raises(NotFound):
        order(10**6)


def test_payments_are_told_and_counted() -> None:
    of = contact()
    made = order(of)
    row, payment = operations.pay(order=made.pk, values=parse_as(PaymentPatch, {"amount": "50"}), actor=ADA)
    assert (row.payment_state, row.amount_pending, payment.amount_captured) == ("PARTIAL", D("49.8"), D(50))
    with pytest.raises(Invalid) as refused:
        operations.pay(order=made.pk, values=parse_as(PaymentPatch, {"amount": "0.001"}), actor=ADA)
    assert [path for path, _ in faults(refused)] == ["amount"]
    with pytest.raises(Invalid) as refused:
        change(made.pk, currency="USD")
    assert faults(refused) == [("currency", "paid")]
    operations.pay(order=made.pk, values=parse_as(PaymentPatch, {"amount": "49.80"}), actor=ADA)
    assert queries.spent(of) == [("EUR", 1, D("99.80"), D("0.00"))]
    told = [KINDS[row.kind].format(**row.about) for row in history.happenings(of)]
    assert told == [
        "recorded a payment of 49.80 EUR for order Chairs",
        "recorded a payment of 50.00 EUR for order Chairs",
        "recorded order Chairs",
    ]


def test_a_status_is_told_deleting_is_undone_and_a_stale_change_is_refused() -> None:
    of = contact()
    made = order(of, status="New")
    change(made.pk, status="Shipped", name="Chairs 2")
    operations.delete(order=made.pk, actor=ADA)
    assert (commerce.counts(of)["orders"], queries.of_contact(of).count()) == (0, 0)
    operations.delete(order=made.pk, actor=ADA)
    operations.restore(order=made.pk, actor=ADA, revision=3)
    with pytest.raises(Overtaken, match="The order is at revision 4 now"):
        change(made.pk, revision=3, name="x")
    assert [row.kind for row in history.happenings(of)] == [
        "order.restored", "order.deleted", "order.status_changed", "order.placed",
    ]  # fmt: skip


def test_invoices_are_numbered_one_after_the_other() -> None:
    of = contact()
    first, second = order(of, invoice_number=41), order(of)
    assert [operations.issue_invoice(order=each.pk, actor=ADA).invoice_number for each in (second, first)] == [42, 41]
    assert operations.issue_invoice(order=second.pk, actor=ADA).invoice_number == 42
    with pytest.raises(Invalid) as made:
        order(of, invoice_number=42)
    assert faults(made) == [("invoice_number", "taken")]


def test_a_contact_who_goes_leaves_sums_and_a_mask() -> None:
    of = contact()
    made = order(of, **EVERYTHING)
    sent, seat = case(of, fields={"question": "Where is it?"}), booking(of, fields={"diet": "none"})
    assert part_with(contact=of, actor=ADA) == 3
    told = body(made.pk)
    assert told["customer"] == {"name": "S*** P***", "email": "s***@example…"}
    assert (told["contact"], told["total_cost"], told["shipping"]["address"]) == (None, "89.70", "")
    assert (told["payments"][0]["notes"], told["custom"]) == ("", {})
    for row in (sent, seat):
        row.refresh_from_db()
        assert (row.contact_id, row.fields, row.customer_name) == (None, {}, "S*** P***")
    kept = codec.dumps(told)
    assert not any(word in kept for word in ("Sofia", "Petrou", "sofia@", "Ledra", "of two", "Ada"))


def test_a_merge_hands_orders_over_and_takes_them_back() -> None:
    loser, winner = contact(), contact(first_name="Other")
    made, sent = order(loser), case(loser)
    kept = order(winner)
    moved = hand_over(of=[loser], to=winner, actor=ADA)
    assert commerce.counts(winner) == {"orders": 2, "cases": 1, "bookings": 0}
    take_back(moved=moved, actor=ADA)
    owners = [Order.objects.get(pk=made.pk).contact_id, Order.objects.get(pk=kept.pk).contact_id]
    assert (owners, sent.__class__.objects.get(pk=sent.pk).contact_id) == ([loser, winner], loser)


@pytest.mark.parametrize("lines", [1, 30])
def test_statements_do_not_depend_on_lines(lines: int) -> None:
    of = contact()
    with CaptureQueriesContext(
        connection,
    ) as creating:
        made = order(of, lines=[CHAIR] * lines)
    ids = [line.pk for line in made.lines.all()]
    with CaptureQueriesContext(connection) as changing:
        change(made.pk, lines=[*({"id": id_, "quantity": 3} for id_ in ids), *([CHAIR] * lines)])
    with CaptureQueriesContext(connection) as reading:
        queries.record(made.pk)
    counted = [len([q for q in each if "SAVEPOINT" not in q["sql"]]) for each in (creating, changing, reading)]
    assert counted == [4, 7, 3]


def test_a_status_in_use_stays() -> None:
    from contacts.commerce import statuses
    from contacts.lookups.saving import InUse

    order(contact(), status="New")
    with pytest.raises(InUse):
        statuses.remove(OrderStatus.objects.get(name="New").pk, actor=ADA)


class TestStoredSums(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(st.data())
    def test_stored_sums_are_the_sums_of_what_is_stored(self, data: st.DataObject) -> None:
        line = st.fixed_dictionaries(
            {
                "quantity": st.integers(0, 40),
                "unit_price": st.decimals(0, 900, places=3).map(str),
                "tax_rate": st.sampled_from([None, "5", "19"]),
            }
        )
        made = order(
            contact(), currency=data.draw(st.sampled_from(["EUR", "JPY", "KWD"])), tax={"rate": "24"}, lines=[]
        )
        for _ in range(2):
            ids = [row.pk for row in made.lines.all()]
            said: list[dict[str, Any]] = data.draw(st.lists(line, max_size=3))
            said += [{"id": id_, "remove": True} for id_ in ids if data.draw(st.booleans())]
            change(made.pk, lines=said, prices_include_tax=data.draw(st.booleans()))
            row = Order.objects.get(pk=made.pk)
            lines = list(row.lines.all())
            found = totals(planning.items_of(lines), planning.around(row))
            assert [each.total_price for each in lines] == list(found.lines)
            assert (row.subtotal, row.tax_cost, row.total_cost) == (found.subtotal, found.tax, found.total)
            assert row.amount_pending == row.total_cost
