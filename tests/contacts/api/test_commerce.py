"""Orders, cases and bookings through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contacts.api.conftest import Program
from tests.contacts.commerce.making import contact
from tests.contacts.commerce.making import order as make_order

pytestmark = pytest.mark.django_db
ORDER: dict[str, Any] = {
    "name": "Chairs", "currency": "eur", "lines": [{"name": "Chair", "quantity": 2, "unit_price": 49.9}],
    "payments": [{"amount": 50}],
}  # fmt: skip


def test_an_order_is_made_read_changed_paid_deleted_and_brought_back(api: Program) -> None:
    of = contact()
    made = api.post(f"contacts/{of}/orders", ORDER)
    body = made.json()
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert made["Location"].endswith(f"/api/v1/orders/{body['id']}")
    assert {key: body[key] for key in ("contact", "name", "currency", "subtotal", "total_cost", "amount_pending")} == {
        "contact": of, "name": "Chairs", "currency": "EUR", "subtotal": "99.80", "total_cost": "99.80",
        "amount_pending": "49.80",
    }  # fmt: skip
    path = f"orders/{body['id']}"
    assert api.get(path).json() == body
    assert api.get(path, If_None_Match='"1"').status_code == 304
    line = body["lines"][0]["id"]
    changed = api.patch(path, {"lines": [{"id": line, "quantity": 3}], "status": "Shipped"}, If_Match='"1"')
    told = changed.json()
    assert (changed["ETag"], told["total_cost"], told["status_name"]) == ('"2"', "149.70", "Shipped")
    assert api.patch(path, {"name": "x"}, If_Match='"1"').status_code == 412
    paid = api.post(f"{path}/payments", {"amount": "99.70"})
    assert (paid.status_code, paid.json()["payment_state"], len(paid.json()["payments"])) == (201, "PAID", 2)
    assert api.post(f"{path}/invoice").json()["invoice_number"] == 1
    assert api.delete(path).status_code == 204
    assert (api.get(path).json()["is_deleted"], api.get(f"contacts/{of}/orders").json()["results"]) == (True, [])
    assert len(api.get(f"contacts/{of}/orders?deleted=any").json()["results"]) == 1
    assert api.post(f"{path}/restore").json()["is_deleted"] is False
    again = api.get(path).json()
    assert api.patch(path, again).json() == again


def test_faults_stand_at_their_paths(api: Program) -> None:
    wrong = {"currency": "EURO", "lines": [{"quantity": "many"}], "colour": 1}
    answer = api.post(f"contacts/{contact()}/orders", wrong)
    assert answer.status_code == 400
    assert {error["path"] for error in answer.json()["errors"]} == {"lines[0].quantity", "colour"}
    assert api.post("contacts/999999/orders", ORDER).status_code == 404
    for path in ("orders/9", "cases/9", "bookings/9", "orders/9/printout", "cases/9/printout", f"orders/{10**17}"):
        assert api.get(path).status_code == 404
    assert api.get("orders?payment_state=x").status_code == 400
    assert api.get("orders?created_at__gte=x").status_code == 400
    assert api.get("orders?colour=x").status_code == 400


def test_a_page_goes_on_where_the_last_one_ended_and_is_narrowed(api: Program) -> None:
    of = contact()
    days = ("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z")
    ids = [api.post(f"contacts/{of}/orders", ORDER | {"created_at": at}).json()["id"] for at in days]
    make_order(contact())
    first = api.get(f"contacts/{of}/orders?limit=2&count=true").json()
    rest = api.get(first["next"].partition("/api/v1/")[2]).json()
    assert [each["id"] for each in first["results"] + rest["results"]] == ids[::-1]
    assert (first["count"], rest["next"]) == (3, None)
    found = api.get("orders?created_at__gte=2025-02-01&created_at__lt=2025-03-01&payment_state=PARTIAL").json()
    assert [each["id"] for each in found["results"]] == [ids[1]]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cases", {"fields": {"question": "Where?", "urgent": True, "count": 2}}),
        ("bookings", {"event_id": 5, "event": {"name": "Fair"}, "allocation": 3, "fields": {"diet": "none"}}),
    ],
)
def test_cases_and_bookings_are_kept_as_they_were_given(api: Program, kind: str, said: dict[str, Any]) -> None:
    of = contact()
    order = make_order(of)
    assert api.post(f"contacts/{of}/{kind}", {}).status_code == 201
    said |= {
        "order_id": order.pk,
        "form_id": 7,
        "form": {"alias": "ask", "name": "Ask us"},
        "custom": {"shop": {"a": 1}},
    }
    made = api.post(f"contacts/{of}/{kind}", said)
    body, path = made.json(), f"{kind}/{made.json()['id']}"
    assert made.status_code == 201
    assert {key: body[key] for key in said if key not in ("form", "event")} | {"form": body["form"]} == {
        key: value for key, value in said.items() if key not in ("form", "event")
    } | {"form": {"id": 7, "alias": "ask", "name": "Ask us"}}
    assert api.patch(path, body).json() == body
    assert api.patch(path, {"fields": {"a": "b"}}, If_Match='"1"').json()["fields"] == {"a": "b"}
    assert api.patch(path, {"fields": {}}, If_Match='"1"').status_code == 412
    assert api.patch(path, {"order_id": make_order(contact()).pk}).json()["errors"][0]["path"] == "order_id"
    assert api.patch(path, {"fields": {"a": {"b": 1}}}).json()["errors"][0]["path"] == "fields.a"
    assert api.delete(path).status_code == 204
    assert len(api.get(f"contacts/{of}/{kind}").json()["results"]) == 1
    assert api.post(f"{path}/restore").json()["is_deleted"] is False
    assert api.get(path, If_None_Match=api.get(path)["ETag"]).status_code == 304


def test_a_repeated_order_is_placed_once(api: Program) -> None:
    path = f"contacts/{contact()}/orders"
    first, second = (api.post(path, ORDER, Idempotency_Key="abc") for _ in range(2))
    assert (first.json(), second["Idempotent-Replayed"]) == (second.json(), "true")
    assert len(api.get(path).json()["results"]) == 1


def test_printouts_are_for_their_reader_alone(api: Program) -> None:
    order = api.post(f"contacts/{contact(language='DEU')}/orders", ORDER).json()["id"]
    answer = api.get(f"orders/{order}/printout")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert b"/Lang(de)" in answer.content
    assert b"/Lang(el)" in api.get(f"orders/{order}/printout?language=el").content
    assert api.get(f"orders/{order}/printout?type=INVOICE").json()["errors"][0]["code"] == "no_invoice"
    assert api.get(f"orders/{order}/printout?type=x").status_code == 400


def test_scopes_are_needed(program_with: Callable[..., Program]) -> None:
    of = contact()
    reader, other = program_with("commerce:read"), program_with("contacts:read", "contacts:write")
    assert [reader.get("orders").status_code, reader.post(f"contacts/{of}/orders", ORDER).status_code] == [200, 403]
    assert {other.get(path).status_code for path in ("orders", "cases", "bookings", f"contacts/{of}/orders")} == {403}


@pytest.mark.parametrize("kind", ["orders", "cases", "bookings"])
def test_statements_do_not_depend_on_rows(api: Program, kind: str) -> None:
    of = contact()
    counted = []
    for _ in range(2):
        api.post(f"contacts/{of}/{kind}", ORDER if kind == "orders" else {})
        api.get(f"contacts/{of}/{kind}")
        with CaptureQueriesContext(connection) as asked:
            api.get(f"contacts/{of}/{kind}")
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 6


def test_statuses_are_a_look_up(api: Program) -> None:
    made = api.post("order-statuses", {"name": "On its way"}).json()
    order = api.post(f"contacts/{contact()}/orders", ORDER | {"status": made["id"]}).json()
    assert (order["status"], order["status_name"]) == (made["id"], "On its way")
    assert api.delete(f"order-statuses/{made['id']}").status_code == 409
    api.patch(f"orders/{order['id']}", {"status": None})
    assert api.delete(f"order-statuses/{made['id']}").status_code == 204
