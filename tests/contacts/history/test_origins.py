"""Where values came from: told of each value by the newest change of it, however long the history is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.history.origins import origins
from contacts.record.changing import diff
from contacts.record.parsing.parse import parse_patch

MARIA = Actor(kind="staff", id=7, label="Maria", door="desk")
SHOP = Actor(kind="api_key", id=3, label="Shop", door="api")
FILE = Actor(kind="staff", id=7, label="Maria", door="import", door_detail="people.csv")

pytestmark = pytest.mark.django_db


def change(contact: int, actor: Actor = MARIA, **values: Any) -> dict[str, Any]:
    door.update(contact=contact, patch=parse_patch(values), actor=actor)
    return snapshots.bodies([contact])[contact]


def test_each_value_is_told_by_the_newest_change_that_spoke_of_it_or_of_what_holds_it() -> None:
    first = {"last_name": "King", "emails": [{"email": "a@x.org"}], "demographics": {"gender": "FEMALE"}}
    contact = door.create(patch=parse_patch(first), actor=FILE).record.id
    kept = change(contact, SHOP, status="New", emails=[{"email": "b@x.org"}])["emails"][0]["id"]
    change(contact, MARIA, status="Gold", emails=[{"id": kept, "notes": "Private."}])
    body = change(contact, SHOP, demographics={"birth_date": {"year": 1990}})
    added = body["emails"][1]["id"]
    found = origins(contact, diff.values(body))
    paths = (
        *("last_name", "status", "notes", "demographics.gender", "demographics.birth_date"),
        *(f"emails.{kept}.email", f"emails.{kept}.notes", f"emails.{added}.email"),
    )
    assert [(found[path].revision, found[path].actor_label, found[path].door) for path in paths] == [
        (1, "Maria", "import"), (3, "Maria", "desk"), (1, "Maria", "import"), (1, "Maria", "import"),
        (4, "Shop", "api"), (1, "Maria", "import"), (3, "Maria", "desk"), (2, "Shop", "api"),
    ]  # fmt: skip
    assert found.keys() == diff.values(body).keys()


def test_a_part_that_was_brought_back_came_with_its_return() -> None:
    contact = door.create(
        patch=parse_patch({"last_name": "King", "emails": [{"email": "a@x.org"}]}), actor=FILE
    ).record.id
    email = snapshots.bodies([contact])[contact]["emails"][0]["id"]
    change(contact, emails=[{"id": email, "notes": "Private."}])
    change(contact, emails=[{"id": email, "remove": True}])
    door.restore(contact=contact, to=2, paths=(f"emails.{email}",), actor=SHOP)
    found = origins(contact, [f"emails.{email}.email", f"emails.{email}.notes"])
    assert [(row.revision, row.actor_label) for row in found.values()] == [(4, "Shop"), (4, "Shop")]


def test_a_long_history_costs_one_statement_that_answers_with_what_was_asked_for_alone() -> None:
    contact = door.create(patch=parse_patch({"last_name": "King"}), actor=FILE).record.id
    for number in range(30):  # each of them leaves paths behind that the contact has no more
        body = change(contact, status=f"Step {number}", emails=[{"email": f"{number}@x.org"}])
        change(contact, emails=[{"id": body["emails"][0]["id"], "remove": True}])
    with CaptureQueriesContext(connection) as seen:
        found = origins(contact, ["last_name", "status"])
        assert [(path, row.revision, row.actor_label) for path, row in found.items()] == [
            ("last_name", 1, "Maria"), ("status", 60, "Maria"),
        ]  # fmt: skip
    assert len(seen) == 1
    with connection.cursor() as cursor:
        cursor.execute(seen[0]["sql"])
        assert len(cursor.fetchall()) == 2


def test_so_many_entries_are_looked_through_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = door.create(patch=parse_patch({"last_name": "King"}), actor=FILE).record.id
    for number in range(4):
        change(contact, status=f"Step {number}", notes="Once." if number == 0 else f"Again {number}.")
    change(contact, title="Dr")
    monkeypatch.setattr("contacts.history.origins.MOST", 2)
    found = origins(contact, ["last_name", "status", "title"])
    assert {path: row.revision for path, row in found.items()} == {"status": 5, "title": 6}
