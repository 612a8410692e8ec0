"""Orders in a real browser: typed in with the keyboard, sound in light and dark, wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.commerce.models import Order
from tests.contacts.commerce.making import booking, case, contact, order

Sound = Callable[[Page], None]


@pytest.mark.django_db(transaction=True)
def test_an_order_is_typed_in_paid_deleted_and_brought_back(desk: Page, sound: Sound) -> None:
    contact()
    desk.goto("/staff/")
    desk.keyboard.type("go")
    expect(desk.get_by_text("What customers bought stands here")).to_be_visible()
    desk.keyboard.press("c")
    desk.get_by_label("Customer").press_sequentially("Sofia")
    offered = desk.locator("#people-found option")
    expect(offered).to_have_count(1)
    desk.get_by_label("Customer").fill(offered.get_attribute("value") or "")
    desk.get_by_label("Name", exact=True).fill("Chairs")
    desk.get_by_label("Item").fill("Chair")
    desk.get_by_label("Quantity").fill("2")
    desk.get_by_label("Unit price").fill("49.90")
    desk.get_by_role("button", name="Add a line").click()
    expect(desk.get_by_label("Item").nth(1)).to_be_focused()
    desk.keyboard.type("Table")
    desk.get_by_label("Unit price").nth(1).fill("many")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("It is marked where it stands")).to_be_visible()
    sound(desk)
    desk.get_by_label("Unit price").nth(1).fill("300")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("399.80 EUR").first).to_be_visible()
    desk.get_by_text("Record a payment").click()
    desk.get_by_label("Amount").fill("99.80")
    sound(desk)
    desk.get_by_role("button", name="Record payment", exact=True).click()
    expect(desk.get_by_text("Partly paid")).to_be_visible()
    expect(desk.get_by_text("recorded a payment of 99.80 EUR for order Chairs")).to_be_visible()
    desk.get_by_role("button", name="Delete order").click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("[data-row]")).to_have_count(1)
    assert not Order.objects.get().is_deleted


def test_every_page_of_them_is_sound(desk: Page, sound: Sound) -> None:
    of = contact()
    rows = {"orders": order(of), "cases": case(of, fields={"question": "Where?"}), "bookings": booking(of)}
    pages = ("orders/", "orders/{orders}/", "orders/{orders}/edit/", "cases/{cases}/", "bookings/new/")
    for page in pages:
        desk.goto(f"/staff/{page.format(**{slug: row.pk for slug, row in rows.items()})}")
        sound(desk)
    desk.goto(f"/staff/contacts/{of}/?tab=orders")
    sound(desk)
