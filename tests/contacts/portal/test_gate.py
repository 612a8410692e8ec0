"""A static site behind a proxy that asks who may enter: a real server, a real proxy, a real browser's cookies."""

import datetime as dt
import http.client
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from contacts.access.accounts import passwords
from contacts.access.accounts.models import Account
from contacts.directory.models import Contact
from contacts.history.actor import SYSTEM
from contacts.portal.frame.customers import COOKIE
from contacts.tables import caches
from contacts.zones.models import Grant, Zone
from tests.contacts.portal.conftest import sign_in

CHECK = "/portal/zones/check"


@pytest.fixture
def members(grace: Account) -> Zone:
    zone = Zone.objects.create(name="Members", code="mem")
    Grant.objects.create(contact=grace.contact, zone=zone)
    return zone


def answer(client: Client, zone: object) -> tuple[int, str | None]:
    response = client.get(CHECK, {"zone": str(zone)})
    assert (response["Cache-Control"], response.content) == ("no-store", b"")
    return response.status_code, response.headers.get("X-Contact")


def test_a_member_is_let_in_by_id_code_or_name(hers: Client, grace: Account, members: Zone) -> None:
    contact = Contact.objects.get(pk=grace.contact_id)
    for zone in (members.pk, "mem", "Members", "mEMBERS"):
        assert answer(hers, zone) == (204, str(contact.uuid))


def test_who_is_not_signed_in_and_who_is_no_member_are_told_apart(client: Client, hers: Client, members: Zone) -> None:
    other = Zone.objects.create(name="Board", code="Members2")
    assert answer(Client(), "mem") == (401, None)
    for zone in (other.pk, "Board", "nowhere", "", "9" * 30, "\x00", "é", -1):
        assert answer(hers, zone) == (403, None)


def test_a_grant_ends_by_itself_at_its_moment(hers: Client, members: Zone) -> None:
    for minutes, status in ((1, 204), (-1, 403)):
        Grant.objects.update(expires_at=timezone.now() + dt.timedelta(minutes=minutes))
        assert answer(hers, "mem")[0] == status


def test_a_zone_that_is_off_and_a_contact_that_was_put_away_are_not_let_in(hers: Client, members: Zone) -> None:
    Zone.objects.update(is_active=False)
    assert answer(hers, "mem") == (403, None)
    Zone.objects.update(is_active=True)
    Contact.objects.update(is_archived=True)
    assert answer(hers, "mem") == (403, None)


def test_a_name_that_two_zones_answer_to_means_the_one_whose_code_it_is(hers: Client, members: Zone) -> None:
    Zone.objects.create(name="Other", code="Members")
    assert answer(hers, "Members") == (403, None)
    assert answer(hers, "mem")[0] == 204


def test_who_must_change_their_password_is_not_in_yet(hers: Client, grace: Account, members: Zone) -> None:
    passwords.set_by_staff(account=grace.pk, password="eleven loud crows", actor=SYSTEM)
    hers.cookies[COOKIE] = sign_in(Account.objects.get(pk=grace.pk))
    assert answer(hers, "mem") == (401, None)


def test_it_takes_two_statements_and_one_when_the_session_was_just_seen(
    hers: Client, members: Zone, queries: type
) -> None:
    counts = []
    for _ in range(2):
        with queries(connection) as seen:
            answer(hers, "mem")
        counts.append(len(seen))
    caches.empty_all()
    assert counts == [2, 1]


class Proxy(BaseHTTPRequestHandler):
    """Serves one page to whom the portal lets in, as nginx's ``auth_request`` does."""

    portal = ""

    def do_GET(self) -> None:
        asked = http.client.HTTPConnection(urlsplit(self.portal).netloc, timeout=10)
        asked.request("GET", f"{CHECK}?zone=mem", headers={"Cookie": self.headers.get("Cookie", "")})
        said = asked.getresponse()
        contact = said.headers.get("X-Contact", "")
        asked.close()
        self.send_response({204: 200, 401: 302}.get(said.status, said.status))
        if said.status == 401:
            self.send_header("Location", f"/portal/sign-in/?next={self.path}")
        body = f"the handbook, for {contact}".encode() if said.status == 204 else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site(live_server: Any) -> Generator[str]:
    handler = type("Guard", (Proxy,), {"portal": live_server.url})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_proxy_guards_pages_that_are_not_ours(site: str, grace: Account, members: Zone) -> None:
    def fetched(cookie: str) -> tuple[int, str, str]:
        link = http.client.HTTPConnection(site, timeout=10)
        link.request("GET", "/members/handbook.html", headers={"Cookie": cookie})
        reply = link.getresponse()
        found = reply.status, reply.headers.get("Location", ""), reply.read().decode()
        link.close()
        return found

    cookie = f"{COOKIE}={sign_in(grace)}"
    contact = Contact.objects.get(pk=grace.contact_id)
    assert fetched("") == (302, "/portal/sign-in/?next=/members/handbook.html", "")
    assert fetched(cookie) == (200, "", f"the handbook, for {contact.uuid}")
    Grant.objects.update(expires_at=timezone.now())
    assert fetched(cookie) == (403, "", "")


def test_after_signing_in_one_comes_back_to_the_guarded_page(client: Client, grace: Account) -> None:
    from tests.contacts.portal.conftest import MAIL, PASSWORD

    form = {"username": MAIL, "password": PASSWORD, "way": "password", "next": "/members/handbook.html"}
    assert client.post("/portal/sign-in/", form)["Location"] == "/members/handbook.html"
