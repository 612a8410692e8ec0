"""The pages about dialects in a real browser: a program is let in with the keyboard, and every page is sound."""

import datetime as dt
import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from contacts.options import queries as options
from integrations.credentials.models import Credential, CredentialDay
from integrations.dialects.lightening.options import DELETED_IS_TRUE
from integrations.dialects.registry import DIALECTS
from integrations.staff.showing import title_of, today
from integrations.wire.models import Call, CallDay
from tests.integrations.programs import Program, basic, credential

Sound = Callable[[Page], None]


def used() -> Credential:
    """A credential with two weeks of calls behind it."""
    credential("administrate")
    row, now = Credential.objects.get(), today()
    for back in range(14):
        day, calls = now - dt.timedelta(days=back), 40 + back * 37 % 90
        CredentialDay.objects.create(credential=row, day=day, calls=calls)
        CallDay.objects.create(dialect="administrate", day=day, calls=calls, faults=back % 3)
    for status, error in ((200, ""), (404, "not_found"), (500, "fault")):
        Call.objects.create(
            at=timezone.now(), dialect="administrate", credential=row, method="GET", status=status, ms=3.2, size=812,
            route="/api/v2/crm/contacts/<id:contact>", parameters="email__eq, _limit", contact=17, error=error,
        )  # fmt: skip
    return row


def test_a_program_is_let_in_with_the_keyboard_and_its_secret_is_copied(desk: Page, sound: Sound) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto("/staff/")
    desk.keyboard.type("gp")
    expect(desk.get_by_role("heading", name="No credentials yet")).to_be_visible()
    desk.keyboard.press("c")
    desk.get_by_label("Dialect").select_option("administrate")
    desk.get_by_role("textbox", name="Name", exact=True).fill("Web shop")
    desk.get_by_label("Requests a minute").fill("")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Requests a minute is needed.")).to_be_visible()
    sound(desk)
    desk.get_by_label("Requests a minute").fill("600")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("This is the only time the secret is shown")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Copy the secret").click()
    expect(desk.get_by_text("Copied.")).to_be_visible()
    secret = desk.evaluate("navigator.clipboard.readText()")
    made = Credential.objects.get()
    assert Program(basic(made.username, secret))("GET", "/api/v2/crm/contacts").status_code == 200
    desk.get_by_role("link", name="I have kept it").click()
    expect(desk.get_by_role("heading", name="Web shop")).to_be_visible()
    assert secret not in desk.content()
    sound(desk)


def test_switching_off_offers_undo(desk: Page, sound: Sound) -> None:
    row = used()
    desk.goto(f"/staff/credentials/{row.pk}/")
    sound(desk)
    desk.get_by_role("button", name="Switch off").click()
    expect(desk.get_by_text("Shop is switched off; its tokens ended.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Shop is in force again.")).to_be_visible()
    expect(desk.locator(".side .pill")).to_have_text("In force")


def test_the_log_is_narrowed_where_it_stands(desk: Page, sound: Sound) -> None:
    desk.goto("/staff/calls/")
    expect(desk.get_by_role("heading", name="No program has called yet")).to_be_visible()
    used()
    desk.reload()
    expect(desk.locator("[data-row]")).to_have_count(3)
    sound(desk)
    desk.get_by_label("Outcome").select_option("5")
    expect(desk.locator("[data-row]")).to_have_count(1)
    expect(desk).to_have_url(re.compile("status=5$"))
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="What was asked")).to_be_visible()
    sound(desk)


def test_the_overview_the_list_and_the_longest_page_are_sound(desk: Page, sound: Sound) -> None:
    used()
    longest = max(DIALECTS, key=lambda dialect: len(dialect.operations))
    for path in ("dialects/", "credentials/", f"dialects/{longest.name}/"):
        desk.goto(f"/staff/{path}")
        sound(desk)


def test_a_dialects_page_leads_to_its_document_and_on_to_others(desk: Page) -> None:
    dialect = DIALECTS[0]
    desk.goto(f"/staff/dialects/{dialect.name}/")
    desk.get_by_role("link", name="Try it").click()
    documents = desk.get_by_role("navigation", name="Documents")
    expect(documents.locator("[aria-current]")).to_have_text(dialect.title)
    expect(desk.locator(".swagger-ui .info .title")).to_contain_text(dialect.title)
    expect(desk.locator(".opblock")).to_have_count(len(dialect.operations))
    documents.get_by_role("link", name="Native API").click()
    expect(desk.locator(".swagger-ui .info .title")).to_contain_text("Contact CRM")


def test_a_decision_is_taken(desk: Page) -> None:
    desk.goto("/staff/dialects/")
    desk.get_by_role("link", name=title_of("lightening")).click()
    desk.get_by_label("A deletion that succeeds").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved. It holds everywhere within a second.")).to_be_visible()
    options.forget()
    assert options.get(DELETED_IS_TRUE) is True
