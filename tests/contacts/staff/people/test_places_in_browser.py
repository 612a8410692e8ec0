"""Where hands and eyes are after an action: the row that was left, the menu that closes, the field to type into."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.contacts.staff.people.conftest import make, make_many


def test_a_list_is_found_again_as_it_was_left(desk: Page) -> None:
    make_many(30)
    desk.goto("/staff/contacts/?q=king")
    for _ in range(25):
        desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada 024 King")
    desk.go_back()
    expect(desk.get_by_role("link", name="Ada 024 King")).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Details").click()
    desk.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Contacts").click()
    expect(desk).to_have_url(re.compile(r"/staff/contacts/\?q=king$"))
    expect(desk.get_by_role("link", name="Ada 025 King")).to_be_focused()


def test_what_is_not_asked_for_does_not_stand_in_the_address(desk: Page) -> None:
    make(first_name="Ada", last_name="King")
    desk.goto("/staff/contacts/")
    desk.get_by_role("searchbox").fill("nobody")
    expect(desk).to_have_url(re.compile(r"/staff/contacts/\?q=nobody$"))
    desk.get_by_role("searchbox").fill("")
    expect(desk).to_have_url(re.compile(r"/staff/contacts/$"))


def test_menus_close_when_one_looks_elsewhere(desk: Page) -> None:
    make(first_name="Ada", last_name="King")
    desk.goto("/staff/contacts/")
    opened = desk.locator("details.menu[open]")
    desk.locator("summary", has_text="Columns").click()
    desk.locator("summary", has_text="Views").click()
    expect(opened).to_have_count(1)
    desk.get_by_label("Keep this list as").fill("Mine")
    desk.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(desk.locator("summary", has_text="Views")).to_be_focused()
    desk.locator("summary", has_text="Export").click()
    desk.get_by_role("heading", level=1).click()
    expect(opened).to_have_count(0)


def test_focus_is_where_the_next_thing_is_typed(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King", phones=[{"number": "+35799123456"}])
    desk.goto("/staff/categories/new/")
    expect(desk.get_by_label("Name")).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.get_by_label("Name")).to_be_focused()
    desk.goto("/staff/contacts/new/")
    expect(desk.get_by_label("First name")).to_be_focused()
    desk.goto(f"/staff/contacts/{contact}/")
    desk.get_by_role("button", name="Add to emails").click()
    expect(desk.locator("#emails-new").get_by_role("textbox", name="Email")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Add to emails")).to_be_focused()
    remove = desk.get_by_role("button", name="Remove +35799123456")
    remove.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("No phone number yet.")).to_be_visible()
    expect(desk.get_by_role("button", name="Add to phones")).to_be_focused()


def test_focus_that_has_gone_on_meanwhile_is_not_called_back(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King", phones=[{"number": "+35799123456"}])
    desk.goto(f"/staff/contacts/{contact}/")
    desk.get_by_role("button", name="Add to emails").click()
    form = desk.locator("#emails-new form")
    expect(form.get_by_role("textbox", name="Email")).to_be_focused()
    desk.route("**/*leave=1", lambda route: (desk.wait_for_timeout(300), route.continue_())[1])
    desk.keyboard.press("Escape")
    remove = desk.get_by_role("button", name="Remove +35799123456")
    remove.focus()
    expect(form).to_have_count(0)
    expect(remove).to_be_focused()


def test_a_saved_value_tells_at_once_who_changed_it(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King")
    desk.goto(f"/staff/contacts/{contact}/")
    desk.locator("#fact-status .editable").click()
    desk.get_by_role("textbox", name="Status").fill("Gold")
    desk.keyboard.press("Enter")
    expect(desk.locator("#fact-status-source")).to_contain_text("ada · ")


def test_a_contact_that_may_be_here_already_is_created_by_the_keyboard(desk: Page) -> None:
    """Off: submit the form without the button that says so."""
    make(first_name="Ada", last_name="King", emails=[{"email": "ada@example.org"}])
    desk.goto("/staff/contacts/new/")
    desk.get_by_label("First name").fill("Augusta")
    desk.get_by_label("Email").fill("ada@example.org")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("button", name="Create all the same")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Augusta")


def test_enter_saves_a_choice_where_it_stands(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King")
    desk.goto(f"/staff/contacts/{contact}/")
    desk.locator("#fact-kind .editable").click()
    desk.locator("#fact-kind select").select_option("company")
    desk.keyboard.press("Enter")
    expect(desk.locator("#fact-kind .editable")).to_be_focused()
    expect(desk.locator("#fact-kind .editable")).to_contain_text("Company")


@pytest.mark.parametrize(("width", "height"), [(1440, 20), (390, 44)])
def test_a_choice_is_read_in_a_narrow_cell_and_touched_on_a_telephone(desk: Page, width: int, height: int) -> None:
    """It was as wide as its arrow."""
    make(first_name="Ada", last_name="King")
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/staff/contacts/")
    desk.locator("[data-row] .editable:visible").last.click()
    size = desk.locator("[data-row] select").bounding_box()
    assert size is not None
    assert (size["width"] >= 100, size["height"] >= height) == (True, True)
    assert desk.evaluate("document.documentElement.scrollWidth") == width


def test_where_values_came_from_stands_below_them_while_it_is_asked_for(desk: Page) -> None:
    """Without hovering, as on a telephone, and by the keyboard; the page may be drawn anew meanwhile."""
    contact = make(first_name="Ada", last_name="King", emails=[{"email": "ada@example.org"}])
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"/staff/contacts/{contact}/?tab=details")
    told = [
        desk.locator("#fact-first_name-source"),
        desk.locator("#emails [role=note]"),
        desk.locator("#fact-code-source"),
    ]
    for source in told:
        expect(source).to_be_hidden()
    desk.get_by_label("Show where each value came from").focus()
    desk.keyboard.press("Space")
    for source in told:
        expect(source).to_be_visible()
        expect(source).to_contain_text("tests · ")
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    desk.evaluate("htmx.trigger(document.body, 'redraw')")
    expect(desk.get_by_label("Show where each value came from")).to_be_checked()
    desk.get_by_role("link", name="Timeline").click()
    expect(desk).to_have_url(re.compile("tab=timeline"))
    expect(told[0]).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1280, 1100, 1024])
def test_a_name_shows_whole_however_narrow_the_window(desk: Page, width: int) -> None:
    """Off: leave the columns of the list of contacts as wide as they are, and all of them there."""
    make(first_name="Brian", last_name="Abbott", emails=[{"email": "brian.abbott.of.a.long.name@example.org"}])
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/staff/contacts/")
    name = desk.get_by_role("link", name="Brian Abbott")
    expect(name).to_be_visible()
    cut = "one => [one, one.closest('td')].some(part => part.scrollWidth > part.clientWidth + 1)"
    assert not name.evaluate(cut)
    assert desk.locator(".find").evaluate("one => one.offsetHeight") >= 30


def test_archiving_leads_back_to_the_list_as_it_was(desk: Page) -> None:
    make_many(30)
    desk.goto("/staff/contacts/?q=king&sort=-name")
    for _ in range(25):
        desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada 005 King")
    desk.get_by_role("link", name="Details").click()
    desk.get_by_role("button", name="Archive").click()
    expect(desk.get_by_text("Archived Ada 005 King.")).to_be_visible()
    expect(desk).to_have_url(re.compile(r"/staff/contacts/\?q=king&sort=-name$"))
    expect(desk.get_by_role("link", name="Ada 004 King")).to_be_focused()  # what came after the one that is gone


def test_what_is_half_typed_stays_while_the_page_around_it_changes(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King", emails=[{"email": "a@example.org"}, {"email": "b@example.org"}])
    desk.goto(f"/staff/contacts/{contact}/")
    desk.locator("#fact-last_name .editable").click()
    desk.get_by_role("textbox", name="Last name").fill("Byron")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada Byron")
    desk.get_by_role("button", name="Add to emails").click()
    typed = desk.locator("#emails-new").get_by_role("textbox", name="Email")
    typed.fill("half@exa")
    desk.get_by_role("button", name="Remove b@example.org").click()
    expect(desk.locator("#emails .part")).to_have_count(1)
    expect(typed).to_have_value("half@exa")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#emails .part")).to_have_count(2)
    expect(typed).to_have_value("half@exa")
    desk.get_by_role("button", name="Restore last name").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada King")
    expect(desk.locator("#fact-last_name")).to_contain_text("King")
    expect(typed).to_have_value("half@exa")
    typed.fill("whole@example.org")
    typed.press("Enter")
    expect(desk.locator("#emails .part")).to_have_count(3)
    expect(desk.locator("#emails-new form")).to_have_count(0)


CUT = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.innerText)"


def test_no_value_is_cut_or_broken_on_a_phone(desk: Page, tmp_path: Path, settings: Any) -> None:
    """Off: leave a value that can be edited as wide as its cell, and a cell with a choice as high as on a desk."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}
        }
    }  # fmt: skip
    make(first_name="Ada", last_name="King")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto("/staff/contacts/")
    expect(desk.locator("td.state .pill")).to_be_visible()
    assert desk.locator("td.state .pill").evaluate_all("all => all.map(one => one.scrollHeight <= 21)") == [True]
    desk.goto("/staff/import/")
    desk.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": b"First name,Email\nAda,ada@example.org\n"}
    )
    desk.locator("main form button.primary").first.click()
    expect(desk.get_by_label("Where Email goes")).to_be_visible()
    assert desk.locator("td:has(select)").evaluate_all(CUT) == []


def test_somebody_without_rights_reads_why_in_the_middle_of_the_page(desk: Page, boss: User) -> None:
    boss.is_superuser = False
    boss.save()
    desk.goto("/staff/")
    note = desk.get_by_text("You may sign in, and not see anything yet.")
    expect(note).to_be_visible()
    assert note.evaluate("one => one.offsetWidth") > 300


def test_a_long_value_begins_where_its_name_stands_and_keeps_to_its_column(desk: Page) -> None:
    email = "a.very.long.local.part.that.never.ends.at.all@an-extremely-long-host-name.example.org"
    contact = make(first_name="Ada", company_name="A company with a long name " * 4, emails=[{"email": email}])
    desk.goto(f"/staff/contacts/{contact}/")
    top = "one => one.getBoundingClientRect().top"
    label = desk.locator(".fact dt", has_text="Company name").evaluate(top)
    value = desk.locator("#fact-company_name .editable").evaluate(top)
    assert abs(value + 2 - label) < 2  # the button has two pixels of its own around the text
    place = desk.locator("#emails .place")
    assert place.evaluate("one => one.scrollWidth <= one.clientWidth + 6")  # what shows that it can be edited


def test_a_row_that_one_goes_to_is_not_behind_the_head_nor_behind_the_number_of_all(desk: Page) -> None:
    make_many(40)
    desk.set_viewport_size({"width": 1280, "height": 600})
    desk.goto("/staff/contacts/")
    expect(desk.get_by_text("40 of 40")).to_be_in_viewport()
    desk.get_by_role("heading", level=1).click()
    for key, times in (("j", 30), ("k", 20)):
        for _ in range(times):
            desk.keyboard.press(key)
        row, head, foot = (
            desk.locator(place).bounding_box() or {} for place in ("tr.at", "thead th >> nth=0", ".listfoot")
        )
        assert head["y"] + head["height"] <= row["y"] < row["y"] + row["height"] <= foot["y"]
