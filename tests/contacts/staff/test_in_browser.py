"""The shell and a look-up desk in a real browser: hands on the keyboard, eyes on the page, axe at the door."""

from collections.abc import Callable

from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from contacts.lookups.models import Category
from tests.browser import PASSWORD

Sound = Callable[[Page], None]


def test_signing_in_leads_where_one_wanted_to_go(page: Page, boss: User, sound: Sound) -> None:
    page.goto("/staff/groups/")
    sound(page)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("Username")).to_have_value("ada")
    sound(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Groups and permissions")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_group_is_made_edited_deleted_and_brought_back(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/groups/")
    expect(desk.get_by_text("Nothing here yet")).to_be_visible()
    sound(desk)
    desk.keyboard.press("c")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk)
    desk.get_by_label("Name").fill("Front desk")
    desk.get_by_label("Can view user").check()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Saved group Front desk.")).to_be_visible()
    sound(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    expect(desk.get_by_label("Can view user")).to_be_checked()
    sound(desk)
    desk.keyboard.press("Escape")
    expect(desk).to_have_url(desk.url.split("/staff/")[0] + "/staff/groups/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.get_by_text("1 selected")).to_be_visible()
    desk.get_by_role("button", name="Delete").click()
    expect(desk.get_by_text("Deleted Front desk.")).to_be_visible()
    expect(desk.get_by_text("Nothing here yet")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("link", name="Front desk")).to_be_visible()
    assert [right.codename for right in Group.objects.get().permissions.all()] == ["view_user"]


def test_the_list_narrows_while_typing_and_the_address_follows(desk: Page) -> None:
    Group.objects.bulk_create(Group(name=name) for name in ("Accounts", "Front desk", "Warehouse"))
    desk.goto("/staff/groups/")
    desk.keyboard.press("/")
    desk.keyboard.type("ware")
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk).to_have_url(desk.url.split("/staff/")[0] + "/staff/groups/?q=ware")
    desk.reload()
    expect(desk.locator("[data-row]")).to_have_count(1)


def test_a_cell_becomes_a_field_where_it_stands(desk: Page) -> None:
    members = Category.objects.create(name="Members", position=41)
    desk.goto("/staff/categories/")
    desk.get_by_role("button", name="41").click()
    field = desk.get_by_role("spinbutton", name="Place in lists")
    expect(field).to_be_focused()
    field.fill("4.5")
    field.press("Enter")
    expect(desk.get_by_text("Enter a whole number.")).to_be_visible()
    expect(field).to_have_value("4.5")
    field.fill("42")
    field.press("Enter")
    expect(desk.get_by_role("button", name="42")).to_be_focused()
    desk.keyboard.press("Enter")
    field.fill("43")
    field.press("Escape")
    expect(desk.get_by_role("button", name="42")).to_be_focused()
    members.refresh_from_db()
    assert members.position == 42


def test_a_new_user_gets_a_password_shown_once(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/users/new/")
    desk.get_by_label("User name").fill("anna.k")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_label("Password")).to_be_focused()
    sound(desk)
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    password = desk.locator(".toast code").inner_text()
    assert User.objects.get(username="anna.k").check_password(password)
    sound(desk)
    desk.reload()
    expect(desk.locator(".toast code")).to_have_count(0)


def test_the_palette_goes_anywhere_by_keyboard(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/")
    desk.keyboard.press("Control+k")
    expect(desk.get_by_role("option", name="Dashboard")).to_have_attribute("aria-selected", "true")
    sound(desk)
    desk.keyboard.type("new gr")
    expect(desk.get_by_role("option")).to_have_text(["New group", "New owner group", "New field group"])
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("New group")


def test_letters_lead_to_pages_and_a_question_mark_tells_which(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    sound(desk)
    desk.keyboard.press("Escape")
    desk.keyboard.type("gu")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Staff users")


def test_the_chosen_theme_is_there_before_the_page_is_painted(desk: Page) -> None:
    desk.goto("/staff/")
    desk.get_by_role("button", name="Dark").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    answer = desk.goto("/staff/users/")
    assert answer is not None
    assert '<html lang="en" data-theme="dark">' in answer.text()
    desk.get_by_role("button", name="As the system").click()
    answer = desk.reload()
    assert answer is not None
    assert '<html lang="en">' in answer.text()


def test_on_a_phone_the_menu_opens_and_targets_fit_a_thumb(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto("/staff/users/")
    desk.get_by_role("button", name="Menu").click()
    link = desk.get_by_role("link", name="Groups and permissions")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    link.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Groups and permissions")
