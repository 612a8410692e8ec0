"""The pages about approvals, accounts, programs and options in a real browser, with axe at every stop."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contacts.access.accounts.models import Account
from contacts.access.claims.models import Claim
from contacts.access.keys.models import ApiKey
from contacts.access.limits.models import LimitAlert
from contacts.approvals.models import ApprovalRequest
from contacts.commerce.models import Order
from tests.contacts.consents.test_in_browser import look

Sound = Callable[[Page], None]
pytestmark = pytest.mark.django_db(transaction=True)


def stop(page: Page, sound: Sound, name: str) -> None:
    sound(page)
    look(page, name)


def test_asking_for_an_approval_and_taking_it_back(desk: Page, sound: Sound, bob: Account) -> None:
    Order.objects.create(contact_id=bob.contact_id, name="Order CO1234", currency="EUR")
    desk.goto(f"/staff/contacts/{bob.contact_id}/?tab=approvals")
    sound(desk)
    desk.get_by_role("link", name="Ask for approval").click()
    desk.get_by_label("Order", exact=True).select_option(label="Order CO1234")
    desk.get_by_label("Details").fill("Two chairs and a table")
    stop(desk, sound, "ask")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Asked Bob Stone to decide on Order CO1234.")).to_be_visible()
    stop(desk, sound, "approvals-tab")
    desk.get_by_role("link", name="Order CO1234").click()
    stop(desk, sound, "approval")
    desk.goto("/staff/approvals/")
    stop(desk, sound, "approvals")
    desk.get_by_role("link", name="Order CO1234").click()
    desk.get_by_role("button", name="Withdraw").click()
    expect(desk.locator(".pill", has_text="Withdrawn")).to_be_visible()
    assert ApprovalRequest.objects.get().state == "WITHDRAWN"


def test_an_account_on_the_contacts_page_the_list_and_the_queue(
    desk: Page, sound: Sound, bob: Account, claim: Claim
) -> None:
    now = timezone.now()
    LimitAlert.objects.create(rule="send_prefix", about="+357", day=now.date(), refused=12, first_at=now, last_at=now)
    desk.goto(f"/staff/contacts/{bob.contact_id}/?tab=portal")
    stop(desk, sound, "portal-tab")
    desk.get_by_role("button", name="Shut the account").click()
    expect(desk.get_by_role("button", name="Open the account again")).to_be_visible()
    undo = desk.get_by_role("button", name="Undo")
    undo.focus()  # a toast that is touched does not leave after eight seconds
    sound(desk)
    undo.click()
    expect(desk.get_by_role("button", name="Shut the account")).to_be_visible()
    desk.get_by_role("link", name="Hand over a password").click()
    desk.get_by_label("First password").fill("bob")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk)
    desk.goto("/staff/accounts/")
    stop(desk, sound, "accounts")
    desk.get_by_label("Search portal users").fill("nobody")
    expect(desk.get_by_role("heading", name="Nothing matches")).to_be_visible()
    desk.goto("/staff/claims/")
    stop(desk, sound, "claims")
    desk.get_by_role("link", name="lee@example.org").click()
    stop(desk, sound, "claim")
    desk.get_by_role("button", name="It is Ann Lee").click()
    expect(desk.get_by_role("heading", name="Nothing waits")).to_be_visible()
    sound(desk)


def test_keys_apps_and_options(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/api-keys/")
    sound(desk)
    desk.keyboard.press("c")
    desk.get_by_label("Name").fill("Web shop")
    desk.get_by_label("contacts:read").check()
    stop(desk, sound, "key-new")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", name="The key, shown only now")).to_be_visible()
    stop(desk, sound, "key-issued")
    desk.get_by_role("link", name="I have it").click()
    stop(desk, sound, "key")
    desk.get_by_role("button", name="Revoke for good").click()
    expect(desk.locator(".pill", has_text="Revoked")).to_be_visible()
    assert ApiKey.objects.get().revoked_at is not None
    desk.goto("/staff/api-keys/?tab=off")
    stop(desk, sound, "keys")
    desk.goto("/staff/apps/new/")
    desk.get_by_label("Name").fill("Club")
    sound(desk)
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("link", name="I have it").click()
    stop(desk, sound, "app")
    desk.goto("/staff/settings/messages/")
    desk.get_by_label("Name in messages").fill("Harbour Books")
    desk.get_by_label("Token for the SMS service").fill("tok-1")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Saved; it holds within a second.")).to_be_visible()
    stop(desk, sound, "options")
    desk.goto("/staff/settings/portal/")
    desk.get_by_label("Colour").fill("#ffff00")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk)


def test_undoing_an_option_draws_the_options_anew_where_they_stand(desk: Page) -> None:
    """Off: take the place that redraws out of the page, or let undoing reload it."""
    desk.goto("/staff/settings/portal/")
    name = desk.locator('[name="portal.name"]')
    name.fill("Harbour Books")
    name.press("Enter")
    expect(desk.get_by_text("Changed")).to_be_visible()
    desk.evaluate("window.same = true")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone.")).to_be_visible()
    expect(name).to_have_value("")
    expect(desk.get_by_text("Changed")).to_have_count(0)
    assert desk.evaluate("window.same") is True
