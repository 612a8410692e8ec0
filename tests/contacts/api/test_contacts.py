"""Contacts by the API: created, read, changed, refused, paged."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.commands import Create
from contacts.directory.models import Contact
from contacts.history.models import Change
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from contacts.zones.models import Zone
from tests.contacts.api.conftest import STAFF, Program

ADA: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "King",
    "emails": [{"email": "ada@example.org"}],
    "phones": [{"number": "99 123456", "country": "CY"}],
    "addresses": [{"town": "Nicosia", "country": "CY"}],
}
# DESIGN.md, section 9: the keys of a contact that are always there.
ALWAYS = {
    "id",
    "uuid",
    "code",
    "revision",
    "kind",
    "title",
    "first_name",
    "middle_name",
    "last_name",
    "company_name",
    "display_name",
    "status",
    "life_cycle_state",
    "is_active",
    "is_archived",
    "language",
    "locale",
    "notes",
    "owner_group",
    "category",
    "privacy_level",
    "tags",
    "emails",
    "phones",
    "addresses",
    "relations",
    "affiliations",
    "demographics",
    "company_profile",
    "consents",
    "zones",
    "custom",
    "photo",
    "created_at",
    "updated_at",
}


def people(count: int) -> list[int]:
    made = door.apply([Create(parse_patch({**ADA, "first_name": f"Ada {n}"})) for n in range(count)], actor=STAFF)
    return [outcome.record.id for outcome in made]  # type: ignore[union-attr]


def test_a_contact_is_created_and_read_back_by_both_of_its_names(api: Program) -> None:
    made = api.post("contacts", ADA)
    assert made.status_code == 201, made.content
    contact = made.json()
    assert made["Location"] == f"http://testserver/api/v1/contacts/{contact['id']}"
    assert made["ETag"] == '"1"'
    assert set(contact) >= ALWAYS
    assert contact["display_name"] == "Ada King"
    assert contact["phones"][0]["e164"] == "+35799123456"
    for ref in (contact["id"], contact["uuid"], UUID(contact["uuid"]).hex.upper()):
        read = api.get(f"contacts/{ref}")
        assert (read.status_code, read["ETag"], read.json()) == (200, '"1"', contact)
        assert read["Content-Type"] == "application/json"


def test_a_likely_duplicate_is_accepted_and_told(api: Program) -> None:
    first = api.post("contacts", ADA).json()
    assert "likely_duplicates" not in first
    second = api.post("contacts", ADA | {"first_name": "Augusta"})
    assert second.status_code == 201
    assert second.json()["likely_duplicates"] == [
        {"id": first["id"], "name": "Ada King", "code": first["code"], "why": ["same email", "same phone"]}
    ]
    assert "likely_duplicates" not in api.get(f"contacts/{second.json()['id']}").json()


def test_a_patch_changes_what_it_names_and_a_put_replaces(api: Program) -> None:
    contact = api.post("contacts", ADA).json()
    path, phone = f"contacts/{contact['id']}", contact["phones"][0]["id"]
    patched = api.patch(path, {"title": "Dr", "phones": [{"id": phone, "type": "BUSINESS"}]}, If_Match='"1"')
    assert patched.status_code == 200, patched.content
    assert patched["ETag"] == '"2"'
    assert patched.json()["display_name"] == "Dr Ada King"
    assert patched.json()["phones"][0] == contact["phones"][0] | {"type": "BUSINESS"}
    assert patched.json()["emails"] == contact["emails"]
    put = api.put(path, {"first_name": "Ada", "last_name": "Lovelace"}, If_Match='"2"')
    assert put.json()["emails"] == put.json()["phones"] == []
    assert put.json()["title"] == ""
    assert api.get(path).json() == put.json()
    last = Change.objects.filter(contact_id=contact["id"]).order_by("-revision")[0]
    assert (last.actor_kind, last.actor_label, last.door) == ("api_key", "Shop", "api")


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_what_was_read_is_written_back_as_it_is(api: Program, method: str) -> None:
    zone = Zone.objects.create(name="Members")
    path = f"contacts/{api.post('contacts', ADA | {'zones': [{'id': zone.pk}]}).json()['id']}"
    read = api.get(path).json()
    assert api.call(method, path, read, If_Match='"1"').json() == read
    spelled = read | {"created_at": read["created_at"].replace("Z", "+00:00")}
    assert api.call(method, path, spelled, If_Match='"1"').json() == read
    changed = api.call(method, path, read | {"title": "Dr"}, If_Match='"1"').json()
    assert (changed["title"], changed["revision"]) == ("Dr", 2)
    assert api.call(method, path, read, If_Match='"1"').status_code == 412
    assert api.call(method, path, read, If_Match="*").json()["title"] == ""


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_another_value_of_a_key_that_is_not_set_is_refused_where_it_stands(api: Program, method: str) -> None:
    """It was answered with 200 and changed nothing."""
    zone = Zone.objects.create(name="Members")
    path = f"contacts/{api.post('contacts', ADA | {'zones': [{'id': zone.pk}]}).json()['id']}"
    read = api.get(path).json()
    new = {"is_archived": True, "photo": "p-1", "id": 7, "uuid": "7", "revision": 7, "whole_name": "Ada",
           "created_at": "2026-01-01T00:00:00", "updated_at": None}  # fmt: skip
    new["phones"] = [read["phones"][0] | {"e164": "+35799000000"}, {"number": "99 1", "country": "CY", "e164": ""}]
    new["zones"] = [{"id": zone.pk, "name": "Guests"}]
    refused = api.call(method, path, read | {"title": "Dr"} | new, If_Match='"1"')
    faults = {fault["path"]: fault["message"] for fault in refused.json()["errors"]}
    assert (refused.status_code, {fault["code"] for fault in refused.json()["errors"]}) == (400, {"read_only"})
    assert faults.keys() == (new.keys() - {"phones", "zones"}) | {"phones[0].e164", "zones[0].name"}
    assert [word in faults[name] for name, word in (("is_archived", "DELETE"), ("photo", "PUT"))] == [True, True]
    assert api.get(path).json() == read


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_keys_that_are_not_set_and_values_of_the_wrong_kind_are_told_at_once(api: Program, method: str) -> None:
    path = f"contacts/{api.post('contacts', ADA).json()['id']}"
    body = {"photo": "p-1", "title": 7, "shoe": 44, "phones": [{"e164": "+1", "number": 7}, 9], "zones": "all"}
    refused = api.call(method, path, body, If_Match='"1"')
    told = [(fault["path"], fault["code"]) for fault in refused.json()["errors"]]
    assert (refused.status_code, told) == (
        400,
        [
            ("title", "invalid"),
            ("shoe", "unknown_field"),
            ("phones[0].number", "invalid"),
            ("phones[1]", "invalid"),
            ("zones", "invalid"),
            ("photo", "read_only"),
        ],
    )
    assert api.call(method, path, ["photo"], If_Match='"1"').status_code == 400


def test_the_number_that_is_made_of_another_one_may_be_sent_with_it(api: Program) -> None:
    contact = api.post("contacts", ADA).json()
    phone = {"id": contact["phones"][0]["id"], "number": "99 654321", "e164": "+35799654321"}
    patched = api.patch(f"contacts/{contact['id']}", {"phones": [phone]}, If_Match='"1"')
    assert patched.json()["phones"][0]["e164"] == "+35799654321"


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_change_needs_the_revision_it_is_made_to(api: Program, method: str) -> None:
    path = f"contacts/{api.post('contacts', ADA).json()['id']}"
    without = api.call(method, path, {"title": "Dr"})
    assert (without.status_code, without["Content-Type"]) == (428, "application/problem+json")
    assert api.call(method, path, ADA | {"title": "Dr"}, If_Match='"1"').status_code == 200
    stale = api.call(method, path, {"title": "Prof"}, If_Match='"1"')
    assert (stale.status_code, stale["ETag"], stale.json()["revision"]) == (412, '"2"', 2)
    assert api.get(path).json()["title"] == "Dr"
    assert api.call(method, path, {"title": "Prof"}, If_Match="*").status_code == 200
    assert api.call(method, path, {"title": "Prof"}, If_Match="yesterday").json()["errors"][0]["path"] == "If-Match"


def test_what_a_caller_has_already_is_not_sent_again(api: Program) -> None:
    path = f"contacts/{api.post('contacts', ADA).json()['id']}"
    assert api.get(path, If_None_Match='"1"').status_code == 304
    assert api.get(path, If_None_Match='"7", W/"1"').status_code == 304
    assert api.get(path, If_None_Match='"2"').status_code == 200


def test_deleting_archives_and_restoring_brings_back(api: Program) -> None:
    path = f"contacts/{api.post('contacts', ADA).json()['id']}"
    assert api.delete(path, If_Match='"9"').status_code == 412
    gone = api.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get("contacts").json()["results"] == []
    assert [c["is_archived"] for c in api.get("contacts?archived=true").json()["results"]] == [True]
    assert api.get(path).json()["is_archived"] is True
    back = api.post(f"{path}/restore")
    assert (back.status_code, back.json()["is_archived"], back["ETag"]) == (200, False, '"3"')


def test_a_revision_or_one_field_of_it_is_restored(api: Program) -> None:
    path = f"contacts/{api.post('contacts', ADA).json()['id']}"
    api.patch(path, {"title": "Dr", "notes": "Called."}, If_Match='"1"')
    one = api.post(f"{path}/restore", {"revision": 1, "paths": ["title"]}).json()
    assert (one["title"], one["notes"]) == ("", "Called.")
    whole = api.post(f"{path}/restore", {"revision": 1}, If_Match='"3"').json()
    assert (whole["title"], whole["notes"], whole["revision"]) == ("", "", 4)
    assert api.post(f"{path}/restore", {"revision": 9}).json()["errors"][0]["path"] == "revision"
    assert api.post(f"{path}/restore", {"revision": "x"}).json()["errors"][0]["path"] == "revision"
    assert api.post(f"{path}/restore", {"revison": 1}).status_code == 400


def test_pages_neither_drop_nor_repeat(api: Program) -> None:
    ids = people(7)
    seen, path = [], "contacts?limit=3&order=-name&fields=id,display_name&count=true"
    while path:
        page = api.get(path).json()
        assert page["count"] == 7
        assert all(set(contact) == {"id", "display_name"} for contact in page["results"])
        seen += [contact["id"] for contact in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver/api/v1/")
    assert seen == ids[::-1]
    assert "count" not in api.get("contacts").json()


def test_contacts_are_found_by_words_filters_and_parameters(api: Program) -> None:
    people(2)
    other = api.post(
        "contacts", {"kind": "company", "company_name": "Öl & Söhne", "addresses": [{"town": "Köln"}]}
    ).json()

    def found(query: str) -> list[int]:
        return [contact["id"] for contact in api.get(f"contacts?{query}").json()["results"]]

    assert found("search=sohne") == found("addresses.town=köln") == found("kind=company") == [other["id"]]
    where = {
        "or": [{"field": "kind", "op": "eq", "value": "company"}, {"field": "first_name", "op": "eq", "value": "Ada 0"}]
    }
    assert len(found(f"filter={json.dumps(where)}")) == 2
    assert found(f"filter={json.dumps(where)}&addresses.town=Köln&search=ol") == [other["id"]]
    assert found("created_at__gte=2999-01-01") == []


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("limit=0", "limit"),
        ("after=nonsense", "after"),
        ("order=shoe", "order"),
        ("fields=id,shoe", "fields"),
        ("archived=maybe", "archived"),
        ("count=maybe", "count"),
        ("filter={", "filter"),
        ('filter={"field":"shoe"}', "filter.field"),
        ("shoe=1", "shoe"),
        ("addresses.town__shoe=1", "addresses.town__shoe"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(api: Program, query: str, path: str) -> None:
    answer = api.get(f"contacts?{query}")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert path in [error["path"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"shoe": 1}, "shoe"),
        ({"first_name": 5}, "first_name"),
        ({"first_name": "x" * 201}, "first_name"),
        ({"emails": [{"email": "ada"}]}, "emails[0].email"),
        ({"phones": [{"number": "99 123456"}, {"number": "call me"}]}, "phones[1].number"),
        ({"category": 77}, "category"),
        ({"custom": {"facts": {"shoe": 1}}}, "custom.facts.shoe"),
        ({"last_name": "\x00"}, "last_name"),
        ({"demographics": {"birth_date": {"year": 2023, "month": 2, "day": 29}}}, "demographics.birth_date.day"),
        ([], ""),
    ],
)
def test_a_fault_is_named_and_nothing_is_stored(api: Program, body: Any, path: str) -> None:
    answer = api.post("contacts", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content
    problem = answer.json()
    assert set(problem) >= {"type", "title", "status", "detail", "errors"}
    assert path in [error["path"] for error in problem["errors"]]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"a":', b"\xff", b'"\\ud800"', b"[" * 100_000, b'{"custom":' * 30 + b"1" + b"}" * 30]
)
def test_a_body_that_is_no_json_is_refused(api: Program, body: bytes) -> None:
    answer = api.call("POST", "contacts", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content


def test_bodies_of_another_kind_or_size_are_refused(api: Program) -> None:
    assert api.call("POST", "contacts", b"{" + b" " * 1_100_000 + b"}").status_code == 413
    form = api.client.post("/api/v1/contacts", {"first_name": "Ada"}, headers={"Authorization": f"Bearer {api.key}"})
    assert form.status_code == 415


@pytest.mark.parametrize("ref", ["999", "9" * 30, "00000000-0000-0000-0000-000000000000", "ada", "%00", "1.5"])
@pytest.mark.parametrize("tail", ["", "/history", "/zones"])
def test_what_is_not_there_is_not_found(api: Program, ref: str, tail: str) -> None:
    answer = api.get(f"contacts/{ref}{tail}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    if not tail:
        assert api.patch(f"contacts/{ref}", {"title": "Dr"}, If_Match="*").status_code == 404
        assert api.delete(f"contacts/{ref}").status_code == 404


def test_other_paths_and_methods_answer_with_problems(api: Program) -> None:
    assert api.get("shoes")["Content-Type"] == "application/problem+json"
    wrong = api.delete("contacts")
    assert (wrong.status_code, wrong["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in wrong["Allow"]
    assert api.get("").json()["contacts"] == "http://testserver/api/v1/contacts"


@pytest.mark.parametrize("count", [1, 3, 100])
def test_reading_takes_the_same_statements_whatever_the_number(api: Program, count: int) -> None:
    people(count)
    caches.empty_all()
    for query, most in (("contacts?limit=100", 3), ("contacts?search=ada&addresses.town=Nicosia&limit=100", 5)):
        with CaptureQueriesContext(connection) as asked:
            assert len(api.get(query).json()["results"]) == count
        assert len(asked) <= most
        with CaptureQueriesContext(connection) as asked:
            api.get(query)
        # The key is remembered, a portion of its allowance is in hand, and what PostgreSQL expects is known.
        assert len(asked) == most - 2 - ("search" in query and connection.vendor == "postgresql")
