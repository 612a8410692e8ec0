"""Photo and files by hand: chosen, dropped, watched while they are prepared, removed and brought back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.files import queries
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from tests.contacts.files import making
from tests.contacts.files.making import PDF, contact

Sound = Callable[[Page], None]
DROP = """([place, name]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["dropped"], name, {type: "text/plain"}));
  for (const type of ["dragover", "drop"])
    document.querySelector(place).dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer}));
}"""


def test_a_photo_is_chosen_prepared_and_removed(desk: Page, sound: Sound) -> None:
    bob = contact()
    desk.goto(f"/staff/contacts/{bob}/")
    choose = desk.get_by_label("Choose a photo of Bob Mill")
    choose.focus()
    choose.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": making.jpeg(600, 400)})
    expect(desk.get_by_text("The photo is being prepared")).to_be_visible()
    sound(desk)
    photos.prepare(Photo.objects.get().pk)
    shown = desk.get_by_role("img", name="Photo of Bob Mill")
    expect(shown).to_be_visible()
    expect(shown).not_to_have_js_property("naturalWidth", 0)
    expect(shown).to_have_js_property("complete", True)
    assert str(shown.evaluate("image => image.currentSrc")).endswith("/256.webp")
    desk.reload()
    sound(desk)
    desk.goto("/staff/contacts/")
    expect(desk.locator("img.avatar")).to_have_count(1)
    sound(desk)
    desk.goto(f"/staff/contacts/{bob}/")
    desk.get_by_role("button", name="Remove photo").click()
    expect(desk.get_by_role("img", name="Photo of Bob Mill")).to_have_count(0)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("img", name="Photo of Bob Mill")).to_be_visible()


def test_files_are_chosen_dropped_shared_and_removed(desk: Page, sound: Sound) -> None:
    bob = contact()
    desk.goto(f"/staff/contacts/{bob}/?tab=files")
    sound(desk)
    given = [{"name": name, "mimeType": "x/y", "buffer": PDF} for name in ("Contract of sale.pdf", "Plan.pdf")]
    desk.get_by_label("Add files").set_input_files(given)  # type: ignore[arg-type]
    expect(desk.locator(".file")).to_have_count(2)
    desk.evaluate(DROP, ["#files", "notes.txt"])
    expect(desk.get_by_role("link", name="notes.txt")).to_be_visible()
    expect(desk.locator("#strip").get_by_role("link", name="Files")).to_have_text("Files3")
    desk.get_by_label("Share Plan.pdf with the contact").uncheck()
    expect(desk.get_by_label("Share Plan.pdf with the contact")).not_to_be_checked()
    sound(desk)
    assert [file.shared for file in queries.of_contact(bob)] == [True, False, True]
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Contract of sale.pdf").click()
    assert (download.value.suggested_filename, download.value.path().read_bytes()) == ("Contract of sale.pdf", PDF)
    desk.get_by_role("button", name="Remove notes.txt").click()
    expect(desk.locator(".file")).to_have_count(2)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator(".file")).to_have_count(3)
    desk.wait_for_load_state()  # the page was read anew
    desk.evaluate(DROP, ["#files", "virus.exe"])
    expect(desk.get_by_text("virus.exe: Files called .exe can be run")).to_be_visible()
    expect(desk.locator(".file")).to_have_count(3)
