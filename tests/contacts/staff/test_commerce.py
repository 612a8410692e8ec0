"""Orders, cases and bookings at the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.commerce.models import Booking, Case, Order, OrderStatus
from contacts.commerce.orders import operations
from contacts.commerce.orders.patch import PaymentPatch
from tests.contacts.commerce.making import ADA, CHAIR, booking, case, change, contact, order
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ada", first_name="Ada", last_name="King"))
    return client


def form(contact: int | None = None, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What a browser sends of the order's form."""
    sent = {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0, "currency": "EUR", **values}
    sent |= {"contact": f"{contact} · Sofia"} if contact else {}
    return sent | {f"lines-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}


def test_an_order_is_typed_in_changed_and_reads_like_a_document(staff: Client) -> None:
    of = contact()
    status = OrderStatus.objects.get(name="New").pk
    lines = ({"name": "Chair", "quantity": "2", "unit_price": "49.90"}, {"name": ""})
    answer = staff.post("/staff/orders/new/", form(of, *lines, name="Chairs", status=status, tax_rate="19"))
    made = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/orders/{made.pk}/")
    assert (made.lines.count(), str(made.total_cost), made.status_id) == (1, "118.7600", status)
    page = staff.get(f"/staff/orders/{made.pk}/").content.decode()
    for words in ("Chairs", "Sofia Petrou", "118.76 EUR", "Unpaid", "recorded order Chairs", "18.96"):
        assert words in page
    line = made.lines.get()
    both = ({"id": line.pk, "DELETE": "on"}, {"name": "Table", "unit_price": "300"})
    staff.post(f"/staff/orders/{made.pk}/edit/", form(None, *both, name="Tables", revision="1"))
    made.refresh_from_db()
    assert (made.name, [str(row) for row in made.lines.all()], made.revision) == ("Tables", ["Table"], 2)
    stale = staff.post(f"/staff/orders/{made.pk}/edit/", form(None, name="x", revision="1"))
    assert (stale.status_code, b"Somebody changed this order meanwhile" in stale.content) == (422, True)


def test_a_line_more_comes_without_our_script_and_keeps_what_was_typed(staff: Client) -> None:
    answer = staff.post("/staff/orders/new/", form(contact(), {"name": "Chair"}, name="Chairs", more="1"))
    page = answer.content.decode()
    assert ('name="lines-1-name"' in page, 'value="Chair"' in page, 'value="Chairs"' in page) == (True, True, True)
    assert not Order.objects.exists()


def test_faults_stand_where_they_are(staff: Client) -> None:
    sent = form(contact(), {"name": "Chair", "quantity": "many", "unit_price": "1"}, discount_cost="0.001")
    answer = staff.post("/staff/orders/new/", sent)
    page = answer.content.decode()
    assert (answer.status_code, 'id="id_lines-0-quantity_error"' in page) == (422, True)
    answer = staff.post("/staff/orders/new/", form(contact(), discount_cost="0.001"))
    assert 'id="id_discount_cost_error">An amount in EUR has at most 2 decimals' in answer.content.decode()
    assert "Say whose order this is" in staff.post("/staff/orders/new/", form()).content.decode()
    assert "There is no such contact" in staff.post("/staff/orders/new/", form(999999)).content.decode()


def test_payments_and_invoices_are_made_on_the_page(staff: Client) -> None:
    made = order(contact())
    wrong = staff.post(f"/staff/orders/{made.pk}/payments/", {"amount": "1.234"})
    assert (wrong.status_code, b"at most 2 decimals" in wrong.content) == (422, True)
    staff.post(f"/staff/orders/{made.pk}/payments/", {"amount": "99.80", "payment_type": "Cash"})
    staff.post(f"/staff/orders/{made.pk}/invoice/")
    made.refresh_from_db()
    assert (made.payment_state, made.invoice_number) == ("PAID", 1)
    for address in ("print.pdf", "print.pdf?type=INVOICE"):
        answer = staff.get(f"/staff/orders/{made.pk}/{address}")
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert staff.get(f"/staff/orders/{order(contact()).pk}/print.pdf?type=INVOICE").status_code == 302


def test_deleting_is_undone(staff: Client) -> None:
    of = contact()
    rows = {"orders": order(of), "cases": case(of), "bookings": booking(of)}
    for slug, row in rows.items():
        assert f"/staff/{slug}/{row.pk}/" in staff.get(f"/staff/{slug}/").content.decode()
        staff.post(f"/staff/{slug}/remove/", {"id": row.pk})
        row.refresh_from_db()
        assert row.is_deleted
        token = list(staff.session["undo"])[-1]
        staff.post(f"/staff/{slug}/undo/", {"token": token})
        row.refresh_from_db()
        assert (row.is_deleted, token in staff.session["undo"]) == (False, False)
        staff.post(f"/staff/{slug}/remove/", {"id": row.pk})
        assert "Bring back" in staff.get(f"/staff/{slug}/{row.pk}/").content.decode()
        staff.post(f"/staff/{slug}/switch/", {"id": row.pk})
        row.refresh_from_db()
        assert not row.is_deleted


def test_cases_and_bookings_are_typed_in_and_numbers_stay_numbers(staff: Client) -> None:
    of = contact()
    said = {"contact": f"{of} · Sofia", "form_name": "Ask us", "fields_said": "question: Where: is it?\nurgent: yes"}
    staff.post("/staff/cases/new/", said)
    made = Case.objects.get()
    assert (made.form_name, made.fields) == ("Ask us", {"question": "Where: is it?", "urgent": "yes"})
    kept = case(of, fields={"count": 3, "why": "x"})
    staff.post(f"/staff/cases/{kept.pk}/edit/", {"fields_said": "count: 3\nwhy: y", "revision": "1"})
    kept.refresh_from_db()
    assert kept.fields == {"count": 3, "why": "y"}
    staff.post("/staff/bookings/new/", {"contact": str(of), "event_name": "Fair", "allocation": "3"})
    assert [(row.event_name, row.allocation) for row in Booking.objects.all()] == [("Fair", 3)]
    wrong = staff.post("/staff/bookings/new/", {"contact": str(of), "order_id": "99999"})
    assert "Expected the id of an order of the same contact" in wrong.content.decode()
    assert staff.get(f"/staff/cases/{kept.pk}/print.pdf").content.startswith(b"%PDF")


def test_the_contact_has_a_tab_of_them(staff: Client) -> None:
    of = contact()
    order(of), order(of, currency="JPY", lines=[{"name": "Fan", "unit_price": 500}])
    case(of), booking(of, event={"name": "Fair"})
    page = staff.get(f"/staff/contacts/{of}/?tab=orders").content.decode()
    assert "Orders<small>4</small>" in page
    for words in ("Bought, EUR", "99.80", "Bought, JPY", "Still to pay, JPY", "Fair", f"?contact={of}"):
        assert words in page
    new = staff.get(f"/staff/orders/new/?contact={of}").content.decode()
    assert f'value="{of} · Sofia Petrou"' in new


@pytest.mark.parametrize(
    "address",
    ["orders/", "cases/", "bookings/", "contacts/{of}/?tab=orders", "orders/{order}/", "orders/{order}/edit/"],
)
def test_statements_do_not_depend_on_rows(staff: Client, address: str) -> None:
    of, counted = contact(), []
    made = order(of)
    for rows in (1, 3):
        for _ in range(rows):
            order(of, status="New"), case(of), booking(of)
        operations.pay(order=made.pk, values=PaymentPatch(amount=made.total_cost), actor=ADA)
        change(made.pk, lines=[CHAIR] * rows)
        staff.get(f"/staff/{address.format(of=of, order=made.pk)}")
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(f"/staff/{address.format(of=of, order=made.pk)}").status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 20


def test_rights_are_asked_for_each_page(client: Client) -> None:
    made = order(contact())
    user = StaffFactory(username="eve")
    client.force_login(user)
    pages = ["orders/", "cases/", "bookings/", "orders/new/", f"orders/{made.pk}/", f"orders/{made.pk}/print.pdf"]
    assert {client.get(f"/staff/{page}").status_code for page in pages} == {403}
    user.user_permissions.add(Permission.objects.get(codename="view_order"))
    assert client.get(f"/staff/orders/{made.pk}/").status_code == 200
    for page in (f"orders/{made.pk}/payments/", f"orders/{made.pk}/invoice/", "orders/remove/", "orders/switch/"):
        assert client.post(f"/staff/{page}", {"id": made.pk}).status_code == 403
    assert client.get(f"/staff/orders/{made.pk}/edit/").status_code == 403
