"""The engine behind every desk page: rights, paging, removal, and a constant number of statements."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from contacts.staff.accounts.desks import GROUPS
from contacts.staff.engine import keyset
from contacts.staff.engine.removal import bring_back, remove_rows
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss_client(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def clerk(*rights: str) -> Client:
    user = StaffFactory(username="clerk", permissions=rights)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_list_takes_the_same_statements_whatever_its_length(
    boss_client: Client, django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        user = StaffFactory(username=f"user{number}")
        user.groups.add(Group.objects.create(name=f"group{number}"))
    boss_client.get("/staff/users/")
    with django_assert_num_queries(5):  # the session, who is asking, the rows, their groups, how many there are
        boss_client.get("/staff/users/")


def test_strangers_are_led_to_the_sign_in_page_and_back(client: Client) -> None:
    assert client.get("/staff/groups/?q=a").headers["Location"] == "/staff/sign-in/?next=/staff/groups/%3Fq%3Da"
    fragment = client.get("/staff/groups/", headers={"HX-Request": "true"})
    assert (fragment.content, fragment.headers["HX-Redirect"]) == (b"", "/staff/sign-in/")


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("http://testserver/staff/contacts/6/", "?next=http%3A//testserver/staff/contacts/6/"),
        ("http://elsewhere.example/staff/", ""),
    ],
)
def test_who_was_signed_out_while_editing_comes_back_to_the_page(client: Client, at: str, then: str) -> None:
    part = client.get("/staff/contacts/6/value/notes/", headers={"HX-Request": "true", "HX-Current-URL": at})
    assert part.headers["HX-Redirect"] == f"/staff/sign-in/{then}"


def test_a_signed_in_customer_is_not_staff(client: Client) -> None:
    client.force_login(User.objects.create_user("customer"))
    assert client.get("/staff/").status_code == 403


@pytest.mark.parametrize(
    ("rights", "method", "path", "status"),
    [
        ((), "get", "/staff/groups/", 403),
        (("view_group",), "get", "/staff/groups/", 200),
        (("view_group",), "get", "/staff/groups/new/", 403),
        (("view_group",), "post", "/staff/groups/new/", 403),
        (("add_group",), "get", "/staff/groups/new/", 200),
        (("view_group",), "post", "/staff/groups/{key}/", 403),
        (("view_group",), "post", "/staff/groups/remove/", 403),
        (("view_category",), "get", "/staff/categories/{key}/cell/code/", 403),
    ],
)
def test_each_page_asks_for_its_right(rights: tuple[str, ...], method: str, path: str, status: int) -> None:
    group = Group.objects.create(name="Front desk")
    answer = getattr(clerk(*rights), method)(path.format(key=group.pk))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "field"),
    [("groups", "permissions"), ("users", "groups"), ("credentials", "reach")],
)
def test_a_key_that_no_row_can_have_is_refused_at_its_field(boss_client: Client, path: str, field: str) -> None:
    answer = boss_client.post(f"/staff/{path}/new/", {field: ["9" * 23]})
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


def test_nobody_hands_out_rights_they_do_not_hold() -> None:
    client = clerk("view_group", "add_group", "change_user", "view_user")
    held = Permission.objects.get(codename="view_group")
    beyond = Permission.objects.get(codename="delete_group")
    assert client.post("/staff/groups/new/", {"name": "A", "permissions": [held.pk]}).status_code == 302
    refused = client.post("/staff/groups/new/", {"name": "B", "permissions": [held.pk, beyond.pk]})
    assert "You cannot give rights that you do not have yourself: Can delete group." in refused.content.decode()
    powerful = Group.objects.create(name="Powerful")
    powerful.permissions.add(beyond)
    user = User.objects.get(username="clerk")
    client.post(f"/staff/users/{user.pk}/", {"username": "clerk", "is_active": "on", "groups": [powerful.pk]})
    assert list(user.groups.all()) == []


def test_who_makes_the_first_user_is_led_to_the_first_group(boss_client: Client) -> None:
    led = 'There are no groups to choose yet. <a href="/staff/groups/new/">Add one</a>'
    assert led in boss_client.get("/staff/users/new/").content.decode()
    Group.objects.create(name="Front desk")
    assert led not in boss_client.get("/staff/users/new/").content.decode()


def test_who_may_make_no_group_is_told_that_there_are_none_and_led_nowhere() -> None:
    page = clerk("view_user", "add_user").get("/staff/users/new/").content.decode()
    assert ("There are no groups to choose yet." in page, "/staff/groups/new/" in page) == (True, False)


def test_a_group_is_offered_the_rights_that_something_asks_for(boss_client: Client) -> None:
    form = boss_client.get("/staff/groups/new/").context["form"]
    offered = {f"{right.content_type.app_label}.{right.codename}" for right in form.fields["permissions"].queryset}
    sources = [path.read_text() for top in ("contacts", "integrations") for path in Path(top).rglob("*.py")]
    said = r'(?:has_perm\(|permission=)"((?:contacts|integrations)\.[a-z_]+)"'
    asked = {name for text in sources for name in re.findall(said, text)}
    assert len(asked) > 20
    assert asked <= offered
    assert "contacts.view_category" in offered
    assert not offered & {"contacts.add_happening", "contacts.view_job", "contacts.change_consentevent"}


def test_rights_that_are_not_offered_stay_with_their_group(boss_client: Client) -> None:
    group = Group.objects.create(name="Front desk")
    group.permissions.add(Permission.objects.get(codename="view_job"))
    boss_client.post(f"/staff/groups/{group.pk}/", {"name": "Front office", "permissions": []})
    group.refresh_from_db()
    assert (group.name, [right.codename for right in group.permissions.all()]) == ("Front office", ["view_job"])


def test_only_who_may_do_everything_changes_who_may_do_everything(boss: User) -> None:
    client = clerk("change_user", "view_user", "delete_user")
    client.post(f"/staff/users/{boss.pk}/", {"username": "mine", "password": "eleven calm otters"})
    client.post("/staff/users/switch/", {"id": boss.pk})
    boss.refresh_from_db()
    assert (boss.username, boss.is_active, boss.check_password("eleven calm otters")) == ("ada", True, False)


def test_nobody_locks_themselves_out(boss: User, boss_client: Client) -> None:
    boss_client.post("/staff/users/switch/", {"id": boss.pk})
    answer = boss_client.post(f"/staff/users/{boss.pk}/", {"username": "ada", "is_superuser": "on"})
    assert "This is you." in answer.content.decode()
    boss.refresh_from_db()
    assert boss.is_active


def test_what_is_in_use_stays_and_says_why(boss: User, boss_client: Client) -> None:
    group = Group.objects.create(name="Front desk")
    boss.groups.add(group)
    answer = boss_client.post("/staff/groups/remove/", {"id": group.pk}, follow=True)
    assert "Front desk stays: it is used by 1 user." in answer.content.decode()
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_removal_is_undone_once_and_whole(boss: User) -> None:
    group = Group.objects.create(name="Front desk")
    group.permissions.set(Permission.objects.all()[:3])
    before = set(group.permissions.values_list("pk", flat=True))
    removed = remove_rows(desk=GROUPS, keys=[group.pk], actor=boss)
    assert not Group.objects.exists()
    assert bring_back(desk=GROUPS, payload=removed.payload, actor=boss) == (1, ())
    assert bring_back(desk=GROUPS, payload=removed.payload, actor=boss) == (0, ())
    assert set(Group.objects.get(pk=group.pk).permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("descending", [False, True])
def test_pages_show_every_row_once_with_empty_values_last(descending: bool) -> None:
    for number in range(23):
        User.objects.create(username=f"u{number}", last_name="abc"[number % 3])
    User.objects.filter(username__endswith="1").update(last_login="2026-01-01T00:00Z")
    order = keyset.ordering(sort="last_login", descending=descending)
    whole = list(User.objects.order_by(*order))
    seen: list[User] = []
    cursor = None
    while True:
        rows = User.objects.order_by(*order)
        if cursor:
            rows = keyset.after(rows, cursor=cursor, sort="last_login", descending=descending)
        page = list(rows[:4])
        seen += page
        if len(page) < 4:
            break
        last = keyset.Cursor(value=page[-1].last_login, key=page[-1].pk)  # type: ignore[arg-type]
        cursor = keyset.decode(keyset.encode(last))
    assert seen == whole
    assert seen[-1].last_login is None


@pytest.mark.parametrize(
    "text", ["", "%%", "bm8", "W10", "WzEsWzFdXQ", "e30", "\x00", "WyJcdTAwMDAiLDFd", "WzEsIlx1ZDgwMCJd"]
)
def test_a_place_that_was_tampered_with_is_the_beginning(text: str, boss_client: Client) -> None:
    assert keyset.decode(text) is None
    assert boss_client.get("/staff/users/", {"after": text, "q": "\x00", "sort": "password"}).status_code == 200


def test_a_place_of_another_table_is_the_beginning(boss_client: Client) -> None:
    of_countries = keyset.encode(keyset.Cursor(value="Cyprus", key="CY"))
    answer = boss_client.get("/staff/users/", {"after": of_countries})
    assert "ada" in answer.content.decode()
