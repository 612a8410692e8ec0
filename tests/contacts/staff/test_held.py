"""What was typed survives a session that ended meanwhile, and is sent by the press of a button alone."""

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.lookups.models import Category
from contacts.staff import held_words
from contacts.staff.frame import held
from contacts.staff.frame.access import ENDED
from contacts.vault.seal import seal, unseal
from tests.browser import PASSWORD
from tests.contacts.access.factors.making import PASSWORD as THEIRS
from tests.contacts.access.factors.making import member, phone

SIGN_IN, HELD, NEW, CODE = "/staff/sign-in/", "/staff/held/", "/staff/groups/new/", "/staff/sign-in/code/"
TYPED = {"name": 'Front "desk"'}
SEALED = re.compile(r'name="held" value="([^"]+)"')
pytestmark = pytest.mark.django_db


def browser_of(name: str, password: str, **options: Any) -> Client:
    """A browser in which ``name`` signed in, and whose session is gone."""
    client = Client(**options)
    client.post(SIGN_IN, {"username": name, "password": password})
    Session.objects.all().delete()
    return client


@pytest.fixture
def ended(boss: User) -> Client:
    return browser_of("ada", PASSWORD)


def sealed_in(answer: Any) -> str:
    return str(SEALED.findall(answer.content.decode())[0])


def sign_in(client: Client, sealed: str, name: str = "ada", password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password, "held": sealed})


def is_gone(client: Client) -> bool:
    """Whether nothing waits any more, and this is told."""
    page = client.get(HELD, follow=True)
    return page.redirect_chain == [("/staff/", 302)] and held.GONE in page.content.decode()


def test_what_was_typed_waits_and_is_sent_by_a_button(ended: Client) -> None:
    """Off: leave ``held.keep`` out of ``form_valid``."""
    asked = ended.post(NEW, TYPED)
    assert (asked.status_code, "no-store" in asked["Cache-Control"]) == (200, True)
    assert "Your session has ended." in asked.content.decode()
    assert "Front" not in asked.content.decode()  # whoever passes by reads nothing
    wrong = sign_in(ended, sealed_in(asked), password="not this one")
    assert sign_in(ended, sealed_in(wrong))["Location"] == HELD
    pages = [ended.get(HELD) for _ in range(2)]  # also when it is loaded anew
    assert [page.context["held"].fields for page in pages] == [[("name", 'Front "desk"')]] * 2
    assert not Group.objects.exists()
    sent = ended.post(HELD, TYPED)
    assert (sent.status_code, sent["Location"]) == (307, NEW)
    assert ended.post(HELD, TYPED)["Location"] == "/staff/"  # and once


def test_what_waits_is_told_in_the_words_of_its_form(ended: Client) -> None:
    gold = Category.objects.create(name="Gold", code="GOLD")
    typed = {"first_name": "Ada", "category": gold.pk, "country": "CY", "kind": "person", "tags": ""}
    sign_in(ended, sealed_in(ended.post("/staff/contacts/new/", typed)))
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", ended.get(HELD).content.decode())
    assert facts[:4] == [("First name", "Ada"), ("Category", "Gold"), ("Country", "Cyprus"), ("Kind", "Person")]


@pytest.mark.parametrize(
    ("address", "typed", "told"),
    [
        ("/staff/categories/new/", {"name": "Gold", "is_active": "on"}, [("Name", "Gold"), ("In use", "Yes")]),
        ("/staff/settings/portal/", {"portal.name": "Ours"}, [("Name", "Ours")]),
        ("/staff/contacts/1/write/", {"channel": "EMAIL"}, [("Channel", "Email")]),
        ("/staff/nowhere/", {"shoe_size": "44"}, [("Shoe size", "44")]),
    ],
)
def test_words_are_found_by_the_address(boss: User, address: str, typed: dict[str, str], told: Any) -> None:
    assert held_words.told(list(typed.items()), address=address, user=boss) == told


def test_leaving_it_forgets_it_and_leads_to_where_it_was_typed(ended: Client) -> None:
    asked = ended.post(NEW, TYPED, headers={"Referer": f"http://testserver{NEW}?copy=3"})
    sign_in(ended, sealed_in(asked))
    assert ended.post(f"{HELD}?leave=1")["Location"] == f"http://testserver{NEW}?copy=3"
    assert ended.get(HELD)["Location"] == "/staff/"


def test_the_second_step_does_not_lose_it() -> None:
    """Off: keep it before ``pending.begin``, which empties the session."""
    mine = phone(member())
    client = Client()
    sign_in(client, sealed_in(client.post(NEW, TYPED)), password=THEIRS)
    assert client.get(HELD)["Location"].startswith(SIGN_IN)
    assert 'name="never_held" value="code"' in client.get(CODE).content.decode()
    assert client.post(CODE, {"code": mine.code()})["Location"] == HELD
    assert client.get(HELD).context["held"].fields == [*TYPED.items()]


def test_nothing_is_shown_or_sent_in_the_name_of_another(ended: Client) -> None:
    """Off: leave ``is_theirs`` out of ``found``."""
    member("bob")
    asked = sealed_in(ended.post(NEW, TYPED))
    sign_in(ended, asked, "bob", THEIRS)
    assert is_gone(ended)
    sign_in(ended, asked, "bob", THEIRS)
    assert ended.post(HELD, TYPED)["Location"] == "/staff/"


def test_in_a_browser_that_knows_nobody_it_is_asked_of_whoever_signs_in(boss: User) -> None:
    client = Client()
    sign_in(client, sealed_in(client.post(NEW, TYPED)))
    assert client.get(HELD).context["held"].fields == [*TYPED.items()]


def test_what_was_altered_or_is_sealed_for_another_place_is_not_opened(ended: Client) -> None:
    """Off: have ``unseal`` take any place."""
    sealed = sealed_in(ended.post(NEW, TYPED))
    text = unseal(sealed, place=held.PLACE)
    for bad in (sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:], seal(text, place="elsewhere")):
        sign_in(ended, bad)
        assert is_gone(ended)


@pytest.mark.parametrize(("hours", "is_there"), [(11.9, True), (12.1, False), (-0.1, False)])
def test_it_waits_for_twelve_hours(ended: Client, monkeypatch: Any, hours: float, is_there: bool) -> None:
    """Off: leave the age out of ``found``."""
    asked = sealed_in(ended.post(NEW, TYPED))
    sign_in(ended, asked)
    at = time.time() + hours * 3600
    monkeypatch.setattr(held, "time", SimpleNamespace(time=lambda: at))
    assert (ended.get(HELD).status_code == 200) is is_there


def test_too_much_is_said_and_not_carried(ended: Client) -> None:
    """Off: raise ``MOST``."""
    page = ended.post(NEW, {"name": "x" * held.MOST}).content.decode()
    assert "too much to wait here. Go back and copy it" in page
    assert SEALED.search(page) is None


def test_a_file_is_named_and_passwords_are_asked_again(ended: Client) -> None:
    """Off: leave ``secrets`` out of ``left_out``."""
    assert 'name="never_held" value="password"' in Client().get(SIGN_IN).content.decode()
    typed = {"username": "anna", "password": PASSWORD, "pin": "", "never_held": ["password", "pin"]}
    asked = sealed_in(ended.post("/staff/users/new/", {**typed, "scan": SimpleUploadedFile("deed.pdf", b"x")}))
    assert PASSWORD not in unseal(asked, place=held.PLACE)
    sign_in(ended, asked)
    page = ended.get(HELD)
    kept = page.context["held"]
    assert (kept.fields, kept.secrets, kept.files) == ([("username", "anna"), ("pin", "")], ["password"], ["deed.pdf"])
    assert 'type="password" name="password"' in page.content.decode()
    assert "choose them again: deed.pdf" in page.content.decode()


def test_a_button_alone_leads_back_to_its_page(ended: Client) -> None:
    """Nothing was typed, so nothing is lost; a form's address may be one that cannot be looked at."""
    left = ended.post("/staff/groups/delete/", headers={"Referer": "http://testserver/staff/groups/"})
    assert left["Location"] == f"{SIGN_IN}?next=http%3A//testserver/staff/groups/"
    assert ended.post(NEW, headers={"Referer": "https://elsewhere.example/"})["Location"] == f"{SIGN_IN}?next={NEW}"


def test_without_its_token_a_form_is_refused_before_and_after(boss: User) -> None:
    """T30. Off: exempt ``waiting`` from the check."""
    client = browser_of("ada", PASSWORD)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    refused = strict.post(NEW, TYPED)
    assert (refused.status_code, SEALED.search(refused.content.decode())) == (403, None)
    asked = sealed_in(client.post(NEW, TYPED))
    assert strict.post(SIGN_IN, {"username": "ada", "password": PASSWORD, "held": asked}).status_code == 403
    sign_in(client, asked)
    strict.cookies = client.cookies
    assert [strict.post(path, TYPED).status_code for path in (HELD, NEW)] == [403, 403]
    assert client.get(HELD).status_code == 200


def test_a_part_of_a_page_says_it_where_it_stands(ended: Client) -> None:
    answer = ended.post(NEW, TYPED, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"], answer.content.decode()) == (403, "text/plain", ENDED)
    assert "HX-Redirect" not in answer


def test_a_page_gets_a_new_token_for_its_own_user_alone(boss: User) -> None:
    """Off: leave the comparison out of ``token``."""
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/staff/token/{boss.pk}/").status_code == 302
    client.force_login(boss)
    assert client.get(f"/staff/token/{boss.pk + 1}/").status_code == 403
    given = client.get(f"/staff/token/{boss.pk}/")
    assert (given["Content-Type"], "no-store" in given["Cache-Control"]) == ("text/plain", True)
    headers = {"X-CSRFToken": given.content.decode()}
    assert client.post(NEW, TYPED, headers=headers).status_code == 302
