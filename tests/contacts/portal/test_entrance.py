"""Registering and signing in as a browser does it, and what a stranger can learn by trying."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import passwords, registering
from contacts.access.accounts.models import Account, Identity
from contacts.access.caller import Caller
from contacts.access.limits import operations as limits
from contacts.access.limits.models import Tally
from contacts.access.limits.rules import IP_FAILURES
from contacts.access.sessions.models import Session
from contacts.consents import operations as consents
from contacts.consents.models import ConsentEvent
from contacts.consents.queries import address_of
from contacts.directory import operations as directory
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history.actor import SYSTEM
from contacts.portal.frame.customers import COOKIE, DEVICE_COOKIE
from contacts.record.patch import ContactPatch, EmailPatch
from tests.contacts.portal.conftest import MAIL, PASSWORD, Decide, sign_in
from tests.contacts.portal.post import code, deliver, link

NEW = "laura@example.org"  # as long as Grace's
FORM = {"first_name": "Laura", "last_name": "Moss"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
pytestmark = pytest.mark.django_db


def url(name: str) -> str:
    return reverse(f"portal:{name}")


def register(client: Client, address: str, **more: str) -> HttpResponse:
    return client.post(url("register"), FORM | {"address": address} | more)


def is_in(client: Client) -> bool:
    return client.get(url("security")).status_code == 200


def seen(response: Any, *addresses: str) -> tuple[object, ...]:
    """All that a browser is told, without what differs in every answer and the address that was typed."""
    text = TOKEN.sub("", response.content.decode())
    for address in (*addresses, *(f"{one[:2]}****@{one.split('@')[1]}" for one in addresses)):
        text = text.replace(address, "<address>")
    del response.headers["X-Request-ID"]  # another one each time
    return response.status_code, dict(response.headers), sorted(response.cookies), text


def test_registering_signs_in_after_the_code_and_no_earlier(client: Client) -> None:
    assert register(client, NEW, password=PASSWORD, by_email="on")["Location"] == url("code")
    assert (is_in(client), Contact.objects.count()) == (False, 0)
    wrong = client.post(url("code"), {"code": "000000"})
    assert (wrong.status_code, is_in(client)) == (422, False)
    done = client.post(url("code"), {"code": code()})
    assert (done.status_code, done["Location"]) == (302, url("home"))
    contact = Contact.objects.get()
    record = snapshots.records([contact.pk])[contact.pk]
    assert (record.first_name, record.last_name, record.emails[0].email) == ("Laura", "Moss", NEW)
    assert (record.language, record.consents) == ("ENG", {"marketing": {"EMAIL": "ACCEPTED"}})
    assert "Hello Laura" in client.get(url("home")).content.decode()


def test_what_was_agreed_to_is_logged_with_the_wording_that_stood_there(client: Client) -> None:
    text = "We write about new books. Stop whenever you like."
    wording = consents.publish(purpose="marketing", text=text, actor=SYSTEM)
    assert text in client.get(url("register")).content.decode()
    register(client, NEW, by_email="on")
    client.post(url("code"), {"code": code()})
    (event,) = ConsentEvent.objects.all()
    assert (event.purpose, event.channel, event.state) == ("marketing", "EMAIL", "ACCEPTED")
    assert (event.wording_id, event.basis, address_of(event)) == (wording.pk, "consent", "127.0.0.1")


def test_boxes_that_are_left_alone_agree_to_nothing(client: Client) -> None:
    register(client, NEW)
    client.post(url("code"), {"code": code()})
    contact = Contact.objects.get().pk
    assert snapshots.records([contact])[contact].consents == {}


def test_a_new_code_takes_the_place_of_the_first_and_the_password_stays(client: Client) -> None:
    register(client, NEW, password=PASSWORD)
    first = code()
    Tally.objects.all().delete()  # a minute later
    again = client.post(url("code"), {"do": "again"})
    assert again["Location"] == url("code")
    second = code()
    if first != second:
        assert client.post(url("code"), {"code": first}).status_code == 422
    assert client.post(url("code"), {"code": second})["Location"] == url("home")
    client.post(url("sign-out"))
    client.post(url("sign-in"), {"username": NEW, "password": PASSWORD, "way": "password"})
    assert is_in(client)


def test_who_signs_in_before_the_address_is_proven_is_led_to_prove_it(client: Client) -> None:
    register(Client(), NEW, password=PASSWORD)
    deliver()
    client.post(url("sign-in"), {"username": NEW, "password": PASSWORD, "way": "password"})
    page = client.get(url("home")).content.decode()
    assert ("Your address is not confirmed yet." in page, "Laura" in page, Contact.objects.count()) == (True, False, 0)
    Tally.objects.all().delete()  # a minute later
    assert client.post(url("prove"))["Location"] == url("code")
    client.post(url("code"), {"code": code()})
    assert "Hello Laura" in client.get(url("home")).content.decode()
    assert client.post(url("prove"))["Location"] == url("home")


def test_several_matches_are_told_that_staff_decide(client: Client) -> None:
    patch = ContactPatch(first_name="Laura", emails=[EmailPatch(email=NEW)])
    for _ in range(2):
        directory.create(patch=patch, actor=SYSTEM)
    register(client, NEW)
    client.post(url("code"), {"code": code()})
    page = client.get(url("home")).content.decode()
    assert ("We are checking which of our records is yours." in page, "Laura" in page) == (True, False)


def test_terms_must_be_accepted_when_there_are_some(client: Client, decide: Decide) -> None:
    decide(**{"portal.terms": "https://example.org/terms"})
    refused = register(client, NEW)
    assert (refused.status_code, Account.objects.count()) == (422, 0)
    assert 'aria-describedby="id_terms_error"' in refused.content.decode()
    register(client, NEW, terms="on")
    client.post(url("code"), {"code": code()})
    contact = Contact.objects.get().pk
    assert snapshots.records([contact])[contact].consents == {"service": {"ANY": "ACCEPTED"}}


def test_bad_values_come_back_with_what_would_be_right(client: Client) -> None:
    wrong = [register(client, "laura@nowhere"), register(client, "12"), register(client, NEW, password="short")]
    told = [
        "Enter an email address like name@example.org.",
        "Enter a number that can be dialled, with its country, like +357 99 123456.",
        "Choose one with 8 to 128 characters.",
    ]
    for page, sentence in zip(wrong, told, strict=True):
        text = page.content.decode()
        assert (page.status_code, text.count(sentence)) == (422, 2)  # above the form and at the field
        assert 'value="Laura"' in text
        assert 'value="short"' not in text


def test_an_operator_may_close_registration(client: Client, decide: Decide) -> None:
    decide(**{"portal.registration": False})
    assert register(client, NEW).status_code == 403
    assert Account.objects.count() == 0
    assert url("register") not in client.get(url("sign-in")).content.decode()


def test_signing_in_with_a_password_leads_where_one_wanted_to_go(client: Client, grace: Account) -> None:
    wanted = client.get(url("sessions"))["Location"]
    assert wanted == f"{url('sign-in')}?next=%2Fportal%2Fsecurity%2Fsessions%2F"
    form = {"username": MAIL, "password": PASSWORD, "way": "password", "next": url("sessions"), "stay": "on"}
    done = client.post(url("sign-in"), form)
    assert done["Location"] == url("sessions")
    assert (client.cookies[COOKIE]["max-age"], client.cookies[DEVICE_COOKIE]["httponly"]) == (30 * 24 * 3600, True)
    assert Session.objects.get().method == "password"


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, grace: Account, evil: str) -> None:
    form = {"username": MAIL, "password": PASSWORD, "way": "password", "next": evil}
    assert client.post(url("sign-in"), form)["Location"] == url("home")
    for name in ("theme", "language"):
        assert client.post(url(name), {"next": evil})["Location"] == url("home")


def test_signing_in_with_a_code(client: Client, grace: Account) -> None:
    asked = client.post(url("sign-in"), {"username": MAIL, "way": "code", "next": url("sessions")})
    assert asked["Location"] == url("code")
    digits = code()
    done = client.post(url("code"), {"code": f" {digits[:3]} {digits[3:]}"})
    assert (done["Location"], is_in(client), Session.objects.get().method) == (url("sessions"), True, "code")
    client.post(url("sign-out"))
    assert client.post(url("code"), {"code": digits})["Location"] == url("sign-in")


def test_a_browser_that_began_nothing_has_no_code_to_enter(client: Client, grace: Account) -> None:
    Client().post(url("sign-in"), {"username": MAIL, "way": "code"})
    assert client.post(url("code"), {"code": code()})["Location"] == url("sign-in")


def test_signing_in_gives_a_new_cookie_and_ends_the_session_before(client: Client, grace: Account) -> None:
    client.cookies[COOKIE] = before = sign_in(grace)
    client.post(url("sign-in"), {"username": MAIL, "password": PASSWORD, "way": "password"})
    assert client.cookies[COOKIE].value != before
    assert Session.objects.filter(ended_at=None).count() == 1
    client.post(url("sign-in"), {"username": "nobody", "password": PASSWORD, "way": "password"})
    assert is_in(client)


def test_signing_in_as_somebody_else_ends_the_session_before(client: Client, grace: Account) -> None:
    contact = directory.create(patch=ContactPatch(first_name="Laura"), actor=SYSTEM).record.id
    accounts.set_identity(contact=contact, actor=SYSTEM, username=NEW, password=PASSWORD)
    client.cookies[COOKIE] = before = sign_in(grace)
    client.post(url("sign-in"), {"username": NEW, "password": PASSWORD, "way": "password"})
    assert "Hello Laura" in client.get(url("home")).content.decode()
    client.cookies[COOKIE] = before
    assert not is_in(client)


def test_known_and_unknown_addresses_are_answered_alike(grace: Account) -> None:
    ways: list[tuple[str, dict[str, str]]] = [
        ("register", FORM | {"address": "?"}),
        ("sign-in", {"username": "?", "way": "code"}),
        ("sign-in", {"username": "?", "way": "password", "password": "eleven loud crows"}),
        ("forgot", {"username": "?"}),
    ]
    for name, form in ways:
        answers = []
        for address in (MAIL, NEW):
            client = Client()
            filled = {key: address if value == "?" else value for key, value in form.items()}
            first = client.post(url(name), filled)
            page = client.get(first["Location"]) if first.status_code == 302 else first
            wrong = client.post(url("code"), {"code": "123"})
            answers.append((seen(first, address), seen(page, address), seen(wrong, address)))
        assert answers[0] == answers[1], name


def test_a_locked_account_answers_as_a_wrong_password_does(client: Client, grace: Account) -> None:
    form = {"username": MAIL, "way": "password"}
    wrong = [client.post(url("sign-in"), form | {"password": f"wrong guess {n}"}) for n in range(6)]
    right = client.post(url("sign-in"), form | {"password": PASSWORD})
    assert not is_in(client)
    assert seen(right) == seen(wrong[0]) == seen(wrong[-1])
    client.post(url("sign-in"), {"username": MAIL, "way": "code"})
    client.post(url("code"), {"code": code()})
    assert is_in(client)


def test_opening_the_link_that_proves_an_address_changes_nothing(client: Client) -> None:
    patch = ContactPatch(first_name="Laura")
    registering.register(
        provider="EMAIL", address=NEW, patch=patch, caller=Caller(ip="192.0.2.1"), password=PASSWORD, prove_by="link"
    )
    address = link()
    page = client.get(address)
    assert (page.status_code, Identity.objects.get().verified_at) == (200, None)
    assert NEW not in page.content.decode()
    assert client.post(address, {"password": "eleven loud crows"}).status_code == 422
    assert Identity.objects.get().verified_at is None
    assert "Your address is confirmed" in client.post(address, {"password": PASSWORD}).content.decode()
    assert (Identity.objects.get().verified_at is not None, is_in(client)) == (True, False)
    assert "Your address is confirmed" in client.get(address).content.decode()
    client.post(url("sign-in"), {"username": NEW, "password": PASSWORD, "way": "password"})
    assert is_in(client)


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client: Client, grace: Account) -> None:
    client.cookies[COOKIE] = sign_in(grace)
    Client().post(url("forgot"), {"username": MAIL})
    address = link()
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert stranger.post(address, {"password": "12345678"}).status_code == 422
    done = stranger.post(address, {"password": "four fat green frogs"})
    assert done["Location"] == url("sign-in")
    assert (is_in(stranger), is_in(client)) == (False, False)
    assert stranger.get(address).status_code == 410
    assert stranger.post(address, {"password": "five fat green frogs"}).status_code == 410
    stranger.post(url("sign-in"), {"username": MAIL, "password": "four fat green frogs", "way": "password"})
    assert is_in(stranger)


def test_who_is_invited_chooses_a_password_and_signs_in(client: Client) -> None:
    patch = ContactPatch(first_name="Laura", emails=[EmailPatch(email=NEW)])
    contact = directory.create(patch=patch, actor=SYSTEM).record.id
    accounts.invite(contact=contact, actor=SYSTEM)
    assert client.post(link(), {"password": PASSWORD})["Location"] == url("sign-in")
    client.post(url("sign-in"), {"username": NEW, "password": PASSWORD, "way": "password"})
    assert "Hello Laura" in client.get(url("home")).content.decode()


def test_a_token_that_is_none_of_ours_is_told_so(client: Client) -> None:
    for name in ("verify", "reset"):
        for token in ("", "x", "A" * 43, "\x00", "é" * 300):
            assert client.get(url(name), {"token": token}).status_code == 410
            assert client.post(f"{url(name)}?token=nonsense", {"password": PASSWORD}).status_code == 410


def test_other_devices_are_signed_out_by_a_new_password_and_this_one_stays(client: Client, grace: Account) -> None:
    other = Client()
    client.cookies[COOKIE], other.cookies[COOKIE] = sign_in(grace), sign_in(grace)
    wrong = client.post(url("new-password"), {"old": "no", "new": "four fat green frogs"})
    assert (wrong.status_code, is_in(other)) == (422, True)
    assert client.post(url("new-password"), {"old": PASSWORD, "new": "four fat green frogs"})["Location"]
    assert (is_in(client), is_in(other)) == (True, False)


def test_a_session_can_be_ended_by_its_owner_alone(client: Client, grace: Account) -> None:
    patch = ContactPatch(first_name="Laura")
    contact = directory.create(patch=patch, actor=SYSTEM).record.id
    laura = accounts.set_identity(contact=contact, actor=SYSTEM, username=NEW, password=PASSWORD)
    hers, other, own = Client(), Client(), Session.objects.none()
    client.cookies[COOKIE], other.cookies[COOKIE], hers.cookies[COOKIE] = sign_in(grace), sign_in(grace), sign_in(laura)
    own = Session.objects.filter(account=grace).order_by("pk")
    for session in own:
        assert hers.post(reverse("portal:end-session", args=(session.pk,))).status_code == 302
    assert (is_in(client), is_in(other)) == (True, True)
    client.post(reverse("portal:end-session", args=(own[1].pk,)))
    assert (is_in(client), is_in(other), is_in(hers)) == (True, False, True)
    other.cookies[COOKIE] = sign_in(grace)
    client.post(url("end-others"))
    assert (is_in(client), is_in(other), is_in(hers)) == (True, False, True)


def test_a_fresh_proof_is_given_by_a_code_too(client: Client, grace: Account) -> None:
    client.cookies[COOKIE] = sign_in(grace)
    assert client.post(url("confirm-send"), {"next": url("add-passkey")})["Location"] == url("confirm-code")
    assert client.post(url("confirm-code"), {"code": "000000"}).status_code == 422
    assert client.post(url("confirm-code"), {"code": code()})["Location"] == url("add-passkey")


def test_a_password_given_by_staff_is_changed_before_anything_else(client: Client, grace: Account) -> None:
    passwords.set_by_staff(account=grace.pk, password="eleven loud crows", actor=SYSTEM)
    client.post(url("sign-in"), {"username": MAIL, "password": "eleven loud crows", "way": "password"})
    assert client.get(url("security"))["Location"] == url("new-password")
    deliver()


def test_too_many_tries_from_one_network_are_told_so(client: Client, grace: Account) -> None:
    for _ in range(30):
        limits.claim(IP_FAILURES, "127.0.0.1")
    for form in ({"way": "password", "password": PASSWORD}, {"way": "code"}):
        answer = client.post(url("sign-in"), {"username": MAIL} | form)
        if answer.status_code == 302:
            answer = client.post(url("code"), {"code": code()})
        assert "Wait a few minutes" in answer.content.decode()
    assert not is_in(client)
