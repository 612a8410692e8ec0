"""One's own account, and a colleague's second factor."""

import logging
import re
import time
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.access.factors.models import Authenticator, FactorEvent
from contacts.messages.models import Communication
from contacts.staff.frame import proving
from tests.contacts.access.factors.making import PASSWORD, Phone, member, phone
from tests.contacts.staff.second_factor.test_second_step import CODE, DESK, SIGN_IN, halfway, key
from tests.contacts.vault.test_no_leaks import stored
from tests.factories import StaffFactory
from tests.pages import closely

pytestmark = pytest.mark.django_db
ACCOUNT, ADD, CONFIRM = (reverse(f"staff:{name}") for name in ("account", "factor-add", "account-confirm"))
OFF, CODES = reverse("staff:factor-off"), reverse("staff:factor-codes")


def signed_in(name: str = "ada") -> Client:
    client = Client()
    assert client.post(SIGN_IN, {"username": name, "password": PASSWORD})["Location"] == DESK
    return client


def seed_on(page: Any) -> str:
    return re.findall(r'<code class="seed">([A-Z2-7 ]+)</code>', closely(page.content.decode()))[0].replace(" ", "")


def codes_on(page: Any) -> list[str]:
    return re.findall(r"<li><code>([a-z2-9]{5}-[a-z2-9]{5})</code>", closely(page.content.decode()))


def test_ones_own_password_is_changed_by_who_knows_it_and_ends_other_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: leave ``recently_proved`` out, or ``update_session_auth_hash``."""
    ada = member()
    client, elsewhere = signed_in(), signed_in()
    url, new = reverse("staff:account-password"), "not guessed by anybody"
    weak = client.post(url, {"password": "password1234", "again": "password1234"})
    differing = client.post(url, {"password": new, "again": new[1:]})
    assert [(one.status_code, text in one.content.decode()) for one, text in (
        (weak, "too common"), (differing, "These two differ."),
    )] == [(422, True), (422, True)]  # fmt: skip
    assert new not in differing.content.decode()
    monkeypatch.setattr(proving, "RECENT", 0)
    assert b"Is it you?" in client.post(url, {"password": new, "again": new}).content
    assert ada.check_password(PASSWORD)
    monkeypatch.undo()
    assert client.post(url, {"password": new, "again": new})["Location"] == ACCOUNT
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert [one.get(ACCOUNT).status_code for one in (client, elsewhere)] == [200, 302]


def test_turning_on_shows_the_key_once_and_ends_other_sessions() -> None:
    """Off: leave ``update_session_auth_hash`` out of ``add``, or the generation out of the session's hash."""
    ada = member()
    client, elsewhere = signed_in(), signed_in()
    before = key(client)
    page = client.get(ADD)
    seed = seed_on(page)
    (drawn,) = re.findall(r"<svg viewBox.*?</svg>", page.content.decode())
    assert re.findall(r"style|class|script", drawn) == []
    mine = Phone(ada, seed, [], 0)
    assert client.post(ADD, {"code": mine.wrong()}).status_code == 422
    assert client.post(ADD, {"code": ""}).status_code == 422
    done = client.post(ADD, {"code": mine.code(), "name": "Pixel"})
    codes = codes_on(done)
    assert len(codes) == 10
    file = unquote(re.findall(r'download="recovery-codes.txt" href="(data:[^"]+)"', closely(done.content.decode()))[0])
    assert [code for code in codes if code not in file] == []
    assert "no-store" in done["Cache-Control"]
    assert key(client) != before
    assert [client.get(DESK).status_code, elsewhere.get(DESK).status_code] == [200, 302]
    text = client.get(ACCOUNT).content.decode()
    assert [word in text for word in ("Pixel", "10 of 10 left", seed, codes[0])] == [True, True, False, False]
    assert halfway().post(CODE, {"code": mine.code()}).status_code == 422  # it was used to turn it on


def test_what_was_signed_in_before_does_not_come_back_when_it_is_turned_off() -> None:
    """Off: delete the row of the second factor in ``_forget``."""
    ada = member()
    client, elsewhere = signed_in(), signed_in()
    client.post(ADD, {"code": Phone(ada, seed_on(client.get(ADD)), [], 0).code()})
    client.post(OFF)
    assert not FactorEvent.objects.exclude(kind__in=("on", "off")).exists()
    assert [client.get(DESK).status_code, elsewhere.get(DESK).status_code] == [200, 302]


def test_changing_it_takes_the_password_within_five_minutes(monkeypatch: Any) -> None:
    """T33. Off: put ``staff_only`` in the place of ``recently_proved``."""
    ada = member()
    mine = phone(ada)
    client = halfway()
    client.post(CODE, {"code": mine.code()})
    assert client.get(OFF).status_code == 200
    now = time.time()
    monkeypatch.setattr(proving.time, "time", lambda: now + 301)
    remove = reverse("staff:factor-remove", args=(mine.pk,))
    for path in (ADD, OFF, CODES, remove):
        assert client.get(path)["Location"] == f"{CONFIRM}?next={path.replace('/', '%2F')}", path
        assert "Your password once more" in client.post(path).content.decode(), path
    assert Authenticator.objects.count() == 1
    asked = f"{CONFIRM}?next={OFF}"
    wrong = client.post(asked, {"password": "a wrong guess"})
    assert (wrong.status_code, "That is not your password" in wrong.content.decode()) == (422, True)
    before = key(client)
    assert client.post(asked, {"password": PASSWORD})["Location"] == OFF
    assert key(client) != before
    assert client.get(OFF).status_code == 200
    for evil in ("//evil.example", "https://evil.example/"):
        assert client.post(f"{CONFIRM}?next={evil}", {"password": PASSWORD})["Location"] == ACCOUNT


def test_guesses_of_the_password_are_counted_with_those_of_signing_in() -> None:
    member()
    client = signed_in()
    client.cookies.pop("desk-device")
    for _ in range(5):
        assert client.post(CONFIRM, {"password": "a wrong guess"}).status_code == 422
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 422
    assert Client().post(SIGN_IN, {"username": "ada", "password": PASSWORD}).status_code == 200


def test_another_app_new_codes_and_one_app_less() -> None:
    ada = member()
    mine = phone(ada)
    client = halfway()
    client.post(CODE, {"code": mine.code()})
    second = Phone(ada, seed_on(client.get(ADD)), [], 0)
    assert client.post(ADD, {"code": second.code(), "name": "Tablet"}, follow=True).status_code == 200
    assert client.get(DESK).status_code == 200
    page = client.get(ACCOUNT).content.decode()
    assert ("Tablet" in page, page.count("/remove/")) == (True, 2)
    client.post(reverse("staff:factor-remove", args=(mine.pk,)))
    assert list(Authenticator.objects.values_list("name", flat=True)) == ["Tablet"]
    alone = Authenticator.objects.get().pk
    told = client.post(reverse("staff:factor-remove", args=(alone,)), follow=True).content.decode()
    assert "This is the only authenticator" in told
    new = codes_on(client.post(CODES))
    assert (len(new), set(new) & set(mine.codes)) == (10, set())
    assert client.get(reverse("staff:factor-remove", args=(999,))).status_code == 404


def admin(*rights: str) -> Client:
    StaffFactory(username="boss", password=PASSWORD, permissions=rights)
    return signed_in("boss")


def test_a_colleague_takes_it_away_with_a_reason() -> None:
    ada = member(email="ada@example.org")
    mine = phone(ada)
    hers = halfway()
    hers.post(CODE, {"code": mine.code()})
    boss = admin("view_user", "change_user")
    path = reverse("staff:factor-reset", args=(ada.pk,))
    assert f'href="{path}"' in boss.get(f"/staff/users/{ada.pk}/").content.decode()
    unproven = Client()
    unproven.force_login(User.objects.get(username="boss"))
    assert 'name="reason" value="lost"' in unproven.post(path, {"reason": "lost"}).content.decode()
    assert not FactorEvent.objects.filter(kind="reset").exists()
    assert boss.post(path, {"reason": " "}).status_code == 422
    assert boss.post(path, {"reason": "lost the phone"})["Location"] == f"/staff/users/{ada.pk}/"
    event = FactorEvent.objects.get(kind="reset")
    assert (event.user, event.about, event.actor_label) == (ada, "lost the phone", "boss")
    assert Communication.objects.filter(recipient="ada@example.org", subject__endswith="by a colleague").count() == 1
    assert hers.get(DESK).status_code == 302
    page = boss.get(f"/staff/users/{ada.pk}/").content.decode()
    assert ("taken away by a colleague (lost the phone), by boss" in page, path in page) == (True, False)
    assert boss.get(path).status_code == 200
    assert boss.post(path, {"reason": "again"}).status_code == 404


def test_nobody_takes_it_from_who_may_more_nor_without_the_right_nor_from_themselves() -> None:
    """Off: leave ``is_beyond`` out of ``reset``."""
    boss = admin("view_user", "change_user")
    strong, weak, own = member("strong"), member("weak"), User.objects.get(username="boss")
    strong.user_permissions.set(Permission.objects.filter(codename="delete_contact"))
    for user in (strong, weak, own):
        phone(user)
    boss = halfway("boss")
    boss.post(CODE, {"code": phone(own, name="Other").code()})
    said = {"reason": "x"}
    paths = [reverse("staff:factor-reset", args=(user.pk,)) for user in (strong, own, weak)]
    assert [boss.post(path, said).status_code for path in paths] == [403, 403, 302]
    StaffFactory(username="clerk", password=PASSWORD, permissions=["view_user"])
    clerk = signed_in("clerk")
    assert [clerk.post(path, said).status_code for path in paths] == [403, 403, 403]


def test_the_list_shows_who_has_one_at_the_price_of_no_statement(queries: Any) -> None:
    boss = admin("view_user")
    counts = []
    for n in range(2):
        boss.get("/staff/users/")
        with queries(connection) as asked:
            page = boss.get("/staff/users/").content.decode()
        counts.append(len(asked))
        for more in range(3):
            phone(member(f"user{n}{more}"))
    assert counts[0] == counts[1]
    assert page.count("On</span>") == 3


def test_no_seed_and_no_code_is_in_a_log_or_a_table(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada = member(email="ada@example.org")
    client = signed_in()
    mine = Phone(ada, seed_on(client.get(ADD)), [], 0)
    used = [mine.code(), mine.wrong()]
    client.post(ADD, {"code": used[1]})
    codes = codes_on(client.post(ADD, {"code": used[0]}))
    again = halfway()
    again.post(CODE, {"code": used[1]})
    used.append(mine.code(ahead=1))
    again.post(CODE, {"code": used[2]})
    halfway().post(reverse("staff:second-step-recovery"), {"code": codes[0]})
    log = "\n".join(str(vars(record)) for record in caplog.records)
    assert len(caplog.records) > 5
    for where in (log, stored()):
        assert [text for text in (mine.seed, *codes, PASSWORD) if text in where] == []
    assert [code for code in used if f"'{code}'" in log or f"code={code}" in log] == []
