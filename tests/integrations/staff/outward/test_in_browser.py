"""Other systems in a real browser: connected with the keyboard, told, fetched from, decided about."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.directory.models import Contact
from integrations.connections.models import Connection
from integrations.connections.queries import secrets_of
from integrations.outbox.models import Delivery
from integrations.sync.models import Conflict, Run
from tests.contacts.staff.people.conftest import make
from tests.integrations.connectors.lines import allow
from tests.integrations.outbox.making import linked, push
from tests.integrations.staff.outward.scenes import busy, conflict, connected, ran
from tests.vendors import Vendor, fake

Sound = Callable[[Page], None]


@pytest.fixture
def vendor(tmp_path: Path, db: None) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        allow(vendor.address)
        yield vendor


def test_a_system_is_connected_with_the_keyboard_and_tried(desk: Page, sound: Sound, vendor: Vendor) -> None:
    desk.goto("/staff/")
    desk.keyboard.type("gx")
    expect(desk.get_by_role("heading", name="No connections yet")).to_be_visible()
    for key in ("c", "Tab", "Tab", "Tab", "Tab", "Enter"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("heading", name="Connect Administrate")).to_be_visible()
    known = vendor.credentials
    for label, value in (
        ("Name", "Head office"), ("Address", vendor.address), ("Email address", known["username"]),
        ("Password", known["password"]),
    ):  # fmt: skip
        desk.get_by_role("textbox", name=label, exact=True).fill(value)
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Account is needed.")).to_be_visible()
    sound(desk)
    desk.get_by_role("textbox", name="Password", exact=True).fill(known["password"])
    desk.get_by_role("textbox", name="Account", exact=True).fill("7")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", name="Head office")).to_be_visible()
    desk.keyboard.press("t")
    expect(desk.get_by_text("It works.")).to_be_visible()
    expect(desk.locator(".side .pill")).to_have_text("Works")
    assert known["password"] not in desk.content()


def test_a_delivery_arrives_and_a_dead_letter_says_why_and_is_sent_again(
    desk: Page, sound: Sound, vendor: Vendor
) -> None:  # fmt: skip
    line = linked(vendor, "Head office")
    make(first_name="Ada", last_name="King", emails=[{"email": "ada@example.org"}])
    push()
    make(first_name="Grace", last_name="Hopper", emails=[{"email": "grace@example.org"}])
    vendor.faults.play("500", times=1)
    Delivery.objects.filter(state="waiting").update(attempts=19)
    push()
    desk.goto(f"/staff/deliveries/?connection={line.pk}")
    expect(desk.locator("[data-row] .pill")).to_have_text(["Given up", "Done"])
    sound(desk)
    desk.get_by_label("State").select_option("dead")
    expect(desk.locator("[data-row]")).to_have_count(1)
    for key in ("Escape", "j", "Enter"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("heading", name="What went wrong")).to_be_visible()
    sound(desk)
    desk.keyboard.press("r")
    expect(desk.get_by_text("It is sent again.")).to_be_visible()
    push()
    desk.reload()
    expect(desk.locator(".side .pill")).to_have_text("Done")
    assert sorted(str(one["first_name"]) for one in vendor.contacts) == ["Ada", "Grace"]


def test_a_webhooks_secret_is_copied_once(desk: Page, sound: Sound) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto("/staff/connections/new/webhook/")
    sound(desk)
    desk.get_by_label("Name").fill("Till")
    desk.get_by_label("Address").fill("https://till.example.org/hook")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("This is the only time it is shown")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Copy the secret").click()
    expect(desk.get_by_text("Copied.")).to_be_visible()
    secret = desk.evaluate("navigator.clipboard.readText()")
    assert secret == secrets_of(Connection.objects.get())["secret"]
    desk.get_by_role("link", name="I have kept it").click()
    expect(desk.get_by_role("heading", name="Till")).to_be_visible()
    assert secret not in desk.content()


def test_a_pause_is_undone_and_parting_is_asked_about_in_the_page(desk: Page, sound: Sound) -> None:
    line = busy()
    desk.goto(f"/staff/connections/{line.pk}/")
    desk.get_by_role("button", name="Pause").click()
    expect(desk.locator(".side .pill")).to_have_text("Paused")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Head office goes on again.")).to_be_visible()
    expect(desk.locator(".side .pill")).to_have_text("Works")
    gone = desk.get_by_role("button", name="Disconnect Head office")
    expect(gone).to_be_hidden()
    desk.get_by_text("Disconnect…").click()
    sound(desk)
    gone.click()
    expect(desk.get_by_role("heading", name="No connections yet")).to_be_visible()


def test_a_run_is_watched_as_it_goes(desk: Page, sound: Sound) -> None:
    run = ran(connected(), state="running", total=1200, seen=417, created=417, finished_at=None)
    desk.goto(f"/staff/runs/{run.pk}/")
    expect(desk.get_by_text("417 of 1,200")).to_be_visible()
    Run.objects.update(seen=600, created=590, refused=10)
    run.findings.create(kind="refused", theirs="12", reasons=[{"path": "emails[0].email", "message": "No address."}])
    expect(desk.get_by_text("600 of 1,200")).to_be_visible()
    expect(desk.get_by_text("No address.")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Stop").click()
    expect(desk.get_by_text("It was stopped. What is in stays in.")).to_be_visible()
    expect(desk.locator("#progress[hx-get]")).to_have_count(0)


def test_conflicts_are_decided_with_a_key_each_and_undone(desk: Page, sound: Sound) -> None:
    line = connected()
    grace, ada = (make(first_name=name, job_title="Buyer") for name in ("Grace", "Ada"))
    for contact in (grace, ada):
        conflict(line, contact)
    desk.goto("/staff/conflicts/")
    sound(desk)
    for key in ("j", "t"):
        desk.keyboard.press(key)
    expect(desk.get_by_text("Theirs was taken: Job title of Ada.")).to_be_visible()
    expect(desk.locator("[data-row].at")).to_contain_text("Grace")
    desk.keyboard.press("o")
    expect(desk.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    found = dict(Conflict.objects.values_list("contact", "state"))
    assert found == {ada: "theirs", grace: "ours"}
    desk.locator(".toast", has_text="Theirs was taken").get_by_role("button", name="Undo").click()
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk.locator("[data-row]")).to_contain_text("Seller")


def test_a_value_of_ones_own_is_typed_and_set_with_enter(desk: Page, sound: Sound) -> None:
    contact = make(first_name="Ada", job_title="Buyer")
    conflict(connected(), contact)
    desk.goto("/staff/conflicts/")
    desk.get_by_text("Another value").click()
    sound(desk)
    desk.get_by_label("Another value: Job title of Ada").fill("Head buyer")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Set for both: Job title of Ada.")).to_be_visible()
    assert (Conflict.objects.get().state, Contact.objects.get().job_title) == ("other", "Head buyer")


def test_the_number_of_a_delivery_is_read_on_a_phone(desk: Page) -> None:
    busy()
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"/staff/deliveries/{Delivery.objects.get(state='dead').pk}/")
    desk.evaluate("document.querySelector('h1').textContent = 'Delivery 12345'")
    assert desk.evaluate("(h => h.scrollWidth <= h.clientWidth)(document.querySelector('h1'))")


def test_a_comparison_and_where_else_a_contact_is_are_sound(desk: Page, sound: Sound) -> None:
    busy()
    run = Run.objects.get(kind="reconcile")
    contact = Conflict.objects.earliest("pk").contact_id
    for path in (
        f"runs/{run.pk}/",
        f"runs/{run.pk}/differing/{run.findings.get(kind='drift').pk}/",
        f"contacts/{contact}/?tab=elsewhere",
        "connections/",
    ):
        desk.goto(f"/staff/{path}")
        sound(desk)
    desk.goto(f"/staff/contacts/{contact}/?tab=elsewhere")
    desk.get_by_role("button", name="Send now").click()
    expect(desk.get_by_text("It is sent to Head office now.")).to_be_visible()
