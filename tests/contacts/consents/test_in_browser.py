"""Consents in a real browser: an answer recorded by hand, the log, and a wording, with axe at every stop."""

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.consents import operations
from tests.contacts.consents.answers import IMPORT, STAFF, lines, make, say

Sound = Callable[[Page], None]


def look(page: Page, name: str) -> None:
    """With CRM_SHOTS set to a folder: pictures for the eye, wide and narrow, light and dark."""
    folder = os.environ.get("CRM_SHOTS")
    if folder:
        for width, scheme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})


def test_an_answer_is_recorded_on_the_contacts_page(desk: Page, sound: Sound) -> None:
    operations.publish(purpose="marketing", language="ENG", text="May we write to you about offers?", actor=STAFF)
    ada = make({"marketing": {"EMAIL": "ACCEPTED", "SMS": "REJECTED"}, "data_use": {"ANY": "ACCEPTED"}}, actor=IMPORT)
    desk.goto(f"/staff/contacts/{ada}/?tab=consents")
    sound(desk)
    desk.get_by_role("button", name="Record an answer: Marketing by email").click()
    expect(desk.get_by_role("combobox", name="Answer")).to_be_focused()
    sound(desk)
    look(desk, "form")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Email Accepted")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.get_by_role("combobox", name="Answer").select_option("REJECTED")
    desk.get_by_label("Text that was shown").select_option(label="Marketing ENG v1")
    desk.get_by_label("Legal basis").select_option("consent")
    desk.get_by_label("Remark").fill("Called and asked us to stop")
    desk.get_by_role("button", name="Record", exact=True).click()
    expect(desk.get_by_text("Called and asked us to stop")).to_be_visible()
    expect(desk.get_by_role("button", name="Email Rejected")).to_be_focused()
    desk.get_by_text("Marketing ENG v1").click()
    expect(desk.get_by_text("May we write to you about offers?")).to_be_visible()
    sound(desk)
    look(desk, "tab")
    assert lines(ada)[-1] == "4 marketing.EMAIL ACCEPTED>REJECTED desk"


def test_the_log_and_the_wordings(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/consents/")
    sound(desk)
    look(desk, "empty")
    desk.get_by_role("link", name="New wording").click()
    desk.get_by_label("Purpose").select_option("marketing")
    desk.get_by_label("Text").fill("May we write to you about offers?")
    sound(desk)
    desk.get_by_role("button", name="Save").first.click()
    expect(desk.get_by_text("Saved wording Marketing v1.")).to_be_visible()
    sound(desk)
    look(desk, "wordings")
    say(make(), "ACCEPTED", wording=operations.publish(purpose="marketing", text="New", actor=STAFF).pk)
    say(make(first_name="Bob"), "REJECTED", "service", "SMS")
    desk.goto("/staff/consents/")
    sound(desk)
    look(desk, "log")
    desk.get_by_label("Answer").select_option("REJECTED")
    expect(desk.locator("[data-row]")).to_have_count(1)
    desk.get_by_role("link", name="Bob King").click()
    expect(desk.get_by_role("heading", name="What they agree to")).to_be_visible()
