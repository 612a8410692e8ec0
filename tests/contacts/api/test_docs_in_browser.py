"""The page that shows the document, in a real browser: it works under the strict policy, and requests can be tried."""

from playwright.sync_api import Page, expect

from tests.contacts.api.conftest import Program


def test_the_document_is_shown_and_a_request_is_tried(page: Page, api: Program) -> None:
    page.goto("/api/docs/")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("Value").fill(api.key)
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").last.click()
    page.locator("#operations-contacts-list_contacts").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response .response-col_status").first).to_contain_text("200")
