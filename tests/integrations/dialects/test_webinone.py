"""What the document of seeds/000 leaves open about contacts, and what it must never open."""

from collections.abc import Callable
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.lookups.models import CustomerType, CustomField, CustomFieldGroup, Organisation
from contacts.options import operations as options
from contacts.options import queries as option_values
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone
from integrations.dialects.webinone.options import VERSION
from tests.contacts.commerce import making
from tests.integrations.programs import STAFF, Program, credential, organisation, whole

CONTACTS = "/api/v2/admin/contacts"
ADA = {"Email": "ada@example.org", "FirstName": "Ada", "LastName": "King"}
FORM = {"Message", "Errors"}
PARTS = ("bookings", "cases", "orders", "secure-zones")
BILLING = {
    "BillingAddress": "1 Pay St", "BillingCity": "Larnaca", "BillingState": "LC", "BillingZipCode": "6010",
    "BillingCountry": "CY",
}  # fmt: skip
Make = Callable[..., Program]


@pytest.fixture
def program_with(db: None) -> Make:
    organisation()
    return lambda **values: Program({"Authorization": f"Bearer {'.'.join(credential('webinone', **values))}"})


@pytest.fixture
def program(program_with: Make) -> Program:
    return program_with()


def made(**values: Any) -> int:
    return door.create(patch=parse_patch({"last_name": "King"} | values), actor=STAFF).record.id


def new(program: Program, **values: Any) -> dict[str, Any]:
    answer = program("POST", CONTACTS, values)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = whole(answer)
    return found


def refused(answer: Any, status: int, *fields: str) -> None:
    body = whole(answer)
    assert (answer.status_code, set(body), list(body["Errors"])) == (status, FORM, list(fields)), body


def test_a_contact_keeps_every_field_it_is_given(program: Program) -> None:
    CustomerType.objects.create(pk=7, name="Guest")
    sent: dict[str, Any] = ADA | {
        "CrmType": "Member", "Role": "General", "Address": "12 Ledra", "City": "Nicosia", "State": "NI",
        "ZipCode": "1010", "Country": "CY", "Site": "https://example.org", "Phone": "+357 99 123456", "Status": "New",
        "Notes": "a\nb", "Type": 7, "IsDataUsingAllowed": True,
    }  # fmt: skip
    shown = new(program, **sent, **BILLING)
    assert {name: shown[name] for name in sent} == sent
    assert shown["CustomerTypeName"] == "Guest"
    blank: dict[str, Any] = dict.fromkeys(set(sent) - {"LastName", "IsDataUsingAllowed"}) | {"Type": 0}
    cleared = whole(program("PUT", f"{CONTACTS}/{shown['Id']}", blank))
    assert {name: cleared[name] for name in blank} == blank
    assert (cleared["LastName"], cleared["CustomerTypeName"], cleared["IsDataUsingAllowed"]) == ("King", None, True)


def test_a_name_or_an_email_is_enough(program: Program) -> None:
    for enough in ({"FirstName": "Ada"}, {"Email": "a@example.org"}, {"LastName": "King", "CustomCrmGroups": None}):
        new(program, **enough)
    refused(program("POST", CONTACTS, {}), 400, "Request")
    for said, field in (
        ({"Email": "nobody"}, "Email"), ({"FirstName": "x" * 201}, "FirstName"), ({"LastName": 1}, "LastName"),
        ({"Type": 99}, "Type"), ({"Type": "x"}, "Type"), ({"IsDataUsingAllowed": "perhaps"}, "IsDataUsingAllowed"),
        ({"Site": "javascript:alert(1)"}, "Site"), ({"Notes": "\x00"}, "Notes"), ({"Phone": []}, "Phone"),
        ({"CustomCrmGroups": []}, "CustomCrmGroups"), ({"Country": "x" * 101}, "Country"),
    ):  # fmt: skip
        refused(program("POST", CONTACTS, {"FirstName": "Eve"} | said), 400, field)


def test_what_is_read_only_is_not_listened_to(program: Program) -> None:
    id_ = new(program, **ADA)["Id"]
    before = snapshots.text(id_)
    sent = {
        "EmailConfirmed": True, "CreatedDate": "2001-01-01T00:00:00.000Z", "CustomerTypeName": "VIP", "is_admin": True,
        "Password": 1, "Id": 0, "revision": 99, "uuid": "x",
    }  # fmt: skip
    assert program("PUT", f"{CONTACTS}/{id_}", sent).status_code == 200
    assert snapshots.text(id_) == before


def test_writing_back_what_was_read_changes_nothing(program: Program) -> None:
    id_ = made(
        emails=[{"email": "a@example.org"}, {"email": "b@example.org"}], consents={"data_use": {"ANY": "PENDING"}},
        phones=[{"number": "22 111111", "type": "FAX"}, {"number": "22 222222", "type": "LANDLINE"}],
        addresses=[{"type": "BILLING", "town": "Paphos"}, {"type": "POBOX", "po_box": "77", "street_number": "12"}],
    )  # fmt: skip
    before = snapshots.text(id_)
    shown = whole(program("GET", f"{CONTACTS}/{id_}"))
    assert (shown["Phone"], shown["City"]) == ("22 222222", None)
    assert whole(program("PUT", f"{CONTACTS}/{id_}", shown)) == shown
    assert snapshots.text(id_) == before


def test_the_id_in_the_body_is_the_paths(program: Program) -> None:
    id_ = new(program, **ADA)["Id"]
    for said in (id_ + 1, "x", -1):
        refused(program("PUT", f"{CONTACTS}/{id_}", {"Id": said, "FirstName": "Eve"}), 400, "Id")
    for said in (id_, 0, None):
        assert whole(program("PUT", f"{CONTACTS}/{id_}", {"Id": said, "FirstName": f"Ann {said}"}))["Id"] == id_


def test_an_address_that_somebody_has_is_a_conflict(program: Program) -> None:
    first = new(program, **ADA)["Id"]
    for spelling in ("ada@example.org", "ADA@Example.org"):
        refused(program("POST", CONTACTS, ADA | {"Email": spelling}), 409, "Email")
    assert whole(program("GET", CONTACTS))["TotalItemsCount"] == 1
    other = new(program, FirstName="Eve")["Id"]
    assert program("PUT", f"{CONTACTS}/{other}", {"Email": "ada@example.org"}).status_code == 200
    for contact in (first, other):
        program("DELETE", f"{CONTACTS}/{contact}")
    new(program, **ADA)


def test_a_conflict_tells_nothing_of_contacts_beyond_the_reach(program_with: Make) -> None:
    made(emails=[{"email": "ada@example.org"}])
    new(program_with(reach=[1], organisation=1), **ADA)


def test_words_that_are_no_country_and_no_number_are_given_back(program: Program) -> None:
    id_ = new(program, **ADA, Country="Cyprus", Phone="ask at the bar")["Id"]
    record = snapshots.records([id_])[id_]
    assert ([one.country for one in record.addresses], record.phones) == (["CY"], [])
    shown = whole(program("GET", f"{CONTACTS}/{id_}"))
    assert (shown["Country"], shown["Phone"]) == ("Cyprus", "ask at the bar")
    part = {"addresses": [{"id": record.addresses[0].id, "country": "GR"}], "phones": [{"number": "99 123456"}]}
    door.update(contact=id_, patch=parse_patch(part), actor=STAFF)
    shown = whole(program("GET", f"{CONTACTS}/{id_}"))
    assert (shown["Country"], shown["Phone"]) == ("GR", "99 123456")
    shown = whole(program("PUT", f"{CONTACTS}/{id_}", {"Country": "Oz", "Phone": "99 654321"}))
    assert (shown["Country"], shown["Phone"]) == ("Oz", "99 654321")


def test_the_billing_address_is_shown_from_its_version_on(program: Program) -> None:
    shown = new(program, **ADA, City="Nicosia", **BILLING)
    assert not set(shown) & set(BILLING)
    options.change(values={VERSION.name: "7.10.7"}, actor=STAFF)
    option_values.forget()
    current = whole(program("GET", f"{CONTACTS}/{shown['Id']}"))
    assert {name: current[name] for name in BILLING} == BILLING
    assert [name for name in current if name not in BILLING] == list(shown)
    assert list(current)[list(current).index("Country") + 1 :][:5] == list(BILLING)
    record = snapshots.records([shown["Id"]])[shown["Id"]]
    assert {one.type: one.town for one in record.addresses} == {"HOME": "Nicosia", "BILLING": "Larnaca"}


def test_using_data_is_a_consent_and_silence_is_none(program: Program) -> None:
    id_ = new(program, **ADA)["Id"]
    item = f"{CONTACTS}/{id_}"
    for said, shown, state in (
        (None, False, {}),
        (True, True, {"ANY": "ACCEPTED"}),
        (False, False, {"ANY": "REJECTED"}),
    ):
        if said is not None:
            program("PUT", item, {"IsDataUsingAllowed": said})
        assert whole(program("GET", item))["IsDataUsingAllowed"] is shown
        assert snapshots.records([id_])[id_].consents.get("data_use", {}) == state


def test_custom_fields_stand_in_their_groups(program: Program) -> None:
    for alias, kinds in (("club", ("text", "integer")), ("more", ("boolean", "multichoice"))):
        group = CustomFieldGroup.objects.create(alias=alias, name=alias)
        for kind in kinds:
            choices = ["Red", "Blue"] if kind == "multichoice" else []
            CustomField.objects.create(group=group, alias=kind, label=kind, type=kind, choices=choices)
    blank = {"club": {"text": None, "integer": None}, "more": {"boolean": None, "multichoice": []}}
    shown = new(program, **ADA)
    assert shown["CustomCrmGroups"] == blank
    item = f"{CONTACTS}/{shown['Id']}"
    said = {"club": {"text": "x"}, "more": {"boolean": False, "multichoice": ["Red"]}}
    shown = whole(program("PUT", item, {"CustomCrmGroups": said}))
    assert shown["CustomCrmGroups"] == {"club": {"text": "x", "integer": None}, "more": said["more"]}
    shown = whole(program("PUT", item, {"CustomCrmGroups": {"club": {"integer": 0}}}))
    assert shown["CustomCrmGroups"]["club"] == {"text": "x", "integer": 0}
    for wrong, field in (
        ({"none": {}}, "none"), ({"club": {"boolean": True}}, "club.boolean"), ({"club": 1}, "club"),
        ({"club": {"integer": "x"}}, "club.integer"), ({"more": {"multichoice": ["Pink"]}}, "more.multichoice"),
    ):  # fmt: skip
        refused(program("PUT", item, {"CustomCrmGroups": wrong}), 400, f"CustomCrmGroups.{field}")


def test_secure_zones_are_replaced_as_a_whole(program: Program) -> None:
    members, staff, press = (Zone.objects.create(name=name).pk for name in ("Members", "Staff", "Press"))
    item = (
        f"{CONTACTS}/{made(zones=[{'id': members, 'expires_at': '2020-01-01T00:00:00Z'}, {'id': press}])}/secure-zones"
    )
    expired = {"Id": members, "Name": "Members", "ExpiryDateTime": "2020-01-01T00:00:00.000Z"}
    assert whole(program("GET", item))["Items"] == [expired, {"Id": press, "Name": "Press", "ExpiryDateTime": None}]
    sent = [{"Id": staff, "Name": "Owners", "ExpiryDateTime": "2030-01-01T02:00:00+02:00"}, {"Id": members}]
    now = {
        "Items": [
            {"Id": members, "Name": "Members", "ExpiryDateTime": None},
            {"Id": staff, "Name": "Staff", "ExpiryDateTime": "2030-01-01T00:00:00.000Z"},
        ],
        "TotalItemsCount": 2,
    }
    assert whole(program("PUT", item, sent)) == now
    for wrong, fields in (
        ([{"Id": members}, {"Id": 999}], ["[1].Id"]), ([{"Id": staff}, {"Id": staff}], ["[1].Id"]),
        ([{"Id": "Staff"}], ["[0].Id"]), ([{}], ["[0].Id"]), ([{"Id": True}], ["[0].Id"]), ({"Id": staff}, []),
        ([{"Id": staff, "ExpiryDateTime": "soon"}], ["[0].ExpiryDateTime"]), ([1], []), ("x", []),
    ):  # fmt: skip
        refused(program("PUT", item, wrong), 400, *fields)
        assert whole(program("GET", item)) == now
    assert whole(program("PUT", item, [])) == {"Items": [], "TotalItemsCount": 0}
    assert Zone.objects.get(pk=staff).name == "Staff"


def test_a_contact_that_was_put_away_is_not_there(program: Program) -> None:
    id_ = new(program, **ADA)["Id"]
    item = f"{CONTACTS}/{id_}"
    assert program("DELETE", item).status_code == 204
    for path in (item, *(f"{item}/{part}" for part in PARTS)):
        refused(program("GET", path), 404)
    for method, path, body in (
        ("PUT", item, {"FirstName": "Eve"}), ("DELETE", item, None), ("PUT", f"{item}/secure-zones", []),
        ("PUT", f"{item}/set-password", {"Password": "Lisboa ao fim da tarde"}),
    ):  # fmt: skip
        refused(program(method, path, body), 404)
    assert snapshots.records([id_])[id_].is_archived
    change = Change.objects.filter(contact=id_).latest("id")
    assert (change.actor_kind, change.door, change.door_detail) == ("credential", "dialect", "webinone")


def test_rights_and_reach_end_where_they_end(program_with: Make) -> None:
    other = Organisation.objects.create(name="Other").pk
    zone = Zone.objects.create(name="Members").pk
    mine, theirs = (made(affiliations=[{"organisation": one}]) for one in (1, other))
    making.order(theirs)
    reader, bound = program_with(rights=["read"]), program_with(reach=[1], organisation=1)
    before = snapshots.text(theirs)
    writes: list[tuple[str, str, Any]] = [
        ("PUT", "", {"FirstName": "Eve"}), ("DELETE", "", None), ("PUT", "/secure-zones", [{"Id": zone}]),
        ("PUT", "/set-password", {"Password": "Lisboa ao fim da tarde"}),
    ]  # fmt: skip
    for method, rest, body in writes:
        refused(reader(method, f"{CONTACTS}/{mine}{rest}", body), 403)
        refused(bound(method, f"{CONTACTS}/{theirs}{rest}", body), 404)
        refused(bound(method, f"{CONTACTS}/999{rest}", body), 404)
    refused(reader("POST", CONTACTS, ADA), 403)
    for part in ("", *(f"/{name}" for name in PARTS)):
        assert reader("GET", f"{CONTACTS}/{theirs}{part}").status_code == 200
        refused(bound("GET", f"{CONTACTS}/{theirs}{part}"), 404)
    assert [one["Id"] for one in whole(bound("GET", CONTACTS))["Items"]] == [mine]
    assert snapshots.text(theirs) == before
    assert new(bound, **ADA)["Id"] > theirs
    refused(program_with(reach=[1])("POST", CONTACTS, {"FirstName": "Nobody's"}), 403)


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff", b'{"a":' * 30 + b"1" + b"}" * 30])
def test_bodies_that_cannot_be_read_are_told_so(program: Program, body: bytes) -> None:
    refused(program("POST", CONTACTS, body), 400)


def test_other_addresses_and_methods_answer_in_the_dialects_form(program: Program) -> None:
    for path, method, status in (
        ("/api/v2/admin/orders", "GET", 404), (f"{CONTACTS}/x", "GET", 404), (f"{CONTACTS}/{'9' * 30}", "GET", 404),
        (f"{CONTACTS}/999", "GET", 404), (CONTACTS, "PATCH", 405), (CONTACTS, "DELETE", 405),
        (f"{CONTACTS}/1/orders", "POST", 405), (f"{CONTACTS}/1/set-password", "GET", 405), (f"{CONTACTS}/", "GET", 404),
    ):  # fmt: skip
        refused(program(method, path), status)
