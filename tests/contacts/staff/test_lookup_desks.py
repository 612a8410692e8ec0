"""The desks of look-ups, zones and custom fields: they write through their rooms, and their rows know who uses them."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from contacts.directory.models import Contact, Snapshot
from contacts.lookups.models import Category, Country, CustomField, CustomFieldGroup, Language, Organisation
from contacts.record.parsing import codec
from contacts.staff.lookups.own_desks import ZONES
from contacts.staff.registry import DESKS
from contacts.zones.models import Grant, Zone
from tests.contacts.directory.making import create
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
LOOK_UPS = [desk for desk in DESKS if desk.place == "Settings"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("place", LOOK_UPS, ids=lambda desk: desk.slug)
def test_every_desk_lists_and_opens(desk: Client, place: Any, django_assert_max_num_queries: Any) -> None:
    desk.get("/staff/")
    with django_assert_max_num_queries(4):
        assert desk.get(place.url()).status_code == 200
    assert desk.get(place.url("new")).status_code == (403 if place.closed else 200)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_zones_count_members_in_the_same_statements(desk: Client, size: int, django_assert_num_queries: Any) -> None:
    contact = create(first_name="Ada").record
    for number in range(size):
        Grant.objects.create(contact_id=contact.id, zone=Zone.objects.create(name=f"Zone {number}"))
    Zone.objects.create(name="Zone empty")
    desk.get("/staff/zones/")
    with django_assert_num_queries(4):  # the session, who is asking, the rows, how many there are
        page = text_of(desk.get("/staff/zones/"))
    assert len(re.findall(r'<td [^>]*data-label="Members">1</td>', page)) == min(size, 100)


def test_thousands_are_grouped_where_a_number_counts(desk: Client) -> None:
    """Off: leave ``grouped`` out of the column, and the filter out of the foot of the list."""
    members = next(column for column in ZONES.columns if column.name == "members")
    assert members.read(SimpleNamespace(members=1234567)) == "1,234,567"
    Category.objects.bulk_create(Category(name=f"Number {n}", code=f"N{n}") for n in range(1000))
    assert f"of {Category.objects.count():,}" in text_of(desk.get("/staff/categories/"))


def test_a_row_is_made_edited_and_refused_where_it_is_wrong(desk: Client) -> None:
    assert (
        desk.post("/staff/categories/new/", {"name": " Member ", "position": "0", "is_active": "on"}).status_code == 302
    )
    row = Category.objects.get(name="Member")
    assert row.name == "Member"
    refused = desk.post("/staff/categories/new/", {"name": "MEMBER", "position": "0", "description": "typed"})
    assert refused.status_code == 422
    assert "There is a category of this name already." in text_of(refused)
    assert "typed" in text_of(refused)
    refused = desk.post(f"/staff/categories/{row.pk}/", {"name": "a\u202eb", "position": "0"})
    assert "text-direction override" in text_of(refused)  # said by the room, shown at the field
    assert Category.objects.filter(pk=row.pk, name="Member").exists()


def test_a_cell_is_judged_by_form_and_room_alike(desk: Client) -> None:
    row = Category.objects.create(name="Member")
    cell = f"/staff/categories/{row.pk}/cell/code/"
    refused = desk.post(cell, {"code": "a\u202eb"}, headers=HTMX)
    assert (refused.status_code, "text-direction override" in text_of(refused)) == (422, True)
    assert desk.post(cell, {"code": "MB"}, headers=HTMX).status_code == 200
    row.refresh_from_db()
    assert row.code == "MB"


def test_what_is_used_stays_says_by_what_and_can_be_archived(desk: Client) -> None:
    row = Category.objects.create(name="Member")
    create(first_name="Ada", category=row.pk)
    create(first_name="Bob", category=row.pk)
    answer = desk.post("/staff/categories/remove/", {"id": row.pk}, headers=HTMX)
    assert "Member stays: it is used by 2 contacts." in text_of(answer)
    assert "/staff/contacts/?filter=" in text_of(answer)
    assert "Archive instead" in text_of(answer)
    desk.post("/staff/categories/switch/", {"id": row.pk, "to": "off"})
    row.refresh_from_db()
    assert not row.is_active
    assert "Used by 2 contacts" in text_of(desk.get(f"/staff/categories/{row.pk}/"))


def test_a_removal_is_undone_under_the_same_id_and_uuid(desk: Client) -> None:
    row = Category.objects.create(name="Member", code="MB")
    answer = text_of(desk.post("/staff/categories/remove/", {"id": row.pk}, headers=HTMX))
    assert not Category.objects.filter(name="Member").exists()
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token is not None
    desk.post("/staff/categories/undo/", {"token": token[1]}, headers=HTMX)
    back = Category.objects.get(name="Member")
    assert (back.pk, back.uuid, back.code) == (row.pk, row.uuid, "MB")


def test_undo_says_why_when_the_name_was_taken_meanwhile(desk: Client) -> None:
    row = Category.objects.create(name="Member")
    answer = text_of(desk.post("/staff/categories/remove/", {"id": row.pk}, headers=HTMX))
    Category.objects.create(name="member")
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token is not None
    answer = text_of(desk.post("/staff/categories/undo/", {"token": token[1]}, headers=HTMX))
    assert "Member does not come back: Another category has this name." in answer


def test_countries_and_languages_are_only_switched(desk: Client) -> None:
    assert desk.post("/staff/countries/CY/", {}).status_code == 302
    assert not Country.objects.get(pk="CY").is_active
    desk.post("/staff/countries/switch/", {"id": "CY", "to": "on"})
    assert Country.objects.get(pk="CY").is_active
    assert desk.post("/staff/languages/ELL/cell/is_active/", {}, headers=HTMX).status_code == 200
    assert not Language.objects.get(pk="ELL").is_active
    assert desk.post("/staff/countries/remove/", {"id": "CY"}).status_code == 403
    assert desk.get("/staff/countries/XX/").status_code == 404
    assert desk.get("/staff/categories/text/").status_code == 404


def test_countries_page_by_their_text_key(desk: Client) -> None:
    seen: list[str] = []
    url = "/staff/countries/"
    while url:
        page = text_of(desk.get(url))
        seen += re.findall(r'name="id" value="([A-Z]{2})"', page)
        more = re.search(r'href="(\?[^"]+)" rel="next"', page)
        url = f"/staff/countries/{more[1]}".replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(Country.objects.filter(is_active=True).values_list("pk", flat=True))


def test_an_organisation_is_tied_to_a_contact_by_code(desk: Client) -> None:
    contact = Contact.objects.get(pk=create(kind="company", company_name="Shipping Ltd").record.id)
    data = {"name": "Shipping", "position": "0", "is_active": "on"}
    refused = desk.post("/staff/organisations/new/", data | {"contact": "nobody"})
    assert "There is no contact with this code." in text_of(refused)
    assert desk.post("/staff/organisations/new/", data | {"contact": contact.code}).status_code == 302
    row = Organisation.objects.latest("pk")
    assert row.contact_id == contact.pk
    page = text_of(desk.get(f"/staff/organisations/{row.pk}/"))
    assert f'value="{contact.code}"' in page
    assert "Now Shipping Ltd." in page


def test_renaming_a_zone_reaches_its_members_snapshots(desk: Client) -> None:
    zone = Zone.objects.create(name="Members")
    contact = create(first_name="Ada", zones=[{"id": zone.pk}]).record
    page = text_of(desk.get(f"/staff/zones/{zone.pk}/"))
    assert "1 member now" in page
    assert f"/staff/contacts/{contact.id}/" in page
    desk.post(f"/staff/zones/{zone.pk}/", {"name": "Friends", "is_active": "on"})
    record = codec.from_text(Snapshot.objects.get(pk=contact.id).body)
    assert [each.name for each in record.zones] == ["Friends"]
    answer = desk.post("/staff/zones/remove/", {"id": zone.pk}, headers=HTMX)
    assert "Friends stays: it is used by 1 grant." in text_of(answer)


def test_custom_fields_keep_what_records_are_keyed_by(desk: Client) -> None:
    desk.post("/staff/custom-groups/new/", {"name": "Club", "position": "0"})
    group = CustomFieldGroup.objects.get()
    assert group.alias == "club"
    data = {"label": "Shoe size", "group": group.pk, "type": "choice", "part": "contact", "position": "0"}
    refused = desk.post("/staff/custom-fields/new/", data)
    assert "A choice needs something to choose from." in text_of(refused)
    assert desk.post("/staff/custom-fields/new/", data | {"choices": "small\r\n large \r\n\r\n"}).status_code == 302
    row = CustomField.objects.get()
    assert (row.alias, row.choices) == ("shoe_size", ["small", "large"])
    create(first_name="Ada", custom={"club": {"shoe_size": "large"}})
    page = f"/staff/custom-fields/{row.pk}/"
    refused = desk.post(page, data | {"choices": "small"})
    assert "1 values are" in text_of(refused)
    desk.post(page, data | {"choices": "small\nlarge\nhuge", "type": "text", "alias": "other", "label": "Size"})
    row.refresh_from_db()
    assert (row.alias, row.type, row.label, row.choices) == ("shoe_size", "choice", "Size", ["small", "large", "huge"])


@pytest.mark.parametrize(
    ("rights", "method", "path", "status"),
    [
        ((), "get", "/staff/categories/", 403),
        (("view_category",), "get", "/staff/categories/", 200),
        (("view_category",), "get", "/staff/categories/new/", 403),
        (("view_category",), "post", "/staff/categories/{key}/", 403),
        (("view_category",), "post", "/staff/categories/switch/", 403),
        (("view_category", "change_category"), "post", "/staff/categories/remove/", 403),
        (("view_category",), "get", "/staff/categories/{key}/cell/code/", 403),
    ],
)
def test_each_page_asks_for_its_right(
    client: Client, rights: tuple[str, ...], method: str, path: str, status: int
) -> None:
    user = StaffFactory(username="clerk", permissions=rights)
    client.force_login(user)
    row = Category.objects.create(name="Member")
    assert getattr(client, method)(path.format(key=row.pk)).status_code == status


def test_who_may_only_look_sees_no_buttons(client: Client) -> None:
    user = StaffFactory(username="clerk", permissions=["view_category"])
    client.force_login(user)
    row = Category.objects.create(name="Member")
    pages = text_of(client.get("/staff/categories/")) + text_of(client.get(f"/staff/categories/{row.pk}/"))
    assert [
        word for word in ("New category", "Delete", "Archive</button>", ">Save<", "Edit code") if word in pages
    ] == []
    assert "/staff/organisations/" not in pages


def test_the_palette_leads_to_every_desk(desk: Client) -> None:
    assert ">Cost centres<" in text_of(desk.get("/staff/palette/", {"q": "cost"}))
    assert ">New marketing list<" in text_of(desk.get("/staff/palette/", {"q": "new mark"}))
