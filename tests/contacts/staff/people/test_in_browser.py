"""The contact pages in a real browser: found, made, edited, restored and put away by hand, with axe at every stop."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.directory.reading import snapshots
from contacts.lookups.models import Category
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.zones.models import Zone
from tests.browser import PASSWORD
from tests.contacts.staff.people.conftest import make, make_many

Sound = Callable[[Page], None]


def record(contact: int) -> ContactRecord:
    text = snapshots.text(contact)
    assert text is not None
    return codec.from_text(text)


def test_the_list_is_searched_filtered_and_put_away_by_keyboard(desk: Page, sound: Sound) -> None:
    make_many(3, addresses=[{"town": "Paphos"}], emails=[{"email": "ada@example.org"}], tags=["vip"])
    make(kind="company", company_name="Mill Ltd")
    desk.goto("/staff/contacts/?cols=email,town,tags,state,updated")
    sound(desk)
    desk.keyboard.press("/")
    desk.keyboard.type("mill")
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk).to_have_url(re.compile("q=mill"))
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("link", name="Mill Ltd")).to_be_focused()
    desk.get_by_role("searchbox").fill("")
    expect(desk.locator("[data-row]")).to_have_count(4)
    desk.get_by_role("link", name="Filter").click()
    desk.get_by_label("Field").select_option("addresses.town")
    desk.get_by_label("Value").fill("Paphos")
    expect(desk.locator("[data-row]")).to_have_count(3)
    expect(desk.locator(".chip")).to_have_text(["Town is Paphos"])
    sound(desk)
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.get_by_role("button", name="Archive").click()
    expect(desk.get_by_text("Archived Ada 000 King.")).to_be_visible()
    expect(desk.locator("[data-row]")).to_have_count(2)
    desk.get_by_role("button", name="Undo").click()  # before axe looks: a toast leaves after eight seconds
    expect(desk.locator("[data-row]")).to_have_count(3)
    sound(desk)


def test_menus_keep_a_view_and_choose_columns(desk: Page, sound: Sound) -> None:
    view = "Adas and what else is called like that, in all the towns"
    make(first_name="Ada", last_name="King", status="Gold")
    desk.goto("/staff/contacts/")
    desk.get_by_role("searchbox").fill("ada")
    expect(desk).to_have_url(re.compile("q=ada"))
    desk.locator("summary", has_text="Columns").click()
    sound(desk)
    desk.get_by_label("Status").check()
    desk.get_by_role("button", name="Show these").click()
    expect(desk.get_by_role("cell", name="Gold")).to_be_visible()
    desk.locator("summary", has_text="Views").click()
    desk.get_by_label("Keep this list as").fill(view)
    sound(desk)
    desk.get_by_role("button", name="Keep").click()
    expect(desk.get_by_text(f"Kept the view {view}.")).to_be_visible()
    desk.goto("/staff/contacts/")
    desk.locator("summary", has_text="Views").click()
    desk.get_by_role("link", name=view, exact=True).click()
    expect(desk.get_by_role("cell", name="Gold")).to_be_visible()
    desk.get_by_role("searchbox").fill("king")
    desk.locator("summary", has_text=f"View {view}, changed").click()
    sound(desk)
    window = desk.viewport_size
    assert window
    desk.set_viewport_size({"width": 390, "height": 844})
    expect(desk.get_by_role("button", name=f"Forget {view}").locator("svg")).to_be_visible()
    desk.set_viewport_size(window)
    desk.get_by_role("button", name="Save the change").click()
    expect(desk.get_by_text(f"Replaced the view {view}.")).to_be_visible()
    expect(desk.locator("summary", has_text=view)).to_have_text(f"View {view}")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("summary", has_text=view)).to_have_text(f"View {view}, changed")
    desk.locator("summary", has_text=view).click()
    desk.get_by_role("link", name="Back to it").click()
    expect(desk).to_have_url(re.compile("q=ada"))
    desk.locator("summary", has_text=view).click()
    desk.get_by_role("button", name=f"Forget {view}").click()
    expect(desk.get_by_text(f"Forgot the view {view}.")).to_be_visible()
    expect(desk).to_have_url(re.compile("q=ada"))
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text(f"The view {view} is back.")).to_be_visible()
    desk.locator("summary", has_text="Export").click()
    desk.get_by_role("link", name="CSV").click()
    desk.get_by_label("Password").fill(PASSWORD)
    with desk.expect_download() as download:
        desk.keyboard.press("Enter")
    assert "Ada" in download.value.path().read_text(encoding="utf-8-sig")
    desk.goto("/staff/contacts/")
    desk.locator("summary", has_text="Export").click()
    with desk.expect_download():
        desk.get_by_role("link", name="CSV").click()
    expect(desk.locator("details.menu[open]")).to_have_count(0)


def test_a_cell_is_edited_in_the_list(desk: Page, sound: Sound) -> None:
    Category.objects.create(name="Gold")
    contact = make(first_name="Ada", last_name="King")
    desk.goto("/staff/contacts/?cols=status,category")
    desk.locator("td[data-label=Status] .editable").click()
    sound(desk)
    desk.get_by_role("textbox", name="Status").fill("x" * 201)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("At most 200 characters")).to_be_visible()
    desk.get_by_role("textbox", name="Status").fill("Warm")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Warm")).to_be_focused()
    assert record(contact).status == "Warm"


def test_a_contact_is_created_with_a_warning_edited_restored_and_archived(desk: Page, sound: Sound) -> None:
    make(first_name="Ada", last_name="King", emails=[{"email": "ada@example.org"}])
    desk.goto("/staff/contacts/")
    desk.keyboard.press("c")
    expect(desk.get_by_role("heading", level=1)).to_have_text("New contact")
    sound(desk)
    desk.get_by_label("First name").fill("Augusta")
    desk.get_by_label("Email").fill("ada@example.org")
    expect(desk.get_by_text("This contact may be here already")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Create", exact=True).click()
    desk.get_by_role("button", name="Create all the same").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Augusta")
    sound(desk)
    desk.keyboard.press("e")
    expect(desk.get_by_role("button", name="ada@example.org").first).to_be_focused()

    desk.locator("#fact-last_name .editable").click()
    desk.get_by_role("textbox", name="Last name").fill("Byron")
    desk.keyboard.press("Enter")
    expect(desk.locator("#head")).to_contain_text("Augusta Byron")
    expect(desk.locator("#fact-last_name .editable")).to_be_focused()
    expect(desk.locator(".timeline")).to_contain_text("Byron")

    desk.get_by_role("button", name="Add to emails").click()
    desk.locator("#emails-new").get_by_role("textbox", name="Email").fill("nowhere")
    desk.keyboard.press("Enter")
    expect(desk.locator("#emails-new .error")).to_be_visible()
    sound(desk)
    desk.locator("#emails-new").get_by_role("textbox", name="Email").fill("augusta@example.org")
    desk.keyboard.press("Enter")
    expect(desk.locator("#emails .part")).to_have_count(2)
    desk.get_by_role("button", name="Remove augusta@example.org").click()
    expect(desk.locator("#emails .part")).to_have_count(1)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#emails .part")).to_have_count(2)

    desk.get_by_role("button", name="Restore last name").click()
    expect(desk.locator("#head")).not_to_contain_text("Byron")
    for tab in ("Details", "Relations", "Zones"):
        desk.get_by_role("link", name=tab).click()
        sound(desk)
    desk.get_by_role("link", name="Relations").click()
    desk.get_by_role("button", name="Add to relations").click()
    desk.get_by_role("combobox", name="Contact").press_sequentially("king")
    expect(desk.locator("#people-found option")).to_have_count(1)
    desk.get_by_role("combobox", name="Contact").fill(desk.locator("#people-found option").get_attribute("value") or "")
    desk.locator("#relations-new").get_by_role("button", name="Save").click()
    expect(desk.locator("#relations .part")).to_contain_text("Ada King")
    sound(desk)
    desk.get_by_role("button", name="Archive").click()
    expect(desk.get_by_text("Archived Augusta.")).to_be_visible()


def test_the_palette_leads_to_a_contact(desk: Page, sound: Sound) -> None:
    make(first_name="Ada", last_name="King")
    desk.goto("/staff/")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("king")
    expect(desk.get_by_role("option", name="Ada King")).to_be_visible()
    sound(desk)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada King")


def test_the_pages_work_without_scripts(desk: Page) -> None:
    contact = make(first_name="Ada", last_name="King")
    context = desk.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    desk.goto("/staff/contacts/")
    base = desk.url.partition("/staff/")[0]
    page.goto(f"{base}/staff/contacts/?q=king")
    expect(page.get_by_role("link", name="Ada King")).to_be_visible()
    page.get_by_role("link", name="Ada King").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada King")
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert record(contact).is_archived is False
    context.close()


def test_the_number_at_a_tab_follows_what_is_added_in_it(desk: Page) -> None:
    """Off: leave the tabs out of what comes with the head."""
    Zone.objects.create(name="Members")
    ada = make(first_name="Ada")
    desk.goto(f"/staff/contacts/{ada}/?tab=zones")
    tab = desk.locator("#strip [aria-current]")
    expect(tab).to_have_text("Zones")
    desk.get_by_role("button", name="Add to zones").click()
    desk.get_by_label("Zone", exact=True).select_option(label="Members")
    desk.get_by_role("button", name="Save").click()
    expect(tab).to_have_text("Zones1")


def test_an_edit_in_a_tab_from_before_another_sign_in_says_why_it_was_refused(desk: Page) -> None:
    tab = desk.context.new_page()  # of its own, since the refusal that is looked for stands in its console
    tab.goto(f"/staff/contacts/{make(last_name='King')}/")
    tab.get_by_role("button", name="Edit job title").click()
    tab.context.clear_cookies(name="csrf")
    tab.get_by_role("textbox", name="Job title").fill("Engineer")
    with tab.expect_response(lambda answer: "/staff/token/" in answer.url):
        tab.keyboard.press("Enter")
    expect(tab.locator(".toast")).to_contain_text("somebody signed in or out since")
    expect(tab.get_by_role("textbox", name="Job title")).to_have_value("Engineer")
    tab.get_by_role("textbox", name="Job title").press("Enter")
    expect(tab.locator("#fact-job_title .editable")).to_contain_text("Engineer")
