"""What stands around every page: name, colour, language, brightness, and pages for what cannot be shown."""

import re
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from contacts.access.accounts.models import Account
from contacts.directory import operations as directory
from contacts.directory.reading import snapshots
from contacts.history.actor import SYSTEM
from contacts.history.models import Change
from contacts.portal.frame import pages
from contacts.portal.frame.cards import Card, cards_for
from contacts.portal.frame.customers import COOKIE, Customer, find_customer
from contacts.record.patch import ContactPatch
from tests.contacts.portal.conftest import MAIL, PASSWORD, Decide
from tests.pages import closely

HOME = "/portal/"
LOOK = re.compile(r'href="(/portal/look-\w+\.css)"')
EVIL = "<script>alert(1)</script>\"'{{ 7 }}"


def page(client: Client, path: str = HOME, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_the_operator_gives_name_colour_words_and_links(client: Client, decide: Decide) -> None:
    assert "<h1>Contacts</h1>" in page(client)
    decide(
        **{
            "portal.name": "Harbour Books",
            "portal.colour": "#7a1f3d",
            "portal.intro": "Read\n\nand be happy.",
            "portal.terms": "https://example.org/terms",
            "portal.privacy": "https://example.org/privacy",
        }
    )
    text = page(client)
    assert "<title>Harbour Books</title>" in closely(text)
    assert "<p>Read</p>\n\n<p>and be happy.</p>" in text
    assert 'href="https://example.org/terms"' in text
    assert 'href="https://example.org/privacy"' in text
    (address,) = LOOK.findall(text)
    assert client.get(address).content.startswith(b":root{--accent:#7a1f3d;")


def test_the_colour_is_kept_for_a_year_under_an_address_that_changes_with_it(client: Client, decide: Decide) -> None:
    (before,) = LOOK.findall(page(client))
    kept = client.get(before)
    assert (kept["Content-Type"], kept["Cache-Control"], kept.has_header("Vary")) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
        False,
    )
    decide(**{"portal.colour": "#7a1f3d"})
    (after,) = LOOK.findall(page(client))
    assert after != before
    assert client.get(before)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("el-CY,el;q=0.9", "el", "Σύνδεση"),
        ("de", "de", "Anmelden"),
        ("fr-FR", "fr", "Se connecter"),
        ("es", "es", "Iniciar sesión"),
        ("ja", "en", "Sign in"),
    ],
)
def test_a_page_speaks_the_language_of_the_browser(
    client: Client, db: None, asked: str, language: str, words: str
) -> None:
    response = client.get(HOME, headers={"Accept-Language": asked})
    text = response.content.decode()
    assert (response["Content-Language"], response["Vary"]) == (language, "Cookie, Accept-Language")
    assert f'<html lang="{language}"' in text
    assert f">{words}</a>" in text


def test_a_chosen_language_holds_in_this_browser_and_in_the_record(hers: Client, grace: Account) -> None:
    contact = grace.contact_id or 0
    done = hers.post(reverse("portal:language"), {"language": "el", "next": reverse("portal:security")})
    assert done["Location"] == reverse("portal:security")
    assert 'lang="el"' in page(hers, reverse("portal:security"), accept_language="de")
    assert snapshots.records([contact])[contact].language == "ELL"
    change = Change.objects.filter(contact_id=contact).latest("pk")
    assert (change.actor_kind, change.actor_id) == ("contact", contact)
    hers.post(reverse("portal:language"), {"language": "tlh"})
    assert snapshots.records([contact])[contact].language == "ELL"


def test_a_browser_in_which_nothing_was_chosen_takes_the_language_of_the_record(client: Client, grace: Account) -> None:
    patch = ContactPatch(language="FRA")
    directory.update(contact=grace.contact_id or 0, patch=patch, actor=SYSTEM)
    client.post(reverse("portal:sign-in"), {"username": MAIL, "password": PASSWORD, "way": "password"})
    assert "Bonjour Grace" in page(client)


def test_brightness_is_kept_by_the_browser(client: Client, db: None) -> None:
    assert "data-theme" not in page(client)
    client.post(reverse("portal:theme"), {"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in page(client)
    client.post(reverse("portal:theme"), {"theme": "system"})
    assert "data-theme" not in page(client)


def test_a_customer_is_never_shown_the_desk(client: Client, db: None) -> None:
    response = client.get("/portal/nothing/", headers={"Accept-Language": "de"})
    text = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert "Diese Seite gibt es nicht" in text
    assert "/staff/" not in text
    assert "dashboard" in page(client, "/nothing/")


def test_a_fault_of_ours_is_told_in_the_frame_and_without_one_when_the_database_is_away(
    hers: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contacts.portal.frame import faults

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError

    hers.raise_request_exception = False
    monkeypatch.setattr("contacts.portal.security.overview.render_page", broken)
    assert "Something went wrong" in page(hers, reverse("portal:security"))
    monkeypatch.setattr(faults, "render_page", broken)
    response = hers.get(reverse("portal:security"))
    assert (response.status_code, b"The fault is ours" in response.content) == (500, True)
    assert b"/staff/" not in response.content


def test_what_people_typed_is_shown_and_never_run(hers: Client, grace: Account, decide: Decide) -> None:
    directory.update(contact=grace.contact_id or 0, patch=ContactPatch(first_name=EVIL), actor=SYSTEM)
    decide(**{"portal.name": EVIL, "portal.intro": EVIL})
    for text in (page(hers), page(Client()), page(hers, f"/portal/nothing/?{EVIL}")):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{ 7 }}" in text or "nothing" in text


def test_cards_that_wait_come_first(hers: Client, rf: Any) -> None:
    request = rf.get(HOME)
    request.COOKIES[COOKIE] = hers.cookies[COOKIE].value
    customer = find_customer(request)
    assert isinstance(customer, Customer)
    files, nothing = Card(title="Files", url="/f", count=2), None
    waiting = Card(title="Approvals", url="/a", count=1, attention=True)
    assert cards_for(customer, [lambda _: files, lambda _: nothing, lambda _: waiting]) == [waiting, files]


def test_a_notice_is_told_once(hers: Client) -> None:
    hers.post(reverse("portal:end-others"))
    text = page(hers, reverse("portal:sessions"))
    assert '<p class="notice good" role="status">0 devices are signed out.</p>' in text
    assert "devices are signed out" not in page(hers, reverse("portal:sessions"))
    assert pages.THEMES == ("light", "dark")
