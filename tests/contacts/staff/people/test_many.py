"""Many contacts are changed alike, tried before, and set back."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.lookups.models import Category
from contacts.record.parsing.parse import parse_patch
from tests.contacts.staff.people.conftest import COMMAND, make, make_many

PATH, UNDO = "/staff/contacts/change/", "/staff/contacts/change/undo/"
pytestmark = pytest.mark.django_db


def tags(ids: list[int]) -> list[tuple[str, ...]]:
    found = snapshots.records(ids)
    return [tuple(found[id_].tags) for id_ in ids]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def token(client: Client) -> str:
    return str(list(client.session["undo"])[-1])


def test_what_would_change_is_shown_done_and_undone(staff: Client) -> None:
    """Off: leave the names out of ``lines``, or the paths out of ``undo``."""
    gold = Category.objects.create(name="Gold")
    ada, bob, eve = make(first_name="Ada", tags=["a", "b"]), make(first_name="Bob"), make(first_name="Eve")
    back = "/staff/contacts/?sort=name"
    form = words(staff.post(PATH, {"id": [ada, bob], "back": back}))
    assert ("Change 2 contacts" in form, "All 3 that the list finds" in form) == (True, True)
    said = {"id": [ada, bob], "back": back, "category": str(gold.pk), "add_tags": "c, b", "drop_tags": "a"}
    tried = words(staff.post(PATH, {**said, "try": "1"}))
    for change in ("Category empty → becomes Gold", "Tags a, b → becomes b, c", "Tags empty → becomes b, c"):
        assert change in tried, change
    assert tags([ada, bob]) == [("a", "b"), ()]
    assert staff.post(PATH, {**said, "do": "1"})["Location"] == back
    assert (tags([ada, bob, eve]), snapshots.records([ada])[ada].category) == ([("b", "c"), ("b", "c"), ()], gold.pk)
    assert "all of them are like that already" in words(staff.post(PATH, {**said, "try": "1"}))
    staff.post(PATH, {"id": [ada], "status": "Later", "do": "1"})
    assert "Nothing was changed" in words(staff.post(PATH, {"id": [ada], "status": "Later", "do": "1"}, follow=True))
    first, second = list(staff.session["undo"])
    door.update(contact=bob, patch=parse_patch({"title": "Dr"}), actor=COMMAND)
    done = staff.post(UNDO, {"token": first}, headers={"HX-Request": "true"})
    assert "but for 2 contacts that somebody changed since" in words(done)
    staff.post(UNDO, {"token": second})
    assert snapshots.records([ada])[ada].status == ""
    assert staff.post(UNDO, {"token": second}).status_code == 404


def test_all_that_the_list_finds_are_changed_up_to_a_limit(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kings, other = make_many(5), make(first_name="Bob")
    back = "/staff/contacts/?q=king"
    said = {"id": [kings[0]], "back": back, "all": "1", "add_tags": "royal", "do": "1"}
    monkeypatch.setattr("contacts.staff.people.many.views.MOST_AT_ONCE", 4)
    staff.post(PATH, said)
    assert tags(kings) == [()] * 5
    assert "more than 4" in words(staff.post(PATH, {"id": [kings[0]], "back": back}))
    monkeypatch.setattr("contacts.staff.people.many.views.MOST_AT_ONCE", 5)
    staff.post(PATH, said)
    assert tags([*kings, other]) == [("royal",)] * 5 + [()]
    staff.post(UNDO, {"token": token(staff)})
    assert tags(kings) == [()] * 5


@pytest.mark.parametrize("said", [{}, {"category": "999"}, {"status": "x" * 5000}])
def test_what_cannot_be_said_changes_nothing(staff: Client, said: dict[str, str]) -> None:
    ada = make(first_name="Ada")
    answer = staff.post(PATH, {"id": [ada], "do": "1", **said}, follow=True)
    record = snapshots.records([ada])[ada]
    assert (record.revision, "Nothing was changed" in words(answer) or answer.status_code == 422) == (1, True)


def test_who_changes_one_meanwhile_is_not_written_over(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: leave ``revision`` out of ``commands``."""
    ada = make(first_name="Ada")
    stale = snapshots.records([ada])[ada]
    door.update(contact=ada, patch=parse_patch({"tags": ["hers"]}), actor=COMMAND)
    monkeypatch.setattr("contacts.staff.people.many.changing.records", lambda ids: [stale])
    answer = staff.post(PATH, {"id": [ada], "add_tags": "ours", "do": "1"}, follow=True)
    monkeypatch.undo()
    assert ("1 contact stayed as before" in words(answer), tags([ada])) == (True, [("hers",)])


def test_it_takes_the_right_to_change(client: Client, db: None) -> None:
    ada = make(first_name="Ada")
    user = User.objects.create_user("clerk", password=None, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_contact", "delete_contact")))
    client.force_login(user)
    assert [client.post(PATH, {"id": [ada]}).status_code, client.post(UNDO, {"token": "x"}).status_code] == [403, 403]
    assert PATH not in client.get("/staff/contacts/").content.decode()


def test_the_statements_do_not_grow_with_the_contacts(staff: Client, queries: Any) -> None:
    counts = []
    staff.post(PATH, {"id": make_many(1), "status": "Old", "do": "1"})
    for count in (1, 20):
        ids = make_many(count)
        for step in ("try", "do"):
            with queries(connection) as asked:
                staff.post(PATH, {"id": ids, "add_tags": "warm", "status": "New", step: "1"})
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


@pytest.mark.django_db(transaction=True)
def test_it_is_done_by_hand(desk: Page, sound: Any) -> None:
    ids = make_many(3)
    desk.goto("/staff/contacts/?q=king")
    for box in desk.locator("[name=id]").all()[:2]:
        box.check()
    desk.get_by_role("button", name="Change", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Change 2 contacts")
    desk.get_by_label("Add tags").fill("warm")
    desk.get_by_role("button", name="See what would change").click()
    expect(desk.get_by_role("cell", name="Ada 000 King")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Change", exact=True).click()
    expect(desk.get_by_text("Changed 2 contacts.")).to_be_visible()
    assert desk.url.endswith("?q=king")
    assert tags(ids) == [("warm",), ("warm",), ()]
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone.")).to_be_visible()
    assert tags(ids) == [(), (), ()]
