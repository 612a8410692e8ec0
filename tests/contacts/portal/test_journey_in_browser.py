"""A customer's whole way through the portal, with the real server, the real worker and the mail it leaves."""

import email
import email.policy
import re
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from contacts.approvals import operations as approvals
from contacts.approvals.models import ApprovalRequest, State
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.messages import operations as messages
from contacts.messages.models import Communication
from tests import processes
from tests.browser import window
from tests.contacts.commerce.making import ADA, order
from tests.contacts.files.making import jpeg

NEW = "laura@example.org"


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path) -> Generator[str]:
    """The address of a web server with a worker beside it, on this test's database and a folder of their own."""
    log, folder = tmp_path / "log", {"STORAGE_URL": f"file://{tmp_path / 'media'}"}
    with (
        processes.worker(log, DJANGO_SETTINGS_MODULE="crmsite.settings", EMAIL_URL="", **folder),
        processes.web(log, **folder) as address,
    ):
        yield address
    for row in Communication.objects.all():
        _file(row).unlink(missing_ok=True)


@pytest.fixture
def customer(chromium: Browser, installation: str, tmp_path: Path) -> Generator[Page]:
    """A window on a phone."""
    context = chromium.new_context(base_url=installation, viewport={"width": 390, "height": 844})
    yield window(context)
    context.close()


def _file(row: Communication) -> Path:
    return Path(settings.VAR_DIR) / "mail" / f"{row.message_id.strip('<>')}.eml"


def mailed(template: str) -> str:
    """The text of the newest mail of this kind, as soon as the worker has left it."""
    rows = Communication.objects.filter(template=template).order_by("-pk")
    processes.until(lambda: bool((row := rows.first()) and _file(row).exists()), what=f"mail of {template}")
    row = rows.first()
    assert row is not None
    message = email.message_from_bytes(_file(row).read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))  # type: ignore[attr-defined]
    return str(body.get_content())


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_the_whole_way(customer: Page) -> None:
    register(customer)
    contact = Contact.objects.get().pk
    change_the_address(customer)
    show_a_photo(customer)
    withdraw(customer)
    approve_from_the_mail(customer, contact)
    read(customer, contact)
    fetch_a_pdf(customer, contact)
    customer.get_by_role("button", name="Sign out").click()
    expect(customer.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    record = snapshots.records([contact])[contact]
    assert (record.display_name, record.addresses[0].town) == ("Laura Moss", "Paphos")
    assert record.consents["marketing"]["EMAIL"] == "REJECTED"
    assert record.photo is not None


def register(page: Page) -> None:
    page.goto("/portal/register/")
    page.get_by_label("Email address or mobile number").fill(NEW)
    page.get_by_label("First name").fill("Laura")
    page.get_by_label("Last name").fill("Moss")
    page.get_by_label("Send me news and offers by email").check()
    page.get_by_role("button", name="Create the account").click()
    heading(page, "Enter the code")
    (digits,) = re.findall(r"\b\d{6}\b", mailed("access.code"))
    page.get_by_label("Code").fill(digits)
    page.keyboard.press("Enter")
    heading(page, "Hello Laura")


def change_the_address(page: Page) -> None:
    page.get_by_role("link", name="Your details").click()
    page.get_by_role("link", name="Add an address").click()
    page.get_by_label("Street").fill("Quay")
    page.get_by_label("Town").fill("Limassol")
    page.get_by_label("Country").select_option(label="Cyprus")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change Quay, Limassol, Cyprus").click()
    page.get_by_label("Town").fill("Paphos")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Quay, Paphos, Cyprus")).to_be_visible()


def show_a_photo(page: Page) -> None:
    page.get_by_role("link", name="Your photo").click()
    given = page.get_by_label("Picture", exact=True)
    given.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1400, 1200)})
    page.get_by_role("button", name="Use this picture").click()
    for width in (256, 512, 1024):
        shown = page.get_by_role("img", name=f"Your photo, {width} pixels wide")
        expect(shown).to_have_js_property("naturalWidth", width)


def withdraw(page: Page) -> None:
    page.goto("/portal/consents/")
    page.get_by_role("button", name="Withdraw News and offers, Email").click()
    expect(page.get_by_role("status")).to_have_text("Withdrawn. It holds from now on.")
    expect(page.get_by_role("button", name="Agree News and offers, Email")).to_be_visible()


def approve_from_the_mail(page: Page, contact: int) -> None:
    asked = approvals.ask(contact=contact, title="The new terms", actor=ADA)
    (link,) = re.findall(r"https?://[^/\s]+(/portal/\S+\?token=\S+)", mailed("approvals.asked"))
    page.goto(link)
    page.get_by_role("button", name="Accept").click()
    heading(page, "You accepted this")
    assert ApprovalRequest.objects.get(pk=asked.pk).state == State.ACCEPTED


def read(page: Page, contact: int) -> None:
    messages.send(contact=contact, channel="INAPP", subject="The harbour is open", content="Welcome!", actor=ADA)
    page.goto("/portal/")
    page.get_by_role("link", name="Your messages").click()
    page.get_by_role("link", name="The harbour is open").click()
    expect(page.get_by_text("Welcome!")).to_be_visible()
    assert Communication.objects.get(subject="The harbour is open").viewed_at is not None


def fetch_a_pdf(page: Page, contact: int) -> None:
    bought = order(contact)
    page.goto("/portal/orders/")
    page.get_by_role("link", name="Chairs").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Order (PDF)").click()
    assert download.value.suggested_filename == f"Order {bought.pk}.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
