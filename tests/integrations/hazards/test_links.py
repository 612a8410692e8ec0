"""Links and tokens that people get by mail: opened by scanners, written into logs, handed on by browsers."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as installed
from django.conf import settings
from playwright.sync_api import Page

from contacts.access.accounts.models import Account, Identity
from contacts.approvals import operations as approvals
from contacts.approvals.models import ApprovalRequest
from contacts.consents import operations as consents
from contacts.messages import operations as messages
from tests.contacts.access.people.making import post
from tests.contacts.portal.post import deliver
from tests.integrations.dialects.selfservice.customers import V1, V2, Customer, email, program, registration
from tests.integrations.hazards.conftest import BASE, Dial, Line
from tests.integrations.programs import STAFF, Remote
from tests.processes import web

ANN = "ann@example.org"
BROWSERS_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SCANNERS: list[dict[str, str]] = [
    {"Accept": BROWSERS_ACCEPT, "User-Agent": "Mozilla/5.0"}, {"Accept": "*/*", "User-Agent": "Mozilla/5.0"},
    {"Accept": ""}, {"Accept": "application/json"}, {"Accept": "*/*", "Sec-Purpose": "prefetch"},
]  # fmt: skip
AS_BROWSERS: list[dict[str, str]] = [
    {"Accept": BROWSERS_ACCEPT}, {"Accept": "*/*", "Sec-Fetch-Mode": "navigate"},
    {"Accept": "image/*,*/*", "Sec-Fetch-Mode": "no-cors"}, {"Accept": "*/*", "Sec-Purpose": "prefetch;prerender"},
    {"Accept": "*/*", "Purpose": "prefetch"}, {"Accept": "*/*", "X-Moz": "prefetch"},
]  # fmt: skip


def verified() -> bool:
    return Identity.objects.exclude(verified_at=None).exists()


def mailed() -> tuple[str, str]:
    """The address that the one mail which waits leads to, within the installation, and the token in it."""
    (letter,) = post()
    (address,) = re.findall(r"https?://[^/\s]+(/\S+)", letter.text)
    return str(address), letter.token


@pytest.fixture
def registered(shop: Line) -> tuple[str, str]:
    assert shop("POST", f"{V1}/contacts/register", registration(ANN)).status_code == 200
    return mailed()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", SCANNERS, ids=str)
def test_whoever_opens_the_link_of_a_mail_confirms_nothing(
    dial: Dial, registered: tuple[str, str], method: str, headers: dict[str, str]
) -> None:
    """Off: have the portal's page call ``verifying.by_link`` for a GET too."""
    address, _ = registered
    answer = dial(**headers)(method, address, follow_redirects=True)
    assert (answer.status_code, verified(), len(answer.cookies.jar)) == (200, False, answer.cookies.get("csrf") and 1)
    assert not [word for word in (ANN, "John", "Doe") if word in answer.text]


@pytest.mark.parametrize("headers", AS_BROWSERS, ids=str)
def test_a_browser_at_the_address_for_programs_is_led_to_the_page(
    dial: Dial, registered: tuple[str, str], headers: dict[str, str]
) -> None:
    """Off: leave ``_browses`` out of ``VerifyEmail.get``."""
    _, token = registered
    for path in (f"{V1}/contacts/verify_email/{token}", f"{V2}/contacts/verify_email?token={token}"):
        answer = dial(**headers)("GET", path)
        assert (answer.status_code, verified()) == (302, False)
        assert answer.headers["location"] == f"{settings.PUBLIC_BASE_URL}/portal/verify/?token={token}"
        assert dial(**headers)("HEAD", path).status_code == 405
    assert not verified()


def test_a_program_completes_it_as_often_as_it_likes_and_is_let_in_by_nothing_of_it(
    dial: Dial, registered: tuple[str, str]
) -> None:
    _, token = registered
    for method in ("GET", "POST", "GET"):
        answer = dial(Accept="*/*")(method, f"{V1}/contacts/verify_email/{token}")
        assert (answer.status_code, answer.content, len(answer.cookies.jar)) == (200, b"", 0)
    assert verified()
    assert dial()("GET", f"{V1}/contacts/verify_email/{token[::-1]}").status_code == 400


def rows() -> str:
    """Every value of every row of every table."""
    return str([list(model._default_manager.values_list()) for model in installed.get_models()])


@pytest.fixture
def asked(db: None) -> tuple[ApprovalRequest, str]:
    """A request of Bob's, and the token of the link that he was mailed."""
    bob = Customer("bob")
    row = approvals.ask(contact=bob.contact, actor=STAFF, title="Trip", entity_type="ORDER", entity_id="1")
    (text,) = deliver()
    (token,) = re.findall(r"/portal/approve/\?token=(\S+)", text)
    return row, token


def test_the_token_of_an_approval_is_256_bits_and_kept_as_its_hash(asked: tuple[ApprovalRequest, str]) -> None:
    """Off: keep ``token`` as the digest in ``approvals.mailing.ask``, or take a UUID for it."""
    _, token = asked
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)  # 43 of 64 signs: 258 bits, of which the last two are none
    assert token not in rows()


def test_the_token_of_an_approval_is_taken_from_a_body_and_from_nowhere_else(
    dial: Dial, asked: tuple[ApprovalRequest, str]
) -> None:
    """Off: read ``token`` of the query in ``Actions.post``, or let it have a ``get``."""
    row, token = asked
    for base in (V1, V2):
        path = f"{base}/approval_requests/{row.uuid}/actions"
        said = f"{path}?token={token}&response=ACCEPT&action=ACCEPT"
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            assert dial()(method, said).status_code == 405
        for headers in ({}, {"Authorization": token}, {"auth_token": token}, {"token": token}):
            answer = dial(**headers)("POST", said, {"response": "ACCEPT", "action": "ACCEPT"})
            assert answer.status_code == 401
    row.refresh_from_db()
    assert row.state == "PENDING"
    body = {"token": token, "response": "ACCEPT"}
    decided = dial()("POST", path, body)
    row.refresh_from_db()
    assert (decided.status_code, row.state, decided.headers["cache-control"]) == (200, "ACCEPTED", "no-store")
    assert not [word for word in (token, "Bob", "bob@") if word in decided.text]
    assert dial()("POST", path, body).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_no_log_of_the_server_has_a_token_of_a_mail(tmp_path: Path) -> None:
    """Over a real socket. Off: log ``request.get_full_path()`` in ``RequestLog``."""
    bob = Customer("bob")
    row = approvals.ask(contact=bob.contact, actor=STAFF, title="Trip")
    (text,) = deliver()
    (token,) = re.findall(r"/portal/approve/\?token=(\S+)", text)
    bob("POST", f"{V1}/contacts/forgot_password", {"username": "bob@example.org"})
    log = tmp_path / "web.log"
    with web(log) as address, Remote(address, {}) as remote:
        for path in ("/portal/approve/", "/portal/verify/", "/portal/reset/", f"{V2}/contacts/verify_email"):
            remote("GET", f"{path}?token={token}", headers={"Referer": f"{address}/portal/approve/?token={token}"})
        remote("GET", f"{V1}/contacts/verify_email/{token}")
        remote("GET", f"/portal/unsubscribe/{token}")
        remote("POST", f"{V1}/approval_requests/{row.uuid}/actions", {"token": f"{token}x", "response": "ACCEPT"})
        remote("POST", f"{V1}/approval_requests/{row.uuid}/actions", {"token": token, "response": "ACCEPT"})
    written = log.read_text()
    assert "approval_requests" in written
    assert token not in written
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


@pytest.mark.django_db(transaction=True)
def test_what_a_page_behind_a_link_loads_is_not_told_the_link(page: Page, live_server: Any) -> None:
    """In a browser. Off: leave ``holds_secret`` away from one of the pages."""
    shop = program()
    bob = Customer("bob", by=shop)
    approvals.ask(contact=bob.contact, actor=STAFF, title="Trip")
    consents.record(contact=bob.contact, purpose="marketing", channel="EMAIL", state="ACCEPTED", actor=STAFF)
    news = {"purpose": "marketing", "subject": "News", "content": "New"}
    messages.send(contact=bob.contact, channel="EMAIL", actor=STAFF, **news)  # type: ignore[arg-type]
    shop("POST", f"{V1}/contacts/register", registration(ANN))
    shop("POST", f"{V1}/contacts/forgot_password", {"username": "bob@example.org"})
    told: list[tuple[str, str]] = []
    page.on("request", lambda request: told.append((request.url, request.headers.get("referer", ""))))
    links = [found for text in deliver() for found in re.findall(r"https?://[^/\s]+(/portal/(\w+)/\S+)", text)]
    for path, _ in links:
        page.goto(live_server.url + path)
    assert {name for _, name in links} == {"approve", "unsubscribe", "verify", "reset"}
    tokens = [re.split("[=/]", path)[-1] for path, _ in links]
    loaded = [(url, referer) for url, referer in told if not any(token in url for token in tokens)]
    assert len(loaded) >= len(links)
    assert [one for one in loaded if any(token in one[1] for token in tokens)] == []


def test_no_link_signs_anybody_in(shop: Line, dial: Dial, registered: tuple[str, str]) -> None:
    address, _ = registered
    browser = dial(Accept=BROWSERS_ACCEPT)
    browser("GET", address)
    pressed = browser(
        "POST", address, data={"csrfmiddlewaretoken": browser.client.cookies["csrf"]}, headers={"Referer": BASE + "/"}
    )
    assert (pressed.status_code, verified(), "portal" in browser.client.cookies) == (200, True, False)
    assert not [word for word in (ANN, "John", "Doe") if word in pressed.text]
    assert Account.objects.get().sessions.filter(ended_at=None).count() == 0  # a stranger may have registered it
    assert shop("POST", f"{V1}/contacts/authenticate", email(ANN)).status_code == 401
