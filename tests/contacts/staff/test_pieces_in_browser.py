"""The pieces of the record page, the charts and the filter builder, in a real browser on a wall of made-up values."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Sound = Callable[[Page], None]


@pytest.fixture
def wall(desk: Page, settings: Any) -> Page:
    settings.ROOT_URLCONF = "tests.contacts.staff.gallery"
    here = Path(__file__).parent / "templates"
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], here]}]
    return desk


def test_the_record_page_reads_well_and_edits_in_place(wall: Page, sound: Sound) -> None:
    wall.goto("/gallery/record/")
    sound(wall)
    wall.get_by_role("button", name="hc@example.net Edit Personal").click()
    field = wall.get_by_role("textbox", name="Email")
    expect(field).to_be_focused()
    sound(wall)
    field.fill("nowhere")
    field.press("Enter")
    expect(wall.get_by_text("Enter a valid email address.")).to_be_visible()
    expect(field).to_have_value("nowhere")
    expect(field).to_be_focused()
    sound(wall)
    field.fill("new@example.net")
    field.press("Enter")
    expect(wall.get_by_role("button", name="new@example.net Edit")).to_be_focused()


def test_a_visited_record_is_recent_in_the_palette(wall: Page) -> None:
    wall.goto("/gallery/record/")
    wall.goto("/staff/")
    wall.keyboard.press("Control+k")
    expect(wall.get_by_role("option").first).to_have_text("Hannah Campbell")
    wall.keyboard.press("Enter")
    expect(wall.get_by_role("heading", level=1)).to_have_text("Hannah Campbell")


def test_filters_are_built_by_keyboard_and_stand_in_the_address(wall: Page, sound: Sound) -> None:
    wall.goto("/gallery/charts/")
    sound(wall)
    expect(wall.get_by_label("Field")).to_be_focused()
    wall.get_by_label("Field").select_option("addresses.town")
    wall.get_by_label("Value").fill("Nicosia")
    expect(wall.locator(".chip")).to_have_text(["Town is Nicosia"])
    wall.get_by_role("button", name="or", exact=True).click()
    wall.get_by_label("Field").last.select_option("addresses.town")
    wall.get_by_label("Comparison").last.select_option("empty")
    expect(wall.locator(".chip")).to_have_text(["Town is Nicosia or Town is empty"])
    wall.get_by_role("button", name="Condition", exact=True).click()
    wall.get_by_label("Field").last.select_option("status")
    expect(wall.locator(".chip")).to_have_count(2)
    town = {"field": "addresses.town", "op": "eq", "value": "Nicosia"}
    assert json.loads(parse_qs(urlsplit(wall.url).query)["filter"][0]) == {
        "and": [
            {"or": [town, {"field": "addresses.town", "op": "empty"}]},
            {"field": "status", "op": "eq", "value": "A"},
        ]
    }
    wall.reload()
    expect(wall.locator(".line .word")).to_have_text(["where", "or", "and"])
    sound(wall)
    wall.get_by_role("button", name="Remove this condition").first.click()
    expect(wall.locator(".chip")).to_have_text(["Town is empty", "Status is Active"])
