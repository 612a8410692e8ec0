"""Many writes in one request: a result for each, in order."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory.models import Contact
from tests.contacts.api.conftest import Program

ADA = {"first_name": "Ada", "external_id": "a-1", "emails": [{"email": "ada@example.org"}]}


def bulk(api: Program, *operations: Any, status: int = 200, **more: Any) -> list[dict[str, Any]]:
    answer = api.post("contacts/bulk", {"operations": operations, **more})
    assert answer.status_code == status, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_each_operation_has_its_result_in_order(api: Program) -> None:
    one, two = (bulk(api, {"action": "create", "contact": {"first_name": name}})[0]["id"] for name in "AB")
    uuid = str(Contact.objects.get(pk=two).uuid)
    found = bulk(
        api,
        {"action": "update", "id": one, "revision": 1, "contact": {"title": "Dr"}},
        {"action": "create", "contact": {"shoe": 1}},
        {"action": "update", "id": one, "revision": 1, "contact": {"title": "Prof"}},
        {"action": "archive", "id": uuid},
        {"action": "archive", "id": 999},
        {"action": "fly"},
        {"action": "update", "id": uuid, "contact": {"title": "Mr"}},
        7,
        {"action": ["create"]},
    )
    assert [r["status"] for r in found] == [200, 400, 412, 200, 404, 400, 200, 400, 400]
    assert [r["action"] for r in found] == [
        "updated", "refused", "refused", "archived", "refused", "refused", "updated", "refused", "refused"
    ]  # fmt: skip
    assert [e["path"] for r in found for e in r.get("errors", [])] == [
        "operations[1].contact.shoe", "operations[2].revision", "operations[4].id", "operations[5].action",
        "operations[7].action", "operations[8].action",
    ]  # fmt: skip
    assert found[2]["errors"][0]["message"] == "The contact is at revision 2 now. Read it again and repeat the change."
    assert (found[6]["id"], found[6]["revision"]) == (two, 3)


def test_an_update_refuses_another_value_of_a_key_that_is_not_set(api: Program) -> None:
    """An upsert does not: what it brings may be another system's. Off: leave ``_update`` out."""
    one = bulk(api, {"action": "create", "contact": ADA})[0]["id"]
    read = api.get(f"contacts/{one}").json()
    found = bulk(
        api,
        {"action": "update", "id": one, "contact": {"title": "Dr", "is_archived": True}},
        {"action": "update", "id": one, "contact": read},
        {"action": "upsert", "contact": ADA | {"id": 999, "uuid": "of theirs"}},
    )
    assert [r["action"] for r in found] == ["refused", "unchanged", "unchanged"]
    assert [(e["path"], e["code"]) for e in found[0]["errors"]] == [("operations[0].contact.is_archived", "read_only")]


def test_an_upsert_creates_then_updates_and_adds_no_part_twice(api: Program) -> None:
    first, second = bulk(
        api, {"action": "upsert", "contact": ADA}, {"action": "upsert", "contact": ADA | {"title": "Dr"}}
    )
    assert (first["status"], first["action"]) == (201, "created")
    assert (second["status"], second["action"], second["id"]) == (200, "updated", first["id"])
    contact = api.get(f"contacts/{first['id']}").json()
    assert (contact["title"], len(contact["emails"])) == ("Dr", 1)
    assert bulk(api, {"action": "upsert", "contact": ADA})[0]["action"] == "unchanged"
    by_mail = {"first_name": "Augusta", "emails": [{"email": "ADA@example.org"}]}
    assert bulk(api, {"action": "upsert", "match": "email", "contact": by_mail})[0]["id"] == first["id"]


def test_two_upserts_may_find_the_same_contact_by_different_keys(api: Program) -> None:
    bulk(api, {"action": "upsert", "contact": ADA})
    found = bulk(
        api,
        {"action": "upsert", "contact": {"external_id": "a-1", "title": "Dr"}},
        {"action": "upsert", "match": ["email"], "contact": {"emails": ADA["emails"], "notes": "x"}},
    )
    assert [r["revision"] for r in found] == [2, 3]


def test_an_upsert_that_cannot_decide_says_between_whom(api: Program) -> None:
    for _ in range(2):
        bulk(api, {"action": "create", "contact": {"emails": ADA["emails"]}})
    found = bulk(api, {"action": "upsert", "match": "email", "contact": {"emails": ADA["emails"]}})[0]
    assert (found["status"], found["errors"][0]["code"]) == (409, "ambiguous")
    nothing = bulk(api, {"action": "upsert", "contact": {"first_name": "Ada"}})[0]
    assert (nothing["status"], nothing["errors"][0]["path"]) == (400, "operations[0].contact")


def test_an_atomic_request_is_all_or_nothing(api: Program) -> None:
    good, bad = {"action": "create", "contact": {"first_name": "Ada"}}, {"action": "create", "contact": {"shoe": 1}}
    found = bulk(api, good, bad, status=400, atomic=True)
    assert [r["status"] for r in found] == [424, 400]
    assert not Contact.objects.exists()
    assert [r["status"] for r in bulk(api, good, good, atomic=True)] == [201, 201]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "operations"),
        ({"operations": []}, "operations"),
        ({"operations": [{}] * 1001}, "operations"),
        ({"operations": {}}, "operations"),
        ({"operations": [{}], "atomic": 1}, "atomic"),
        ({"operations": [{}], "shoe": 1}, "shoe"),
    ],
)
def test_a_request_that_is_none_is_refused(api: Program, body: Any, path: str) -> None:
    answer = api.post("contacts/bulk", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path


def test_statements_do_not_grow_with_the_number(api: Program) -> None:
    counts = []
    for many in (1, 3, 20):
        operations = [{"action": "create", "contact": ADA | {"external_id": f"{many}-{n}"}} for n in range(many)]
        with CaptureQueriesContext(connection) as asked:
            bulk(api, *operations)
        counts.append(len(asked))
    assert counts[1] == counts[2] <= counts[0]  # the first one also asks about the key
