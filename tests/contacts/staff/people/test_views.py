"""The kept view that is open: marked, told apart once something else is asked for, saved as it is by then."""

import re

from django.contrib.auth.models import User
from django.test import Client

from contacts.staff.people.finding.columns import DEFAULT
from contacts.staff.people.finding.models import SavedView
from tests.contacts.staff.people.conftest import make

PART = {"HX-Request": "true"}


def kept(client: Client, name: str, query: str, **more: str) -> SavedView:
    led = client.post("/staff/contacts/views/", {"name": name, "query": query, **more})
    view = SavedView.objects.get(name=name)
    assert led["Location"] == f"/staff/contacts/?{view.params}"
    return view


def button(client: Client, query: str) -> str:
    """What the button of the menu says."""
    page = client.get(f"/staff/contacts/?{query}").content.decode()
    return re.sub(r"<[^>]+>", "", page.partition('<span id="opened">')[2].partition("</summary>")[0]).strip()


def test_the_open_view_is_marked_until_something_else_is_asked_for(staff: Client) -> None:
    make(first_name="Ada")
    kept(staff, "Towns", "cols=town")
    view = kept(staff, "Adas", "q=ada&tab=people")
    assert button(staff, "") == button(staff, "q=ada&tab=people") == button(staff, "view=123456789") == "Views"
    assert button(staff, view.params) == button(staff, f"{view.params}&after=MQ") == "View Adas"
    page = staff.get(f"/staff/contacts/?{view.params}").content.decode()
    assert re.findall(r'<a href="[^"]*"\s+aria-current="true">(Adas|Towns)', page) == ["Adas"]
    assert b"Save the change" not in staff.get(f"/staff/contacts/?{view.params}").content
    for change in ("q=eve", "q=ada&tab=people&sort=-name", "q=ada&tab=people&cols=town"):
        assert button(staff, f"{change}&view={view.pk}") == "View Adas, changed"
    usual = ",".join(DEFAULT[1:])
    assert button(staff, f"{view.params}&cols={usual}") == "View Adas"  # those are shown where none are chosen


def test_every_way_on_from_an_open_view_keeps_it_in_mind(staff: Client) -> None:
    make(first_name="Ada")
    view = kept(staff, "Adas", "q=ada")
    listing = staff.get(f"/staff/contacts/?{view.params}").context["listing"]
    ways = [url for _, url, _ in listing.tabs] + [heading.url for heading in listing.headings if heading.url]
    assert ways
    assert all(f"view={view.pk}" in url for url in ways)
    page = staff.get(f"/staff/contacts/?{view.params}").content.decode()
    assert page.count(f'name="view" value="{view.pk}"') == 2  # the search and the columns
    part = staff.get(f"/staff/contacts/?q=eve&view={view.pk}", headers=PART).content.decode()
    assert "Adas</b><small>, changed</small>" in part
    assert 'id="opened"' not in staff.get("/staff/contacts/?q=eve", headers=PART).content.decode()


def test_a_changed_view_is_saved_by_its_owner_and_undone(staff: Client) -> None:
    make(first_name="Ada")
    view = kept(staff, "Adas", "q=ada", shared="on")
    changed = f"q=ada&cols=town&view={view.pk}"
    part = staff.get(f"/staff/contacts/?{changed}", headers=PART).content.decode()
    form = part.partition('<form id="save-view"')[2].partition("</form>")[0]
    values = dict(re.findall(r'name="(query|name|shared)" value="([^"]*)"', form))
    assert 'form="save-view"' in part
    page = staff.post(
        "/staff/contacts/views/", {name: text.replace("&amp;", "&") for name, text in values.items()}, follow=True
    ).content.decode()
    view.refresh_from_db()
    assert (view.query, view.is_shared) == ("q=ada&cols=town", True)
    assert "Replaced the view Adas, for everybody." in page
    assert button(staff, changed) == "View Adas"
    other = Client()
    other.force_login(User.objects.create_superuser("eve"))
    theirs = other.get(f"/staff/contacts/?q=eve&view={view.pk}").content.decode()
    assert "Back to it" in theirs
    assert "save-view" not in theirs
    SavedView.objects.update(is_shared=False)
    assert button(other, f"q=eve&view={view.pk}") == "Views"  # whose views are not one's own are nobody's business
