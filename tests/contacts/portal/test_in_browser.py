"""The portal in a real browser: by keyboard alone, with scripts switched off, with a passkey, and axe at every door."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from contacts.access.accounts.models import Account
from contacts.access.passkeys.models import Passkey
from contacts.directory.models import Contact
from tests.browser import window
from tests.contacts.portal.conftest import MAIL, PASSWORD, Decide
from tests.contacts.portal.post import code

Sound = Callable[[Page], None]
NEW = "laura@example.org"


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called ``name``; nobody needs twenty presses for it."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()") == name:
            return
    raise AssertionError(f"no way to {name} by Tab")


def test_signing_up_by_keyboard_alone(page: Page, sound: Sound, transactional_db: None) -> None:
    page.goto("/portal/")
    sound(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the content
    tab_to(page, "Create an account")
    page.keyboard.press("Enter")
    heading(page, "Create an account")
    tab_to(page, "Create the account")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Error: Create an account · Contacts")
    sound(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first mistake leads to its field
    expect(page.get_by_label("Email address or mobile number")).to_be_focused()
    page.keyboard.type(NEW)
    page.keyboard.press("Tab")
    page.keyboard.type("Laura")
    page.keyboard.press("Tab")
    page.keyboard.type("Moss")
    tab_to(page, "Send me news and offers by email")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heading(page, "Enter the code")
    expect(page.locator("main")).to_contain_text("la****@example.org")
    sound(page)
    digits = code()
    tab_to(page, "Code")
    page.keyboard.type(digits)
    page.keyboard.press("Enter")
    heading(page, "Hello Laura")
    sound(page)
    tab_to(page, "Sign-in and security")
    page.keyboard.press("Enter")
    heading(page, "Sign-in and security")
    assert Contact.objects.get().display_name == "Laura Moss"


@pytest.fixture
def plain(chromium: Browser, live_server: Any) -> Any:
    """A browser whose scripts are switched off."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    yield window(context)
    context.close()


def test_everything_works_without_scripts(plain: Page) -> None:
    plain.goto("/portal/register/")
    plain.get_by_label("Email address or mobile number").fill(NEW)
    plain.get_by_label("First name").fill("Laura")
    plain.get_by_label("Last name").fill("Moss")
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Create the account").click()
    heading(plain, "Enter the code")
    plain.get_by_label("Code").fill("12 34")
    plain.get_by_role("button", name="Continue").click()
    expect(plain.get_by_role("alert")).to_be_focused()
    plain.get_by_label("Code").fill(code())
    plain.get_by_role("button", name="Continue").click()
    heading(plain, "Hello Laura")
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("status")).to_have_text("You are signed out.")
    plain.get_by_role("link", name="Sign in").click()
    expect(plain.get_by_role("button", name="passkey")).to_have_count(0)
    plain.get_by_label("Email address, mobile").fill(NEW)
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_label("Stay signed in").check()
    plain.keyboard.press("Enter")
    heading(plain, "Hello Laura")
    plain.get_by_role("button", name="Ελληνικά").click()
    heading(plain, "Γεια σας, Laura")
    plain.get_by_role("button", name="Σκούρο").click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")
    plain.get_by_role("button", name="Αποσύνδεση").click()
    expect(plain.get_by_role("link", name="Σύνδεση")).to_be_visible()


def test_a_passkey_is_added_named_used_and_removed(mine: Page, sound: Sound, settings: Any, live_server: Any) -> None:
    settings.PUBLIC_BASE_URL = live_server.url
    key = mine.context.new_cdp_session(mine)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    mine.goto("/portal/security/passkeys/")
    mine.get_by_role("link", name="Add a passkey").click()
    sound(mine)
    mine.get_by_label("Name of this passkey").fill("Kitchen tablet")
    mine.get_by_role("button", name="Make the passkey").click()
    expect(mine.get_by_role("heading", name="Kitchen tablet")).to_be_visible()
    sound(mine)
    mine.get_by_role("link", name="Rename Kitchen tablet").click()
    mine.get_by_label("Name of this passkey").fill("Old tablet")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("heading", name="Old tablet")).to_be_visible()
    mine.get_by_role("button", name="Sign out").click()
    mine.goto("/portal/security/sessions/")
    mine.get_by_role("button", name="Sign in with a passkey").click()
    heading(mine, "Where you are signed in")
    expect(mine.get_by_text("This device")).to_be_visible()
    sound(mine)
    mine.goto(f"/portal/security/passkeys/{Passkey.objects.get().pk}/remove/")
    mine.get_by_role("button", name="Remove it").click()
    heading(mine, "Passkeys")
    assert Passkey.objects.count() == 0


def test_a_wrong_password_and_a_forgotten_one(
    page: Page, grace: Account, sound: Sound, decide: Decide, transactional_db: None
) -> None:
    decide(**{"portal.name": "Harbour Books", "portal.terms": "https://example.org/", "portal.colour": "#7a1f3d"})
    page.goto("/portal/sign-in/")
    page.get_by_label("Email address, mobile").fill(MAIL)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Show the password").click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    page.keyboard.press("Enter")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That does not match")
    expect(page.get_by_label("Email address, mobile")).to_have_value(MAIL)
    sound(page)
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email address, mobile").fill(MAIL)
    page.keyboard.press("Enter")
    heading(page, "Look into your mail")
    sound(page)


def test_pages_of_one_who_is_signed_in(mine: Page, sound: Sound) -> None:
    for path in ("security/", "security/password/", "confirm/"):
        mine.goto(f"/portal/{path}")
        sound(mine)
    mine.get_by_role("button", name="Send me a code").click()
    heading(mine, "Enter the code")
    mine.get_by_label("Code").fill(code())
    mine.keyboard.press("Enter")
    heading(mine, "Hello Grace")


def test_facts_have_the_width_of_the_page(mine: Page) -> None:
    mine.goto("/portal/security/")
    value = mine.locator("dd", has_text=MAIL)
    expect(value).to_be_visible()
    assert value.evaluate("one => one.offsetWidth") > 300
