"""A session that ends while something is typed, in a real browser: nothing of it is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from tests.browser import PASSWORD, window
from tests.contacts.staff.people.conftest import make
from tests.contacts.staff.people.test_record import record

NEW = "/staff/groups/new/"


def give_password(page: Page) -> None:
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.django_db(transaction=True)
def test_a_form_is_typed_and_the_session_ends_and_nothing_is_lost(
    page: Page, boss: User, sound: Callable[[Page], None]
) -> None:
    page.goto(NEW)
    give_password(page)
    page.get_by_label("Name").fill('Front "desk" <b>')
    page.get_by_label("Can view user").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    sound(page)
    give_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet")
    sound(page)
    assert not Group.objects.exists()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Saved group")).to_be_visible()
    group = Group.objects.get()
    assert (group.name, [each.codename for each in group.permissions.all()]) == ('Front "desk" <b>', ["view_user"])


@pytest.mark.django_db(transaction=True)
def test_an_edit_in_place_waits_for_a_sign_in_in_another_tab(chromium: Browser, boss: User, live_server: Any) -> None:
    """Off: leave ``renew`` out of desk.js, or the other half out of ``beforeOnLoad``."""
    contact = make(last_name="King")
    context = chromium.new_context(base_url=live_server.url)  # of its own: what is refused stands in its console
    tab, other = window(context), window(context)
    tab.goto(f"/staff/contacts/{contact}/")
    give_password(tab)
    tab.get_by_role("button", name="Edit job title").click()
    tab.get_by_role("textbox", name="Job title").fill("Engineer")
    Session.objects.all().delete()
    tab.get_by_role("button", name="Edit last name").click()
    expect(tab.locator(".toast").last).to_contain_text("what you typed is still here")
    tab.get_by_role("textbox", name="Job title").press("Enter")
    expect(tab.locator(".toast").last).to_contain_text("then send this again")
    other.goto("/staff/")
    give_password(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("Dashboard")
    tab.bring_to_front()
    with tab.expect_response(lambda answer: "/staff/token/" in answer.url):
        tab.evaluate("dispatchEvent(new Event('focus'))")
    tab.get_by_role("textbox", name="Job title").press("Enter")
    expect(tab.locator("#fact-job_title")).to_contain_text("Engineer")
    assert record(contact).job_title == "Engineer"
    context.close()
