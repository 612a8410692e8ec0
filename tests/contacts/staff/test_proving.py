"""T33: exports, and the passwords and addresses of staff, take one's own password within five minutes."""

import time
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from contacts.staff.frame import proving
from tests.browser import PASSWORD
from tests.contacts.access.factors.making import member
from tests.contacts.staff.people.conftest import make
from tests.contacts.staff.second_factor.test_account import CONFIRM, signed_in

LIST, EXPORT = "/staff/contacts/?q=king", "/staff/contacts/export/csv/?q=king"


@pytest.fixture
def stale(boss: User) -> Client:
    """Somebody who may do everything, and whose password was given long ago."""
    client = Client()
    client.force_login(boss)
    return client


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    at = time.time() + seconds
    monkeypatch.setattr(proving, "time", SimpleNamespace(time=lambda: at))


def test_an_export_asks_once_and_comes_where_one_was(stale: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: leave ``asked`` out of ``take_out``."""
    make(first_name="Ada", last_name="King")
    asks = stale.get(EXPORT, headers={"Referer": f"http://testserver{LIST}"})["Location"]
    said = parse_qs(urlsplit(asks).query)
    assert (urlsplit(asks).path, said["next"], said["back"]) == (CONFIRM, [EXPORT], [f"http://testserver{LIST}"])
    assert stale.post(asks, {"password": "a wrong guess"}).status_code == 422
    back = stale.post(asks, {"password": PASSWORD})["Location"]
    page = stale.get(back)
    assert (back, page["Refresh"]) == (f"http://testserver{LIST}", f"0; url={EXPORT}")
    assert b"The file is on its way." in page.content
    assert b"King" in b"".join(stale.get(EXPORT).streaming_content)  # type: ignore[attr-defined]
    assert "Refresh" not in stale.get(LIST)
    later(monkeypatch, 299)
    assert stale.get(EXPORT).status_code == 200
    later(monkeypatch, 301)
    assert stale.get(EXPORT).status_code == 302


def test_who_may_not_is_refused_rather_than_asked(db: None) -> None:
    member()
    assert signed_in().get(EXPORT).status_code == 403


@pytest.mark.parametrize("change", [{"password": "eleven calm otters"}, {"email": "eve@example.org"}])
def test_how_a_colleague_signs_in_takes_ones_own_password(stale: Client, change: dict[str, str]) -> None:
    """Off: ``proves=()``. What was typed is sent again with the password."""
    anna = member("anna", email="anna@example.org")
    typed = {"username": "anna", "first_name": 'An"na', "email": anna.email, "is_active": "on", **change}
    before = anna.password
    page = stale.post(f"/staff/users/{anna.pk}/", typed)
    waiting = dict(page.context["waiting"])
    assert (waiting, "no-store" in page["Cache-Control"]) == (typed, True)
    anna.refresh_from_db()
    assert (anna.email, anna.first_name, anna.password) == ("anna@example.org", "", before)
    wrong = stale.post(f"/staff/users/{anna.pk}/", {**waiting, "own-password": "a wrong guess"})
    assert (wrong.status_code, dict(wrong.context["waiting"])) == (422, typed)
    done = stale.post(f"/staff/users/{anna.pk}/", {**waiting, "own-password": PASSWORD})
    anna.refresh_from_db()
    assert (done["Location"], anna.first_name) == ("/staff/users/", 'An"na')
    assert (anna.email, anna.password == before) == (typed["email"], "password" not in change)
    again = stale.post(f"/staff/users/{anna.pk}/", typed | {"email": "third@example.org"})
    assert again.status_code == 302


def test_what_does_not_concern_signing_in_is_saved_at_once(stale: Client) -> None:
    anna = member("anna", email="anna@example.org")
    typed = {"username": "anna", "first_name": "Anna", "email": anna.email, "is_active": "on"}
    assert stale.post(f"/staff/users/{anna.pk}/", typed).status_code == 302


def test_guesses_at_what_waits_are_counted_too(stale: Client) -> None:
    """Off: leave ``tried`` out of ``clean_password``."""
    typed = {"username": "anna.k", "is_active": "on"}
    for _ in range(5):
        assert stale.post("/staff/users/new/", {**typed, "own-password": "a wrong guess"}).status_code == 422
    assert stale.post("/staff/users/new/", {**typed, "own-password": PASSWORD}).status_code == 422
    assert not User.objects.filter(username="anna.k").exists()


@pytest.mark.django_db(transaction=True)
def test_the_file_starts_by_itself_on_the_page_that_one_was_on(desk: Page) -> None:
    make(first_name="Ada", last_name="King")
    desk.goto(LIST)
    desk.locator("summary").filter(has_text="Export").click()
    desk.get_by_role("link", name="CSV").click()
    desk.get_by_label("Password").fill(PASSWORD)
    with desk.expect_download() as coming:
        desk.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".csv")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Contacts")
    assert desk.url.endswith(LIST)
    with desk.expect_download():
        desk.locator("summary").filter(has_text="Export").click()
        desk.get_by_role("link", name="JSON").click()
