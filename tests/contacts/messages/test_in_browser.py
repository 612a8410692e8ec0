"""The pages about messages in a real browser: sound in light and dark, wide and narrow, and usable by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.messages import operations, unsubscribing
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication, Template
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.test_life import say
from tests.contacts.messages.test_mail import letter
from tests.contacts.messages.test_secrets import CODE, code

Sound = Callable[[Page], None]


@pytest.fixture
def sent(bob: int) -> list[Communication]:
    """A code, a page that wants to act, an SMS, and one that may not be sent."""
    html = '<h1>Spring</h1><p>Come <b>in</b>.</p><img src="https://tracker.example/x.png"><a href="https://e.example">x</a>'
    rows = [code(bob), letter(bob, subject="Spring is here", html=html), letter(bob, purpose="marketing")]
    rows.append(operations.send(contact=bob, channel="SMS", content="We are open again.", actor=STAFF))
    for row in rows[:3]:
        deliver(row.pk)
        row.refresh_from_db()
    return rows


def test_outgoing_mail_is_found_read_and_sent_again(desk: Page, sent: list[Communication], sound: Sound) -> None:
    desk.goto("/staff/outgoing/")
    expect(desk.locator("[data-row]")).to_have_count(4)
    sound(desk)
    desk.get_by_label("Channel").select_option("EMAIL")
    expect(desk.locator("[data-row]")).to_have_count(3)
    desk.locator("#q").fill("spring")
    expect(desk.locator("[data-row]")).to_have_count(1)
    desk.get_by_role("link", name="Spring is here").click()
    expect(desk.frame_locator("iframe").get_by_role("heading", name="Spring")).to_be_visible()
    sound(desk)
    desk.goto("/staff/outgoing/?state=REJECTED")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("does not agree to marketing by email").first).to_be_visible()
    desk.get_by_role("button", name="Send again").click()
    expect(desk.get_by_text("It is being sent again.")).to_be_visible()
    desk.goto(f"/staff/outgoing/{sent[0].pk}/")
    expect(desk.get_by_text(CODE)).to_be_visible()


def test_a_letter_is_begun_from_a_text_sent_and_undone(desk: Page, bob: int, sound: Sound) -> None:
    desk.goto(f"/staff/contacts/{bob}/?tab=messages")
    expect(desk.get_by_text("Nothing was sent to this contact yet.")).to_be_visible()
    sound(desk)
    desk.get_by_role("link", name="Write a message").click()
    desk.get_by_label("Begin with").select_option("staff.call_back")
    expect(desk.get_by_label("Subject")).to_have_value("Προσπαθήσαμε να σας βρούμε")
    sound(desk)
    desk.get_by_label("Subject").fill("A word from us")
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("leaves in 10 seconds")).to_be_visible()
    expect(desk.get_by_role("link", name="A word from us")).to_be_visible()
    undo = desk.get_by_role("button", name="Undo")
    undo.focus()  # a toast that is touched does not leave after eight seconds
    sound(desk)
    undo.click()
    expect(desk.get_by_text("Taken back; nothing was sent.")).to_be_visible()
    row = Communication.objects.get()
    assert (row.state, row.name, row.subject) == ("REJECTED", "We tried to reach you", "A word from us")


def test_a_text_is_previewed_while_it_is_typed(desk: Page, db: None, sound: Sound) -> None:
    desk.goto("/staff/templates/")
    sound(desk)
    desk.get_by_role("link", name="Sign-in code", exact=True).click()
    desk.get_by_role("link", name="Greek, Modern").or_(desk.get_by_role("link", name="Modern Greek")).first.click()
    expect(desk.locator("#preview")).to_contain_text("Γεια σας Ada,")
    sound(desk)
    desk.get_by_label("Text", exact=True).fill("Κωδικός:\n{code}\n{wrong}")
    expect(desk.locator("#preview")).to_contain_text("482913")
    expect(desk.locator("#preview")).to_contain_text("Not filled in here")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("{wrong} is not filled in here.")).to_be_visible()
    sound(desk)
    desk.get_by_label("Text", exact=True).fill("Κωδικός:\n{code}")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    assert Template.objects.get().content == "Κωδικός:\n{code}"
    desk.get_by_role("button", name="Back to the original").click()
    expect(desk.get_by_text("This is the text that comes with the product.")).to_be_visible()


def test_marketing_is_stopped_by_its_link_and_not_by_a_look(page: Page, bob: int, sound: Sound) -> None:
    say(bob, "marketing", "ACCEPTED")
    address = unsubscribing.address(letter(bob, purpose="marketing"))
    page.goto(address.partition("8000")[2])
    sound(page)
    row = letter(bob, purpose="marketing")
    deliver(row.pk)
    page.get_by_role("button", name="Send me no more").click()
    expect(page.get_by_role("heading", name="You will get no more of these")).to_be_visible()
    sound(page)
    later = letter(bob, purpose="marketing")
    deliver(later.pk)
    states = [Communication.objects.get(pk=one.pk).state for one in (row, later)]
    assert states == ["COMPLETED", "REJECTED"]
