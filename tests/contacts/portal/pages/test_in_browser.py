"""The signed-in pages in a real browser: axe finds nothing on any, in light and dark, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.lookups.models import CustomField, CustomFieldGroup
from tests.contacts.files.making import jpeg, photo
from tests.contacts.portal.pages.making import Things, message

Sound = Callable[[Page], None]
PLAIN = ("home", "profile", "details", "more", "add-addresses", "sign-in-address email", "consents", "consents-history",
         "preferences", "inbox", "orders", "order", "case", "files", "photo", "zones", "copies", "leave")  # fmt: skip


def address(name: str, things: Things) -> str:
    name, _, word = name.partition(" ")
    ids = {"order": [things.order.uuid], "case": [things.case.uuid]}
    return reverse(f"portal:{name}", args=[word] if word else ids.get(name))


def test_every_page_is_sound(mine: Page, hers_all: Things, sound: Sound) -> None:
    group = CustomFieldGroup.objects.create(alias="habits", name="Habits")
    same = {"group": group, "is_customer_editable": True}
    CustomField.objects.create(alias="boat", label="Boat", type="choice", choices=["Ketch", "Sloop"], **same)
    CustomField.objects.create(alias="sails", label="Sails", type="boolean", **same)
    photo(hers_all.contact, jpeg(1200, 1100))
    letter = message(hers_all.contact, html="<p>Dear <b>Grace</b></p>", content="", link="https://example.org/")
    for name in PLAIN:
        mine.goto(address(name, hers_all))
        sound(mine)
    mine.goto(reverse("portal:message", args=[letter.uuid]))
    expect(mine.frame_locator("iframe").get_by_text("Dear Grace")).to_be_visible()
    sound(mine)


def test_empty_pages_teach(mine: Page, sound: Sound, media: Any) -> None:
    for name, words in (("inbox", "No messages yet"), ("orders", "No orders yet"), ("files", "No files yet")):
        mine.goto(reverse(f"portal:{name}"))
        expect(mine.get_by_role("heading", name=words)).to_be_visible()
    sound(mine)


def test_a_photo_is_cut_by_keys_and_shown_in_three_sizes(mine: Page, media: Any) -> None:
    mine.goto(reverse("portal:photo"))
    given = mine.get_by_label("Picture", exact=True)
    given.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1800, 1200)})
    expect(mine.get_by_role("img", name="How your photo will look")).to_be_visible()
    mine.get_by_label("From left to right").press("End")
    mine.get_by_role("button", name="Use this picture").click()
    expect(mine.get_by_text("Your picture is being prepared.")).to_be_visible()
    row = Photo.objects.get()
    assert row.crop == [600, 0, 1200]
    photos.prepare(row.pk)
    expect(mine.get_by_role("img", name="Your photo, 1024 pixels wide")).to_be_visible()
    for place, width in enumerate((256, 512, 1024)):
        expect(mine.locator(".photos img").nth(place)).to_have_js_property("naturalWidth", width)
    mine.get_by_role("button", name="Remove the photo").click()
    expect(mine.get_by_text("There is no photo of you yet.")).to_be_visible()
