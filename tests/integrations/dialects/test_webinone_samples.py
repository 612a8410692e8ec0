"""The samples of seeds/000, replayed against the real server over a real socket."""

from collections.abc import Generator
from typing import Any

import pytest

from contacts.commerce.models import OrderStatus
from contacts.lookups.models import CustomerType, CustomField, CustomFieldGroup
from contacts.zones.models import Zone
from tests.contacts.commerce import making
from tests.integrations.programs import SAMPLES, Remote, credential, organisation, sample

CONTACTS = "/api/v2/admin/contacts"
# The sample's own is six characters, which no rule for passwords lets pass.
PASSWORD = "Lisboa ao fim da tarde"
CUSTOM = {"<GroupAlias1>": {"<FieldAlias1>": "<value>", "<FieldAlias2>": False, "<FieldAlias3>": 0}}
TOKEN = "/api/v1/oauth/token"


def document(name: str) -> Any:
    return sample("webinone", f"000-line-{name}")


def raw(name: str) -> bytes:
    """A sample that is not JSON, as it stands in the document: with a comma too many."""
    return (SAMPLES / "webinone" / f"000-line-{name}.txt").read_bytes()


@pytest.fixture
def program(transactional_db: None, served: str) -> Generator[Remote]:
    organisation()
    group = CustomFieldGroup.objects.create(alias="<GroupAlias1>", name="Group")
    for n, type_ in enumerate(("text", "boolean", "integer"), start=1):
        CustomField.objects.create(group=group, alias=f"<FieldAlias{n}>", label=f"{n}", type=type_)
    Zone.objects.create(pk=0, name="string")
    client_id, secret = credential("webinone")
    asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    with Remote(served, {}) as anybody:
        token = anybody("POST", TOKEN, data=asked).json()["access_token"]
    with Remote(served, {"Authorization": f"Bearer {token}"}) as remote:
        yield remote


def shape(value: Any) -> Any:
    """Keys in their order with the JSON types of their values."""
    if isinstance(value, dict):
        return [(key, shape(one)) for key, one in value.items()]
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if type(value) in (int, float) else type(value).__name__


def like(answer: Any, name: str) -> None:
    assert shape(answer) == shape(document(name))


def created(program: Remote) -> dict[str, Any]:
    CustomerType.objects.create(pk=7, name="Guest")
    sent = document("0053-create-request") | {"Password": PASSWORD, "Type": 7}
    answer = program("POST", CONTACTS, sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_contacts_pass_over_a_real_socket(program: Remote) -> None:
    weak = program("POST", CONTACTS, document("0053-create-request"))
    assert (weak.status_code, list(weak.json()["Errors"])) == (400, ["Password"])

    shown = created(program)
    like(shown, "0079-create-answer")
    sent = document("0053-create-request") | {"Type": 7, "ZipCode": "STRING"}
    del sent["Password"]
    assert {key: shown[key] for key in sent} == sent
    assert shown["EmailConfirmed"] is True

    item = f"{CONTACTS}/{shown['Id']}"
    got = program("GET", item)
    assert (got.status_code, got.json()) == (200, shown)
    like(got.json(), "0114-get-answer")

    listed = program("GET", CONTACTS, content=raw("0008-list-request"))
    assert (listed.status_code, listed.json()) == (200, {"Items": [shown], "TotalItemsCount": 1})
    like(listed.json(), "0014-list-answer")

    updated = program("PUT", item, document("0148-update-request") | {"Type": 7})
    assert (updated.status_code, updated.json()) == (200, shown)
    like(updated.json(), "0174-update-answer")

    deleted = program("DELETE", item)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert program("GET", item).status_code == 404
    assert program("GET", CONTACTS).json() == {"Items": [], "TotalItemsCount": 0}


def test_secure_zones_and_passwords_pass_over_a_real_socket(program: Remote) -> None:
    item = f"{CONTACTS}/{created(program)['Id']}"
    put = program("PUT", f"{item}/secure-zones", document("0450-zones-update-request"))
    grant = {"Id": 0, "Name": "string", "ExpiryDateTime": "2024-05-17T18:24:05.723Z"}
    assert (put.status_code, put.json()) == (200, {"Items": [grant], "TotalItemsCount": 1})
    like(put.json(), "0457-zones-update-answer")

    got = program("GET", f"{item}/secure-zones", content=raw("0429-zones-request"))
    assert (got.status_code, got.json()) == (200, put.json())
    like(got.json(), "0435-zones-answer")

    weak = program("PUT", f"{item}/set-password", document("0472-set-password-request"))
    assert (weak.status_code, list(weak.json()["Errors"])) == (400, ["Password"])
    changed = program("PUT", f"{item}/set-password", {"Password": f"{PASSWORD}, again"})
    assert (changed.status_code, changed.json()) == (200, put.json())
    like(changed.json(), "0475-set-password-answer")


def test_bookings_cases_and_orders_pass_over_a_real_socket(program: Remote) -> None:
    contact = created(program)["Id"]
    first = making.order(contact, invoice_number=7)
    status = OrderStatus.objects.create(name="Sent").pk
    line = {
        "entity_type": "Form", "product_id": 1, "module_id": 2, "name": "Chair", "quantity": 2, "unit_price": "49.95",
        "tax_rate": 19, "file_name": "chair.pdf", "is_download": True,
        "attributes": [{"attribute_id": 1, "options_ids": ["string"]}],
    }  # fmt: skip
    payment = {
        "amount": "20", "amount_captured": "20", "gateway_reason": "string", "transaction_id": "string",
        "status": "string", "payment_type": "CreditCard", "payment_gateway_type": "stripe", "notes": "string",
    }  # fmt: skip
    order = making.order(
        contact, awb_number="string", currency_country="CY", country="CY", invoice_date="2024-05-17T18:25:03.680Z",
        invoice_number=8, is_recurring=True, main_order=first.pk, name="string", status=status, has_subscriptions=True,
        has_paid_subscription=True, tracking_url="https://example.org/parcel", transaction_id="string",
        case_type="FormCase", discount={"code": "string", "cost": 1}, gift_voucher={"name": "string", "cost": 1},
        tax={"code": "string", "rate": 19}, custom=CUSTOM, lines=[line], payments=[payment],
        shipping={
            "name": "string", "cost": 2, "address": "string", "city": "string", "state": "string",
            "postal_code": "string", "country": "CY",
        },
    )  # fmt: skip
    about: dict[str, Any] = {
        "order_id": order.pk, "form_id": 4, "form": {"alias": "string", "name": "string"}, "custom": CUSTOM,
        "fields": CUSTOM["<GroupAlias1>"],
    }  # fmt: skip
    making.case(contact, **about)
    making.booking(contact, **about, event_id=3, event={"name": "string"}, allocation=2)

    for name, asked, answered in (
        ("bookings", "0215-bookings-request", "0221-bookings-answer"),
        ("cases", "0267-cases-request", "0273-cases-answer"),
    ):
        got = program("GET", f"{CONTACTS}/{contact}/{name}", content=raw(asked))
        assert (got.status_code, got.json()["TotalItemsCount"]) == (200, 1)
        like(got.json(), answered)

    got = program("GET", f"{CONTACTS}/{contact}/orders", content=raw("0313-orders-request"))
    assert (got.status_code, [one["Id"] for one in got.json()["Items"]]) == (200, [first.pk, order.pk])
    shown = got.json()["Items"][1]
    like({"Items": [shown], "TotalItemsCount": 2}, "0319-orders-answer")
    assert (shown["PaymentState"], shown["AmountPaid"], shown["ShippingInfo"]["Zipcode"]) == ("Partial", 20, "string")
    assert (shown["OrderLines"][0]["UnitPrice"], shown["InvoiceDate"]) == (49.95, "2024-05-17T18:25:03.680Z")
    assert shown["Member"] == {"Id": contact, "Email": "user@example.com", "FirstName": "string", "LastName": "string"}
