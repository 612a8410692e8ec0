"""Columns of the contact list in a real browser: custom fields are chosen and changed; many leave names in sight."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.lookups.models import CustomField, CustomFieldGroup
from tests.contacts.staff.people.conftest import make, make_many

Sound = Callable[[Page], None]


def test_custom_fields_are_chosen_shown_changed_and_kept(desk: Page, sound: Sound) -> None:
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    CustomField.objects.create(group=group, alias="level", label="Level", type="choice", choices=["Gold", "Silver"])
    CustomField.objects.create(group=group, alias="score", label="Score", type="integer")
    for name in ("Ada", "Bob"):
        make(first_name=name, custom={"club": {"level": "Gold", "score": 41}})
    desk.goto("/staff/contacts/")
    desk.locator("summary", has_text="Columns").click()
    for label in ("Level", "Score"):
        desk.get_by_role("group", name="Club").get_by_label(label).check()
    sound(desk)
    window = desk.viewport_size
    assert window
    desk.set_viewport_size({"width": 390, "height": 844})
    heights = desk.locator(".sheet-menu label.check").evaluate_all("labels => labels.map(one => one.offsetHeight)")
    assert min(filter(None, heights)) >= 44  # those of the other menu are not seen
    desk.set_viewport_size(window)
    desk.get_by_role("button", name="Show these").click()
    score = desk.get_by_role("cell", name="41").first
    expect(score).to_have_css("text-align", "right")
    sound(desk)
    desk.get_by_role("button", name="Gold").first.click()
    desk.get_by_role("combobox", name="Level").select_option("Silver")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Silver")).to_be_focused()
    desk.get_by_role("searchbox").fill("ada")
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk.get_by_role("button", name="Silver")).to_be_visible()
    expect(desk).to_have_url(re.compile("cols=.*custom.club.level"))


def test_a_name_stays_in_sight_however_many_columns_there_are(desk: Page, sound: Sound) -> None:
    """Off: leave ``.many`` out of the style sheet; the columns without a width of their own are gone then."""
    make_many(3, job_title="Countess", tags=["vip"], addresses=[{"town": "Paphos"}])
    cols = "email,phone,work,town,category,state,updated,created,code,status,group,tags,job_title,company,external_id"
    desk.goto(f"/staff/contacts/?cols={cols}")
    sound(desk)
    widths = desk.locator("thead th").evaluate_all("heads => heads.map(head => head.offsetWidth)")
    assert min(widths[1:]) > 100
    name, columns = desk.get_by_role("link", name="Ada 000 King"), desk.locator("summary", has_text="Columns")
    before = name.bounding_box(), columns.bounding_box()
    desk.locator("form:has(.many)").evaluate("pane => pane.scrollLeft = 2000")
    expect(desk.get_by_role("columnheader", name="External id")).to_be_in_viewport(ratio=1)
    assert (name.bounding_box(), columns.bounding_box()) == before
