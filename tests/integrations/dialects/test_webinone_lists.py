"""What lists of WebinOne are asked for: filters, orders, pages, and everything that is not let in."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.commerce.models import Order, OrderStatus
from contacts.commerce.orders import operations as orders
from contacts.directory import operations as door
from contacts.directory.reading import windows
from contacts.lookups.models import CustomerType, CustomField, CustomFieldGroup
from contacts.options import queries as options
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone
from integrations.credentials import queries as credentials
from tests.contacts.commerce import making
from tests.integrations.programs import STAFF, Program, credential, organisation, whole

CONTACTS = "/api/v2/admin/contacts"


@pytest.fixture
def program(db: None) -> Program:
    organisation()
    return Program({"Authorization": ".".join(credential("webinone"))})


def made(**values: Any) -> int:
    return door.create(patch=parse_patch({"last_name": "King"} | values), actor=STAFF).record.id


def asked(path: str = CONTACTS, /, **said: Any) -> str:
    pairs = [f"{key}={quote(value if isinstance(value, str) else json.dumps(value))}" for key, value in said.items()]
    return f"{path}?{'&'.join(pairs)}"


def ids(program: Program, path: str = CONTACTS, /, **said: Any) -> list[int]:
    answer = program("GET", asked(path, **said))
    assert answer.status_code == 200, answer.content
    return [one["Id"] for one in whole(answer)["Items"]]


def refused(answer: Any, *fields: str) -> None:
    body = whole(answer)
    assert (answer.status_code, set(body), list(body["Errors"])) == (400, {"Message", "Errors"}, list(fields)), body


@pytest.fixture
def people(db: None) -> dict[str, int]:
    CustomerType.objects.create(pk=7, name="Guest")
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    for alias, kind in (("level", "text"), ("score", "integer"), ("paid", "boolean")):
        CustomField.objects.create(group=group, alias=alias, label=alias, type=kind)
    return {
        "ada": made(
            first_name="Ada", emails=[{"email": "Ada@example.org"}], customer_type=7, role="General",
            consents={"data_use": {"ANY": "ACCEPTED"}}, addresses=[{"town": "Nicosia", "country": "CY"}],
            custom={"club": {"level": "Gold", "score": 12, "paid": True}}, phones=[{"number": "99 123456"}],
        ),
        "bob": made(
            first_name="Bob", last_name="Stone", consents={"data_use": {"ANY": "REJECTED"}},
            custom={"club": {"level": "Silver", "score": 3}}, status="New",
        ),
        "eve": made(first_name="Eve", last_name="Stone", crm_type="Member"),
    }  # fmt: skip


FILTERS: list[tuple[Any, str]] = [
    ({}, "ada bob eve"), (None, "ada bob eve"), ({"Email": "ADA@example.org"}, "ada"),
    ({"email": "ada@example.org"}, "ada"),
    ({"LastName": {"contains": "TON"}}, "bob eve"), ({"LastName": {"$startsWith": "st"}}, "bob eve"),
    ({"LastName": {"endsWith": "ing"}}, "ada"), ({"LastName": {"ne": "Stone"}}, "ada"),
    ({"FirstName": {"in": ["ada", "Eve"]}}, "ada eve"), ({"FirstName": {"$notIn": ["Ada"]}}, "bob eve"),
    ({"LastName": "Stone", "FirstName": "Bob"}, "bob"), ({"FirstName": {"eq": "Bob", "ne": "Eve"}}, "bob"),
    ({"or": [{"FirstName": "Ada"}, {"LastName": "Stone", "FirstName": "Eve"}]}, "ada eve"),
    ({"$or": [{"FirstName": "Ada"}, {"FirstName": "Bob"}], "LastName": "Stone"}, "bob"),
    ({"and": [{"LastName": "Stone"}, {"or": [{"FirstName": "Eve"}, {"FirstName": "Ada"}]}]}, "eve"),
    ({"Email": None}, "bob eve"), ({"Email": {"ne": None}}, "ada"), ({"Email": ""}, "bob eve"),
    ({"Type": 7}, "ada"), ({"Type": 0}, "bob eve"), ({"Type": {"ne": 0}}, "ada"), ({"Type": {"in": [7, 9]}}, "ada"),
    ({"IsDataUsingAllowed": True}, "ada"), ({"IsDataUsingAllowed": False}, "bob eve"),
    ({"IsDataUsingAllowed": {"ne": True}}, "bob eve"), ({"Country": "Cyprus"}, "ada"),
    ({"Country": {"in": ["CYP"]}}, "ada"),
    ({"City": "nicosia"}, "ada"), ({"Phone": {"contains": "123"}}, "ada"), ({"CrmType": "Member"}, "eve"),
    ({"Status": "New"}, "bob"), ({"Role": "general"}, "ada"), ({"Id": {"lt": 0}}, ""),
    ({"Id": {"gt": 0}}, "ada bob eve"),
    ({"CreatedDate": {"gt": "2001-01-01T00:00:00.000Z"}}, "ada bob eve"), ({"CreatedDate": {"lt": "2001-01-01"}}, ""),
    ({"CustomCrmGroups.club.level": "gold"}, "ada"), ({"CustomCrmGroups.club.score": {"gte": 3}}, "ada bob"),
    ({"CustomCrmGroups": {"club": {"score": {"lt": 12}}}}, "bob"), ({"CustomCrmGroups.club.paid": True}, "ada"),
    ({"CustomCrmGroups.club.level": None}, "eve"), ({"Id": 2**62}, ""), ({"Id": {"in": [2**70, -1]}}, ""),
]  # fmt: skip


def test_a_filter_finds(program: Program, people: dict[str, int]) -> None:
    for where, expected in FILTERS:
        found = [people[name] for name in expected.split()]
        assert ids(program, Where=where) == found, where
        body = whole(program("GET", CONTACTS, {"where": where, "LIMIT": 3}))
        assert ([one["Id"] for one in body["Items"]], body["TotalItemsCount"]) == (found, len(found)), where


ATTACKS: list[Any] = [
    {"_connector": "OR"}, {"_negated": True}, {"password__startswith": "a"}, {"Email__startswith": "a"},
    {"user__password__regex": "."}, {"a.b": 1}, {"Password": "x"}, {"EmailConfirmed": True}, {"EmailConfirmed": 1},
    {"CustomerTypeName": "Guest"},
    {"CustomerTypeName": 7}, {"emails.email": "a"}, {"uuid": "x"}, {"kept": {}}, {"BillingTown": "x"}, {"": 1},
    {"\x00": 1}, {"Id;drop": 1},
    {"LastName": {"regex": "."}}, {"LastName": {"$where": "1"}}, {"LastName": {"__regex": "x"}}, {"LastName": {}},
    {"LastName": {"gt": "A"}}, {"LastName": ["a"]}, {"LastName": 1}, {"LastName": True}, {"LastName": "\x00"},
    {"LastName": "a\x0bb"}, {"LastName": "x" * 401}, {"LastName": {"in": "a"}}, {"LastName": {"in": []}},
    {"LastName": {"in": [[1]]}}, {"LastName": {"in": ["x"] * 101}}, {"LastName": {"contains": {"a": 1}}},
    {"LastName": {"contains": ""}}, {"Id": "x"}, {"Id": {"contains": 1}}, {"Id": True}, {"Id": 1e400},
    {"Id": {"in": [{}]}},
    {"Type": -1}, {"Type": "x"}, {"IsDataUsingAllowed": "perhaps"}, {"IsDataUsingAllowed": {"gt": True}},
    {"IsDataUsingAllowed": {"in": [True]}}, {"Country": "Oz"}, {"Country": 1}, {"CreatedDate": "soon"},
    {"CreatedDate": 1},
    {"CustomCrmGroups": 1}, {"CustomCrmGroups.club": 1}, {"CustomCrmGroups.club.none": 1},
    {"CustomCrmGroups.x.level": 1},
    {"CustomCrmGroups.club.level.x": 1}, {"CustomCrmGroups.club.score": "x"},
    {"CustomCrmGroups.club.level__regex": "."},
    {"or": []}, {"or": {}}, {"or": [{}]}, {"or": [1]}, {"or": [{"LastName": "a"}, {"x": 1}]}, {"and": []}, [],
    [{}], 1, "x",
    True, {"or": [{"or": [{"or": [{"LastName": "a"}]}]}]}, {"or": [{"FirstName": f"a{n}"} for n in range(21)]},
    {f"$or{n}": 1 for n in range(3)},
]  # fmt: skip


def test_a_filter_is_an_allow_list(program: Program, people: dict[str, int]) -> None:
    for where in ATTACKS:
        for answer in (program("GET", asked(Where=where)), program("GET", CONTACTS, {"Where": where})):
            body = whole(answer)
            assert (answer.status_code, set(body)) == (400, {"Message", "Errors"}), (where, body)
            assert all(field.startswith("Where") for field in body["Errors"]), (where, body)


SORTED = [
    ("Id", "ada bob eve"), ("Id asc", "ada bob eve"), ("Id desc", "eve bob ada"), ("-Id", "eve bob ada"),
    ("id DESC", "eve bob ada"), ("FirstName desc", "eve bob ada"), ("LastName,FirstName desc", "ada eve bob"),
    ("-LastName", "bob eve ada"), ("CreatedDate", "ada bob eve"), ("", "ada bob eve"), ("CrmType", "ada bob eve"),
]  # fmt: skip


def test_an_order_is_total(program: Program, people: dict[str, int]) -> None:
    for text, expected in SORTED:
        found = [people[name] for name in expected.split()]
        assert ids(program, Order_By=text) == found, text
        pages = [ids(program, order_by=text, offset=n, limit=1) for n in range(4)]
        assert pages == [[one] for one in found] + [[]], text


UNREADABLE: list[tuple[dict[str, str], str]] = [
    *(({"Order_By": text}, "Order_By") for text in (
        "password", "Email", "EmailConfirmed", "Id;drop table", "-Id desc", "Id up", "--Id", "?", "Id__x", "Id,,Id",
        "Id,Id,Id,Id,Id,Id", "\x00",
    )),
    *(({"Offset": text}, "Offset") for text in ("-1", "1.5", "x", "9" * 30, "1000001", "１")),
    *(({"Limit": text}, "Limit") for text in ("-1", "1e3", "x", "true")),
    ({"Where": "{"}, "Where"), ({"Where": "\x00"}, "Where"), ({"Where": '{"a":' * 30}, "Where"),
]  # fmt: skip


def test_orders_and_pages_are_read_closely(program: Program) -> None:
    for said, field in UNREADABLE:
        refused(program("GET", asked(**said)), field)


BODIES: list[tuple[Any, list[str]]] = [
    ({"Order_By": 1}, ["Order_By"]), ({"Order_By": ["Id"]}, ["Order_By"]), ({"Offset": True}, ["Offset"]),
    ({"Offset": 1.5}, ["Offset"]), ({"Limit": []}, ["Limit"]), ([], []), ('"x"', []), ("{,", []),
]  # fmt: skip


def test_a_body_is_read_as_closely(program: Program) -> None:
    for said, fields in BODIES:
        refused(program("GET", CONTACTS, said), *fields)


def test_the_query_goes_before_the_body(program: Program, people: dict[str, int]) -> None:
    body = {"Where": {"LastName": "Stone"}, "Order_By": "-Id", "Limit": 1}
    answer = whole(program("GET", asked(limit=9), body))
    assert [one["Id"] for one in answer["Items"]] == [people["eve"], people["bob"]]
    assert whole(program("GET", asked(where={"LastName": "King"}), body))["TotalItemsCount"] == 1


def test_a_page_has_its_limits(program: Program, people: dict[str, int]) -> None:
    assert whole(program("GET", asked(Limit=0))) == {"Items": [], "TotalItemsCount": 3}
    assert whole(program("GET", asked(Offset=1000000))) == {"Items": [], "TotalItemsCount": 3}
    assert ids(program, Limit=10**9) == list(people.values())
    for n in range(100):
        made(first_name=f"{n}")
    assert len(ids(program)) == 100
    assert len(ids(program, Limit="")) == 100
    assert len(ids(program, Limit=500)) == 103


def test_many_and_few_matches_are_found_alike(
    program: Program, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [ids(program, Where={"LastName": "Stone"}, Order_By="-FirstName", Offset=n, Limit=1) for n in range(3)]
    monkeypatch.setattr(windows, "FEW", 1)
    many = [ids(program, Where={"LastName": "Stone"}, Order_By="-FirstName", Offset=n, Limit=1) for n in range(3)]
    assert few == many == [[people["eve"]], [people["bob"]], []]


def test_statements_do_not_grow_with_rows(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for remembering in (options, credentials):
        monkeypatch.setattr(remembering, "REMEMBERED", 60)
    counts: dict[str, set[int]] = {asked(): set(), asked(Where={"LastName": "King"}, Order_By="-Id"): set()}
    contact = made()
    for name in ("orders", "cases", "bookings"):
        counts[f"{CONTACTS}/{contact}/{name}"] = set()
    for n in range(1, 101):
        made(emails=[{"email": f"a{n}@example.org"}])
        if n in (1, 3, 100):
            for _ in range(1 if n == 1 else 2):
                making.order(contact)
                making.case(contact)
                making.booking(contact)
            for path, seen in counts.items():
                program("GET", path)
                with CaptureQueriesContext(connection) as captured:
                    assert program("GET", path).status_code == 200
                seen.add(len(captured))
    assert list(map(sorted, counts.values())) == [[3], [5], [5], [3], [3]]


ORDERS: list[tuple[dict[str, Any], str]] = [
    ({}, "first second"), ({"Where": {"IsDeleted": True}}, "gone"),
    ({"Where": {"IsDeleted": {"ne": True}}}, "first second"),
    ({"Where": {"OrderName": {"contains": "TAB"}}}, "second"), ({"Where": {"TotalCost": {"gt": 50.5}}}, "first"),
    ({"Where": {"InvoiceNumber": None}}, "first"), ({"Where": {"InvoiceNumber": {"ne": None}}}, "second"),
    ({"Where": {"PaymentState": "None"}}, "first"),
    ({"Where": {"PaymentState": {"in": ["Paid", "partial"]}}}, "second"),
    ({"Where": {"or": [{"OrderName": "Chairs"}, {"AmountPaid": 5}]}}, "first second"),
    ({"Order_By": "-Id"}, "second first"),
    ({"Order_By": "TotalCost"}, "second first"), ({"Offset": 1}, "second"), ({"Limit": 1}, "first"), ({"Limit": 0}, ""),
    ({"Where": {"CreatedDateTime": {"gte": "2001-01-01"}}, "Order_By": "OrderName desc"}, "second first"),
    ({"Where": {"StatusId": 9}}, "second"), ({"Where": {"MainOrderId": {"notIn": [1]}}}, "first second"),
    ({"Where": {"IsRecurring": False}}, "first second"), ({"Where": {"Id": 2**70}}, ""),
]  # fmt: skip


@pytest.fixture
def shop(program: Program) -> tuple[str, dict[str, int]]:
    OrderStatus.objects.create(pk=9, name="Sent")
    contact = making.contact()
    first, gone = making.order(contact), making.order(contact)
    second = making.order(
        contact, name="Tables", status=9, invoice_number=5, payments=[{"amount": 5, "amount_captured": 5}],
        lines=[{"name": "Table", "quantity": 1, "unit_price": "50.50"}],
    )  # fmt: skip
    orders.delete(order=gone.pk, actor=STAFF)
    making.order(making.contact(emails=[]), name="Somebody else's")
    return f"{CONTACTS}/{contact}/orders", {"first": first.pk, "second": second.pk, "gone": gone.pk}


def test_orders_are_filtered_ordered_and_paged(program: Program, shop: tuple[str, dict[str, int]]) -> None:
    path, orders_made = shop
    for said, expected in ORDERS:
        assert ids(program, path, **said) == [orders_made[name] for name in expected.split()], said


ORDER_ATTACKS: list[Any] = [
    {"contact__emails__email": "a"}, {"Member": 1}, {"MemberId": 1}, {"Member.Email": "a"}, {"customer_email": "x"},
    {"_connector": "OR"}, {"_negated": True}, {"OrderName__regex": "."}, {"OrderName": {"regex": "."}},
    {"PaymentState": "perhaps"}, {"TotalCost": "x"}, {"IsDeleted": "x"}, {"InvoiceDate": "soon"},
    {"OrderLines": []},
    {"OrderName": "\x00"}, {"CustomCrmGroups.a.b": 1}, {"Id": {"contains": 1}}, {"or": [{}]}, [],
]  # fmt: skip


def test_orders_are_filtered_by_an_allow_list(program: Program, shop: tuple[str, dict[str, int]]) -> None:
    for where in ORDER_ATTACKS:
        answer = program("GET", asked(shop[0], Where=where))
        assert (answer.status_code, set(whole(answer))) == (400, {"Message", "Errors"}), where
    assert program("GET", asked(shop[0], Order_By="contact__id")).status_code == 400
    assert Order.objects.count() == 4


def test_zones_cases_and_bookings_are_filtered_too(program: Program) -> None:
    members, press = (Zone.objects.create(name=name).pk for name in ("Members", "Press"))
    contact = made(zones=[{"id": members}, {"id": press, "expires_at": "2020-01-01T00:00:00Z"}])
    item = f"{CONTACTS}/{contact}"
    assert ids(program, f"{item}/secure-zones", Where={"Name": {"startsWith": "pre"}}) == [press]
    assert ids(program, f"{item}/secure-zones", Where={"ExpiryDateTime": None}) == [members]
    assert ids(program, f"{item}/secure-zones", Order_By="Name desc", Limit=1) == [press]
    case, booking = making.case(contact, form_id=3), making.booking(contact, event_id=4, allocation=2)
    making.case(contact)
    assert ids(program, f"{item}/cases", Where={"FormId": 3}) == [case.pk]
    assert ids(program, f"{item}/bookings", Where={"Allocation": {"gt": 1}, "EventId": 4}) == [booking.pk]
    assert ids(program, f"{item}/bookings", Where={"EventId": 5}) == []
