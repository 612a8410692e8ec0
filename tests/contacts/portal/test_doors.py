"""Every address of the portal, tried by who may not come in; the list is the URLconf's own."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from contacts.access.accounts import passwords
from contacts.access.accounts.models import Account
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.models import Session
from contacts.history.actor import SYSTEM
from contacts.options import queries as decided
from contacts.portal.frame.access import Who
from contacts.portal.frame.customers import COOKIE
from contacts.portal.urls import urlpatterns
from contacts.tables import caches
from tests.contacts.portal.conftest import MAIL, PASSWORD, sign_in

NO_PAGES = {"look", "check-zone"}  # a stylesheet for everybody, and a plain answer for a web server
EVERYONE = {
    *("home", "language", "theme", "sign-out", "register", "sign-in", "passkey-sign-in", "begin-passkey-sign-in"),
    *("code", "verify", "forgot", "reset", "with-provider", "provider-back", "approve"),
}
HALFWAY = {"new-password"}
SAMPLES = {"int": 1, "str": "x", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "x"}


def who(pattern: URLPattern) -> Who | None:
    return getattr(pattern.callback, "who", None)


def address(pattern: URLPattern) -> str:
    kwargs = {name: SAMPLES[type(kind).__name__.removesuffix("Converter").lower().replace("string", "str")]
              for name, kind in pattern.pattern.converters.items()}  # fmt: skip
    return reverse(f"portal:{pattern.name}", kwargs=kwargs)


def guarded(*kinds: Who) -> Iterator[URLPattern]:
    return (pattern for pattern in urlpatterns if who(pattern) in kinds)


def test_every_address_has_a_guard_and_the_open_ones_are_these() -> None:
    assert {pattern.name for pattern in urlpatterns if who(pattern) is None} == NO_PAGES
    assert {pattern.name for pattern in guarded(Who.EVERYONE)} == EVERYONE
    assert {pattern.name for pattern in guarded(Who.HALFWAY)} == HALFWAY


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("cookie", ["", "nonsense", "A" * 43])
def test_who_is_not_signed_in_gets_the_sign_in_page_and_nothing_else(
    client: Client, db: None, method: str, cookie: str
) -> None:
    client.cookies[COOKIE] = cookie
    for pattern in guarded(Who.HALFWAY, Who.CUSTOMER, Who.FRESH):
        response = getattr(client, method)(address(pattern))
        assert (response.status_code, response.content) == (302, b""), pattern.name
        assert response["Location"].split("?")[0] == reverse("portal:sign-in")
        assert response["Cache-Control"] == "no-store"


def test_who_must_first_choose_a_password_can_do_nothing_else(hers: Client, grace: Account) -> None:
    passwords.set_by_staff(account=grace.pk, password="eleven loud crows", actor=SYSTEM)
    hers.cookies[COOKIE] = sign_in(Account.objects.get(pk=grace.pk))
    for pattern in guarded(Who.CUSTOMER, Who.FRESH):
        for method in (hers.get, hers.post):
            response = method(address(pattern))
            assert (response.status_code, response["Location"]) == (302, reverse("portal:new-password")), pattern.name
    assert hers.get(reverse("portal:check-zone") + "?zone=1").status_code == 401
    page = hers.get(reverse("portal:home"))
    assert MAIL not in page.content.decode()
    done = hers.post(reverse("portal:new-password"), {"old": "eleven loud crows", "new": PASSWORD})
    assert done["Location"] == reverse("portal:home")
    assert hers.get(reverse("portal:security")).status_code == 200


def test_an_old_proof_must_be_given_again(hers: Client) -> None:
    Session.objects.update(strong_at=timezone.now() - sessions.FRESH * 1.1)
    caches.empty_all()
    for pattern in guarded(Who.FRESH):
        response = hers.get(address(pattern))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("portal:confirm")), pattern.name
    wanted = reverse("portal:add-passkey")
    before = hers.cookies[COOKIE].value
    done = hers.post(reverse("portal:confirm"), {"password": PASSWORD, "next": wanted})
    assert done["Location"] == wanted
    assert hers.cookies[COOKIE].value != before
    assert hers.get(wanted).status_code == 200


def test_an_ended_session_opens_nothing(hers: Client) -> None:
    assert hers.get(reverse("portal:security")).status_code == 200
    hers.post(reverse("portal:sign-out"))
    assert COOKIE not in {name for name, morsel in hers.cookies.items() if morsel.value}
    assert Session.objects.get().ended_at is not None


def test_forms_need_the_token_of_a_page_of_ours(hers: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[COOKIE] = hers.cookies[COOKIE].value
    for pattern in (pattern for pattern in urlpatterns if who(pattern)):
        response = strict.post(address(pattern))
        assert response.status_code == 403, pattern.name
        assert "This form is no longer good" in response.content.decode()
    assert Session.objects.get().ended_at is None


def test_the_cookie_is_for_the_server_alone_and_pages_are_kept_by_nobody(hers: Client, grace: Account) -> None:
    client = Client()
    client.post(reverse("portal:sign-in"), {"username": MAIL, "password": PASSWORD, "way": "password"})
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", "")
    page = client.get(reverse("portal:security"))
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
    policy = set(page["Content-Security-Policy"].split("; "))
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= policy
    assert not [part for part in policy if "unsafe" in part or part.startswith("script-src")]


def test_a_page_asks_the_same_of_the_database_with_one_device_and_with_three(
    hers: Client, grace: Account, queries: type
) -> None:
    counts = []
    for more in (0, 2):
        for _ in range(more):
            sign_in(grace)
        caches.empty_all()
        decided.forget()
        with queries(connection) as seen:
            assert hers.get(reverse("portal:sessions")).status_code == 200
        counts.append(len(seen))
    assert counts == [3, 3]
