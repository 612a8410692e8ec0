"""The way of a second factor in a real browser, with axe at every stop."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from contacts.access.factors.models import Authenticator, SecondFactor
from contacts.access.factors.options import REQUIRED
from contacts.options import operations as options
from contacts.options import queries as decided
from tests.browser import PASSWORD
from tests.contacts.access.factors.making import Phone, as_staff, member, phone
from tests.contacts.consents.test_in_browser import look

Sound = Callable[[Page], None]
pytestmark = pytest.mark.django_db(transaction=True)


def give_password(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def scanned(page: Page, user: User) -> Phone:
    """The phone that has taken the key on the page."""
    seed = page.locator("code.seed").inner_text().replace(" ", "")
    return Phone(user, seed, [], 0)


def a_step_later(user: User) -> None:
    """Thirty seconds on, as far as codes that were used are concerned."""
    Authenticator.objects.filter(user=user).update(last_step=0)


def test_turning_it_on_and_signing_in_with_it(desk: Page, sound: Sound, boss: User, tmp_path: Path) -> None:
    desk.goto("/staff/")
    desk.get_by_role("link", name="ada", exact=True).click()
    sound(desk)
    look(desk, "account-off")
    desk.get_by_role("link", name="Turn on").click()
    expect(desk.get_by_label("Password")).to_be_focused()
    desk.keyboard.type("not this one")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("That is not your password")).to_be_visible()
    sound(desk)
    look(desk, "confirm")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Code*")).to_be_focused()
    sound(desk)
    look(desk, "turn-on")
    at = desk.locator("code.seed").bounding_box()
    assert at is not None
    assert at["height"] < 30
    mine = scanned(desk, boss)
    desk.get_by_label("Code*").fill(mine.wrong())
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("That code is not right.")).to_be_visible()
    sound(desk)
    look(desk, "turn-on-wrong")
    desk.get_by_label("Code*").fill(mine.code())
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Ten recovery codes, shown only now")).to_be_visible()
    sound(desk)
    look(desk, "codes")
    with desk.expect_download() as kept:
        desk.get_by_role("link", name="Download").click()
    kept.value.save_as(tmp_path / "codes.txt")
    codes = re.findall(r"[a-z2-9]{5}-[a-z2-9]{5}", (tmp_path / "codes.txt").read_text())
    assert (kept.value.suggested_filename, len(codes)) == ("recovery-codes.txt", 10)
    desk.get_by_role("link", name="I have them").click()
    expect(desk.get_by_text("10 of 10 left")).to_be_visible()
    sound(desk)
    look(desk, "account-on")
    desk.get_by_role("link", name="Turn off").click()
    sound(desk)
    look(desk, "off")
    desk.get_by_role("link", name="Cancel").click()
    desk.get_by_role("button", name="Sign out").click()
    give_password(desk, "ada")
    expect(desk.get_by_label("Code*")).to_be_focused()
    sound(desk)
    look(desk, "step")
    desk.keyboard.type(mine.wrong())
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("That code is not right, or was used already.")).to_be_visible()
    sound(desk)
    look(desk, "step-wrong")
    a_step_later(boss)
    desk.get_by_label("Code*").fill(mine.code())
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Dashboard")).to_be_visible()
    desk.get_by_role("button", name="Sign out").click()
    give_password(desk, "ada")
    desk.get_by_role("link", name="Use a recovery code").click()
    sound(desk)
    look(desk, "recovery")
    desk.keyboard.type(codes[3])
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("That recovery code is used up. 9 left.")).to_be_visible()


def test_five_wrong_codes_lead_back_to_the_password(page: Page, sound: Sound, boss: User) -> None:
    mine = phone(boss)
    page.goto("/staff/sign-in/")
    give_password(page, "ada")
    for _ in range(6):
        page.get_by_label("Code*").fill(mine.wrong())
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_text("Five codes were wrong.")).to_be_visible()
    sound(page)
    look(page, "over")
    page.get_by_role("link", name="Begin again").click()
    expect(page.get_by_label("Username")).to_be_visible()


def test_where_staff_need_one_the_first_sign_in_sets_it_up(page: Page, sound: Sound, boss: User) -> None:
    options.change(values={REQUIRED.name: True}, actor=as_staff(boss))
    decided.forget()
    page.goto("/staff/contacts/")
    give_password(page, "ada")
    expect(page.get_by_text("Everybody who signs in here as staff needs a second factor.")).to_be_visible()
    sound(page)
    look(page, "must")
    page.goto("/staff/contacts/")
    expect(page.get_by_label("Username")).to_be_visible()
    give_password(page, "ada")
    mine = scanned(page, boss)
    page.get_by_label("Code*").fill(mine.code())
    page.keyboard.press("Enter")
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_visible()
    page.goto("/staff/account/")
    sound(page)
    look(page, "account-required")
    decided.forget()


def test_a_colleague_who_lost_the_phone(desk: Page, sound: Sound, boss: User) -> None:
    lost = phone(member("grace", email="grace@example.org")).user
    member("henry")
    desk.goto("/staff/users/")
    sound(desk)
    look(desk, "users")
    desk.get_by_role("link", name="grace", exact=True).click()
    sound(desk)
    look(desk, "user")
    desk.get_by_role("link", name="Take it away").click()
    expect(desk.get_by_label("Password*")).to_be_focused()
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Reason*")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Say why; it is kept with your name.")).to_be_visible()
    sound(desk)
    look(desk, "reset")
    desk.get_by_label("Reason*").fill("Lost the phone, asked in person")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("is told by mail")).to_be_visible()
    sound(desk)
    look(desk, "user-after")
    assert SecondFactor.objects.get(user=lost).turned_on_at is None
