"""Customers answer what they are asked, from a link without signing in and signed in."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from contacts.access.accounts.models import Account
from contacts.approvals import operations
from contacts.approvals.models import ApprovalRequest
from contacts.history.actor import SYSTEM
from contacts.options import queries as decided
from tests.contacts.approvals.conftest import ask
from tests.contacts.portal.post import deliver, link
from tests.contacts.staff.people.conftest import make

pytestmark = pytest.mark.django_db
START, LIST = reverse("portal:home"), reverse("portal:approvals")


@pytest.fixture
def asked(grace: Account) -> ApprovalRequest:
    assert grace.contact_id is not None
    return ask(grace.contact_id, "Order CO1234", text="Two <b>chairs</b>")


def state() -> str:
    return ApprovalRequest.objects.get().state


def test_opening_the_link_decides_nothing_and_pressing_a_button_does(asked: ApprovalRequest) -> None:
    path, browser = link(), Client()
    for page in (browser.get(path), browser.head(path), browser.get(f"{path}&answer=accept")):
        assert (page.status_code, state()) == (200, "PENDING")
        assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "strict-origin")
    text = browser.get(path).content.decode()
    assert "Two &lt;b&gt;chairs&lt;/b&gt;" in text
    assert "Grace" not in text
    assert (browser.post(path, {"answer": "maybe"}).status_code, state()) == (422, "PENDING")
    assert [getattr(browser, method)(path).status_code for method in ("put", "delete")] == [405, 405]
    done = browser.post(path, {"answer": "reject", "comments": "Too dear"})
    assert (done.status_code, state(), ApprovalRequest.objects.get().comments) == (200, "REJECTED", "Too dear")
    assert "You rejected this" in done.content.decode()


def test_used_expired_withdrawn_and_unknown_tokens_are_told_the_same(asked: ApprovalRequest) -> None:
    used = link()
    Client().post(used, {"answer": "accept"})
    deliver()
    ask(asked.contact_id)
    withdrawn = link()
    operations.withdraw(request=ApprovalRequest.objects.latest("pk").pk, actor=SYSTEM)
    ask(asked.contact_id)
    expired = link()
    ApprovalRequest.objects.filter(state="PENDING").update(expires_at=asked.created_at)
    base = reverse("portal:approve")
    bad = (used, withdrawn, expired, f"{base}?token={'A' * 43}", f"{base}?token=x", base)
    pages = [method(path) for path in bad for method in (Client().get, Client().post)]
    assert {page.status_code for page in pages} == {410}
    # Nothing but the address itself, which the language switch leads back to, and its form's token differ.
    bodies = {page.content.decode().split("<main")[1].split("</main>")[0] for page in pages}
    assert len(bodies) == 1
    assert state_of_all() == ["ACCEPTED", "WITHDRAWN", "PENDING"]


def state_of_all() -> list[str]:
    return list(ApprovalRequest.objects.order_by("pk").values_list("state", flat=True))


def test_who_is_signed_in_sees_what_waits_and_answers(hers: Client, asked: ApprovalRequest) -> None:
    assert "1 request waits for your answer." in hers.get(START).content.decode()
    assert "Order CO1234" in hers.get(LIST).content.decode()
    page = reverse("portal:approval", args=[asked.uuid])
    assert "Two &lt;b&gt;chairs" in hers.get(page).content.decode()
    done = hers.post(page, {"answer": "accept", "comments": "Go on"}, follow=True)
    assert "Thank you. We received your decision." in done.content.decode()
    row = ApprovalRequest.objects.get()
    assert (row.state, row.decided_how, row.comments) == ("ACCEPTED", "PORTAL", "Go on")
    again = hers.post(page, {"answer": "reject"}, follow=True)
    assert "This was answered or closed meanwhile." in again.content.decode()
    assert (state(), "What we asked you to approve." in hers.get(START).content.decode()) == ("ACCEPTED", True)


def test_other_peoples_requests_and_those_of_the_future_are_not_there(hers: Client, asked: ApprovalRequest) -> None:
    other = ask(make(first_name="Eve"), "Secret plan")
    page = reverse("portal:approval", args=[other.uuid])
    assert [hers.get(page).status_code, hers.post(page, {"answer": "accept"}).status_code] == [404, 404]
    later = ask(asked.contact_id, "Next year", scheduled=asked.expires_at)
    assert hers.get(reverse("portal:approval", args=[later.uuid])).status_code == 404
    text = hers.get(LIST).content.decode()
    assert ("Secret plan" in text, "Next year" in text, state_of_all()) == (False, False, ["PENDING"] * 3)


def test_the_list_asks_the_same_of_the_database_with_one_request_and_with_three(
    hers: Client, asked: ApprovalRequest, queries: Any
) -> None:
    counts = []
    for more in (0, 2):
        for _ in range(more):
            ask(asked.contact_id)
        hers.get(START)
        decided.forget()
        with queries(connection) as seen:
            assert hers.get(LIST).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5


@pytest.mark.django_db(transaction=True)
def test_the_pages_in_a_browser(
    mine: Page, asked: ApprovalRequest, sound: Any, chromium: Any, live_server: Any
) -> None:
    path = link()
    mine.goto(LIST)
    sound(mine)
    mine.get_by_role("link", name="Order CO1234").click()
    sound(mine)
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    plain.goto(path)
    plain.get_by_label("Comment").fill("Yes, please")
    plain.get_by_role("button", name="Accept").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("You accepted this")
    plain.goto(path)
    expect(plain.get_by_role("heading", level=1)).to_have_text("There is nothing to answer here any more")
    plain.context.close()
    mine.goto(LIST)
    sound(mine)
