"""Signing in with a second factor: the password alone opens nothing, and wrong codes are counted."""

import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.access.factors import operations
from contacts.access.factors.options import REQUIRED
from contacts.access.limits.models import Tally
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.staff.frame import pending
from tests.contacts.access.factors.making import PASSWORD, Phone, as_staff, member, phone
from tests.contacts.files.conftest import media
from tests.pages import closely
from tests.recovery.doors import Things, address, routes, things, written

__all__ = ["media"]
pytestmark = pytest.mark.django_db
SIGN_IN, CODE = reverse("staff:sign-in"), reverse("staff:second-step")
RECOVERY, TURN_ON = reverse("staff:second-step-recovery"), reverse("staff:sign-in-turn-on")
DESK = reverse("staff:dashboard")


@pytest.fixture
def mine(db: None) -> Phone:
    return phone(member())


@pytest.fixture
def required(db: None) -> Any:
    options.change(values={REQUIRED.name: True}, actor=as_staff(member("boss")))
    decided.forget()
    yield
    decided.forget()


def halfway(name: str = "ada", **said: str) -> Client:
    """A browser whose password was right."""
    client = Client(raise_request_exception=False)
    answer = client.post(SIGN_IN, {"username": name, "password": PASSWORD, **said})
    assert answer.status_code == 302
    return client


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_password_and_code_lead_to_where_one_wanted_to_go(mine: Phone) -> None:
    client = halfway(next="/staff/contacts/")
    assert client.get(DESK).status_code == 302
    first = key(client)
    assert "desk-device" not in client.cookies  # known when it is in, not before
    page = client.get(CODE)
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    done = client.post(CODE, {"code": f" {mine.code()[:3]} {mine.code()[3:]}"})
    assert (done.status_code, done["Location"]) == (302, "/staff/contacts/")
    assert client.get(DESK).status_code == 200
    assert key(client) != first
    assert "desk-device" in client.cookies
    assert client.get(CODE)["Location"] == SIGN_IN  # nothing is left of it
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = first
    assert [stolen.get(path).status_code for path in (DESK, CODE)] == [302, 302]


def test_a_wrong_code_is_told_and_five_begin_again(mine: Phone) -> None:
    client = halfway()
    for _ in range(5):
        wrong = client.post(CODE, {"code": mine.wrong()})
        assert (wrong.status_code, "That code is not right" in wrong.content.decode()) == (422, True)
    over = client.post(CODE, {"code": mine.code()})
    assert (over.status_code, "Five codes were wrong" in over.content.decode()) == (422, True)
    assert client.get(CODE)["Location"] == SIGN_IN
    assert client.get(DESK).status_code == 302
    assert halfway().post(CODE, {"code": mine.code()}).status_code == 302


def test_twenty_wrong_codes_shut_the_day_with_a_sentence(mine: Phone) -> None:
    Tally.objects.all().delete()
    client = halfway()
    client.post(CODE, {"code": mine.wrong()})
    Tally.objects.filter(rule="factor_day").update(count=20)
    shut = client.post(CODE, {"code": mine.code()})
    assert (shut.status_code, int(shut["Retry-After"]) > 80_000) == (429, True)
    assert "Too many wrong codes. Wait 24 hours" in shut.content.decode()
    Tally.objects.filter(rule="ip_failures").update(count=30)
    assert "from your network" in client.post(CODE, {"code": mine.code()}).content.decode()


def test_a_recovery_code_signs_in_once_and_tells_how_many_are_left(mine: Phone) -> None:
    client = halfway()
    assert client.post(RECOVERY, {"code": "aaaaa-aaaaa"}).status_code == 422
    done = client.post(RECOVERY, {"code": mine.codes[0].upper()}, follow=True)
    assert "That recovery code is used up. 9 left." in done.content.decode()
    assert halfway().post(RECOVERY, {"code": mine.codes[0]}).status_code == 422
    assert halfway().post(RECOVERY, {"code": ""}).status_code == 422


def test_the_half_state_ends_with_ten_minutes_and_with_the_password(mine: Phone, monkeypatch: Any) -> None:
    client, other = halfway(), halfway()
    mine.user.set_password("another grey goose on ice")
    mine.user.save()
    assert client.post(CODE, {"code": mine.code()})["Location"] == SIGN_IN
    mine.user.set_password(PASSWORD)
    mine.user.save()
    third = halfway()
    now = time.time()
    monkeypatch.setattr(pending.time, "time", lambda: now + pending.LIFE + 1)
    assert [one.get(CODE).status_code for one in (other, third)] == [302, 302]


def test_the_password_step_ends_whoever_was_signed_in_here(mine: Phone) -> None:
    client = Client()
    client.force_login(member("eve"))
    client.post(SIGN_IN, {"username": "ada", "password": PASSWORD})
    assert client.get(DESK).status_code == 302
    assert client.get(CODE).status_code == 200


def test_signing_out_ends_the_half_state(mine: Phone) -> None:
    client = halfway()
    client.post(reverse("staff:sign-out"))
    assert client.get(CODE)["Location"] == SIGN_IN


def shape(answer: Any) -> tuple[Any, ...]:
    """What somebody without the password sees, but for what is new in every answer."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode()).replace("eve", "ada")
    return answer.status_code, sorted(answer.headers), sorted(answer.cookies), text


@pytest.mark.usefixtures("dear")
def test_a_wrong_password_is_answered_alike_with_and_without(mine: Phone, queries: Any) -> None:
    """T10. Off: look at the second factor before the password."""
    member("eve")
    seen = []
    for name in ("ada", "eve"):
        with queries(connection) as asked:
            answer = Client().post(SIGN_IN, {"username": name, "password": "a wrong guess"})
        seen.append((shape(answer), [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "?", one["sql"]) for one in asked]))
    assert seen[0] == seen[1]


def unlike(client: Client, of: Things, mine: set[str], *, below: str = "") -> list[tuple[str, str, int, int]]:
    """(method, address, status, a stranger's) of every address that answers this browser otherwise than a stranger."""
    found = []
    stranger = Client(raise_request_exception=False)
    for route in (route for route in routes() if route.startswith(below)):
        path = address(route, of)
        for method in ("GET", "POST"):
            if path in mine:
                continue
            with written() as tables:
                ours = client.generic(method, path, b"", content_type="application/x-www-form-urlencoded")
            theirs = stranger.generic(method, path, b"", content_type="application/x-www-form-urlencoded")
            same = (ours.status_code, ours.headers.get("Location")) == (
                theirs.status_code, theirs.headers.get("Location")
            )  # fmt: skip
            if not same or (path.startswith("/staff/") and tables):
                found.append((method, path, ours.status_code, theirs.status_code))
    return found


def test_half_signed_in_one_is_a_stranger_everywhere_but_at_three_addresses(media: Any, mine: Phone) -> None:
    """T22. Off: have ``SignIn.form_valid`` sign in before the second step."""
    User.objects.filter(pk=mine.user.pk).update(is_superuser=True)
    of = things()
    assert unlike(halfway(), of, {CODE, RECOVERY, reverse("staff:sign-out")}) == []


def test_who_must_turn_one_on_is_a_stranger_everywhere_else(media: Any, required: None) -> None:
    """T22. Off: as above."""
    User.objects.filter(pk=member().pk).update(is_superuser=True)
    of = things()
    assert unlike(halfway(), of, {TURN_ON, reverse("staff:sign-out")}, below="staff/") == []


def test_who_has_none_where_staff_need_one_turns_it_on_and_is_in(required: None) -> None:
    ada = member()
    client = halfway(next="/staff/contacts/")
    page = closely(client.get(TURN_ON).content.decode())
    seed = re.findall(r'<code class="seed">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    mine = Phone(ada, seed, [], 0)
    assert client.post(TURN_ON, {"code": mine.wrong()}).status_code == 422
    assert client.get(DESK).status_code == 302
    done = client.post(TURN_ON, {"code": mine.code(), "name": "Pixel"})
    assert len(re.findall(r"<li><code>[a-z2-9]{5}-[a-z2-9]{5}</code>", closely(done.content.decode()))) == 10
    assert 'href="/staff/contacts/"' in done.content.decode()
    assert client.get(DESK).status_code == 200
    assert client.get(TURN_ON)["Location"] == SIGN_IN
    assert halfway().get(CODE).status_code == 200
    off = client.post(reverse("staff:factor-off"), follow=True)
    assert "wants a second factor of everybody" in off.content.decode()


def test_pages_cost_what_they_cost_without_one(mine: Phone, queries: Any) -> None:
    eve = Client()
    eve.post(SIGN_IN, {"username": member("eve").username, "password": PASSWORD})
    ada = halfway()
    ada.post(CODE, {"code": mine.code()})
    counts = []
    for client in (eve, ada):
        client.get("/staff/palette/")
        with queries(connection) as asked:
            client.get("/staff/palette/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reset_lets_the_password_in_again_and_ends_what_was_open(mine: Phone) -> None:
    client, waiting = halfway(), halfway()
    client.post(CODE, {"code": mine.code()})
    operations.reset(mine.user, reason="lost", actor=as_staff(mine.user))
    assert client.get(DESK).status_code == 302
    assert waiting.post(CODE, {"code": mine.code(ahead=1)})["Location"] == SIGN_IN
    assert Client().post(SIGN_IN, {"username": "ada", "password": PASSWORD})["Location"] == DESK
