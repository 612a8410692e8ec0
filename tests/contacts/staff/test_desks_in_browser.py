"""Dashboard, look-up desks and import pages in a real browser: sound in light and dark, wide and narrow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from contacts.background.models import Job
from contacts.directory import operations as door
from contacts.history.actor import Actor
from contacts.imports import running
from contacts.imports.models import Import
from contacts.lookups.models import Category, Country
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone
from tests.contacts.directory.making import create, lookups

Sound = Callable[[Page], None]


@pytest.fixture
def peopled(db: None) -> None:
    """Rows of every kind, a member, and changes by two doors."""
    lookups()
    Country.objects.get_or_create(alpha2="CY", defaults={"alpha3": "CYP", "number": 196, "name": "Cyprus"})
    zone, category = Zone.objects.earliest("pk"), Category.objects.get(name="Category 1")
    for number in range(5):
        create(first_name=f"Ada {number}", zones=[{"id": zone.pk}], category=category.pk, life_cycle_state="FINANCIAL")
    actor = Actor(kind="staff", label="ada", door="desk")
    door.create(patch=parse_patch({"kind": "company", "company_name": "Shipping Ltd"}), actor=actor)


def test_an_empty_dashboard_teaches(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/")
    expect(desk.get_by_role("heading", name="No contacts yet")).to_be_visible()
    sound(desk)


def test_the_dashboard_is_sound_and_leads_on(desk: Page, peopled: None, sound: Sound) -> None:
    Import.objects.create(name="people.csv", state="running", total=10, read=3)
    desk.goto("/staff/")
    expect(desk.get_by_text("tests created 5 contacts")).to_be_visible()
    sound(desk)
    desk.get_by_role("link", name="By month").click()
    expect(desk.get_by_text("New this month")).to_be_visible()
    desk.get_by_role("link", name="Companies").click()
    expect(desk.get_by_role("link", name="Shipping Ltd")).to_be_visible()
    expect(desk.locator("[data-row]")).to_have_count(1)


@pytest.mark.parametrize("slug", ["categories", "countries", "zones", "custom-fields", "organisations"])
def test_every_kind_of_desk_page_is_sound(desk: Page, peopled: None, sound: Sound, slug: str) -> None:
    desk.goto(f"/staff/{slug}/")
    sound(desk)
    desk.locator(".rowname").first.click()
    expect(desk.get_by_role("button", name="Save")).to_be_visible()
    sound(desk)


def test_a_used_category_is_archived_instead_and_used_again(desk: Page, peopled: None, sound: Sound) -> None:
    desk.goto("/staff/categories/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.get_by_role("button", name="Delete").click()
    expect(desk.get_by_text("Category 1 stays: it is used by 5 contacts.")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Archive instead").click()
    expect(desk.get_by_text("Archived Category 1.")).to_be_visible()
    expect(desk.get_by_role("link", name="Category 1", exact=True)).to_have_count(0)
    desk.get_by_role("link", name="Archived", exact=True).click()
    desk.wait_for_url("**tab=off**")
    expect(desk.locator("[data-row]")).to_have_count(1)
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.get_by_role("button", name="Use again").click()
    expect(desk.get_by_text("In use again: Category 1.")).to_be_visible()
    assert Category.objects.get(name="Category 1").is_active


def test_the_contacts_behind_a_refusal_are_a_click_away(desk: Page, peopled: None) -> None:
    desk.goto("/staff/zones/")
    desk.locator(".rowname", has_text="Members").click()
    desk.get_by_role("button", name="Delete").click()
    desk.get_by_role("link", name="Show them").click()
    expect(desk.locator("[data-row]")).to_have_count(5)


def test_a_custom_field_is_made_by_keyboard(desk: Page, peopled: None) -> None:
    desk.goto("/staff/")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("new custom field")
    expect(desk.get_by_role("option", name="New custom field")).to_be_visible()
    desk.get_by_role("option", name="New custom field").click()
    desk.get_by_label("Label").fill("Shoe size")
    desk.get_by_label("Group*", exact=True).select_option(label="facts")
    desk.get_by_label("Type*", exact=True).select_option(label="Choice")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("A choice needs something to choose from.")).to_be_visible()
    expect(desk.get_by_label("Label")).to_have_value("Shoe size")
    desk.get_by_label("Choices").fill("small\nlarge")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Saved custom field Shoe size.")).to_be_visible()


def test_the_import_pages_are_sound(desk: Page, sound: Sound, settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    file = tmp_path / "people.csv"
    file.write_text("First name,Email,Odd\nAda,ada@example.org,x\nBad,nobody,y\n")
    desk.goto("/staff/import/")
    sound(desk)
    desk.set_input_files("#file", str(file))
    desk.get_by_role("button", name="Read the file").click()
    expect(desk.get_by_role("cell", name="Ada · Bad")).to_be_visible()
    sound(desk)
    odd, first = (desk.get_by_label(f"Where {name} goes") for name in ("Odd", "First name"))
    expect(first).to_have_value("first_name")
    expect(odd).to_have_value("")
    odd.focus()
    desk.keyboard.type("Statu")
    expect(odd).to_have_value("status")
    desk.get_by_label("Email", exact=True).check()
    desk.get_by_role("button", name="Dry run").click()
    expect(desk.get_by_role("button", name="Stop")).to_be_visible()
    sound(desk)
    job = Job.objects.latest("id")
    running.run(job.args["import_id"])
    expect(desk.get_by_role("button", name="Import for good")).to_be_visible()
    assert set(Import.objects.get().mapping["columns"]) == {"First name", "Email", "Odd"}
    sound(desk)
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.reload()
    expect(desk.get_by_role("navigation", name="Rows by outcome").locator("[aria-current]")).to_be_in_viewport(ratio=1)
    desk.get_by_role("button", name="Change the mapping").click()
    desk.goto("/staff/import/")
    sound(desk)
    desk.get_by_role("link", name="Discard people.csv").click()
    sound(desk)
    desk.get_by_role("button", name="Discard it").click()
    expect(desk.get_by_text("Discarded people.csv.")).to_be_visible()


def test_an_impatient_second_click_sends_nothing_twice(desk: Page) -> None:
    sent: list[str] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            desk.wait_for_timeout(500)
        route.continue_()

    desk.goto("/staff/categories/new/")
    desk.route("**/new/", slowly)
    desk.get_by_label("Name").fill("Patience")
    desk.get_by_role("button", name="Save").evaluate("(save) => { save.click(); setTimeout(() => save.click(), 100); }")
    expect(desk.locator(".toast")).to_be_visible()
    assert (len(sent), Category.objects.filter(name="Patience").count()) == (1, 1)
