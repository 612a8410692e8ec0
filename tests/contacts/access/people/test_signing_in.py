"""Passwords: one refusal for everything, tries claimed before they are carried out, and nobody locked out of codes."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import signing_in
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.codes import operations as codes
from contacts.access.errors import CodeNeeded, TooMany, Wrong
from contacts.access.hashing import pool
from contacts.access.limits.models import PasswordTries
from contacts.access.limits.rules import network
from contacts.access.owners import devices
from contacts.options import operations as options
from contacts.options import queries as decided
from crmsite.proxies import TrustedProxies
from tests.contacts.access.people.making import (
    ADA,
    HOME,
    PASSWORD,
    by_email,
    customer,
    from_ip,
    later,
    outcome,
    post,
)

pytestmark = pytest.mark.django_db


def sign_in(password: str | None = PASSWORD, name: str = "bob@example.org", caller: Caller = HOME, **kw: Any) -> Any:
    return outcome(lambda: signing_in.with_password(username=name, password=password, caller=caller, **kw))


def guess(times: int, **kw: Any) -> list[Any]:
    return [sign_in("wrong guess here", caller=from_ip(n), **kw) for n in range(times)]


def test_the_right_password_opens_the_account_in_any_spelling_of_the_name() -> None:
    bob = customer()
    for name in ("bob@example.org", "BOB@Example.ORG", " bob@example.org "):
        assert sign_in(name=name) == bob
    assert Account.objects.get(pk=bob.pk).last_signed_in_at is not None


def test_unknown_wrong_shut_and_left_accounts_are_refused_alike() -> None:
    bob = customer()
    said = []
    tries = (("bob@example.org", "wrong"), ("eve@example.org", PASSWORD), ("\x00", "x"), ("a" * 999, "x"))
    for name, word in (*tries, ("bob@example.org", "x" * 10_000), ("bob@example.org", PASSWORD)):
        if word == PASSWORD and name.startswith("bob"):
            accounts.deactivate(account=bob.pk, actor=ADA)
        with pytest.raises(Wrong) as refused:
            signing_in.with_password(username=name, password=word, caller=HOME)
        said.append(str(refused.value))
    assert said == [str(Wrong())] * 6
    accounts.reactivate(account=bob.pk, actor=ADA)
    assert sign_in() == bob


def test_without_a_password_a_code_is_needed_whoever_it_is() -> None:
    customer()
    assert [sign_in(None), sign_in("", name="eve@example.org")] == [CodeNeeded, CodeNeeded]


def test_five_failures_lock_and_each_further_one_locks_longer(checked: list[str]) -> None:
    """Off: drop ``t.locked_until <= now`` from the claim."""
    bob = customer()
    assert guess(9) == [Wrong] * 9
    assert len(checked) == 5
    for wait, held in ((61, 120), (181, 240), (421, 480), (901, 900), (1_802, 900)):
        before = len(checked)
        assert sign_in("wrong guess here", caller=from_ip(50), now=later(wait)) == Wrong
        assert len(checked) == before + 1, wait
        assert sign_in(caller=from_ip(51), now=later(wait + held - 5)) == Wrong  # right, but locked
        assert len(checked) == before + 1, wait
    assert sign_in(caller=from_ip(52), now=later(3_000)) == bob
    assert PasswordTries.objects.filter(streak=0, count=0).count() == 1


def test_a_hundred_failures_in_a_row_leave_only_a_reset_or_staff() -> None:
    """Off: drop ``t.streak < 100`` from the claim."""
    bob = customer()
    guess(1)
    PasswordTries.objects.update(streak=100, ends=0, locked_until=0)
    assert sign_in(now=later(90_000)) == Wrong
    accounts.unlock(account=bob.pk, actor=ADA)
    assert sign_in() == bob


def test_four_failures_are_forgotten_after_a_quarter_of_an_hour(checked: list[str]) -> None:
    customer()
    guess(4)
    for n in range(4):
        assert sign_in("wrong guess here", caller=from_ip(n), now=later(901)) == Wrong
    assert len(checked) == 8


def test_a_locked_password_leaves_codes_and_known_devices_alone() -> None:
    """T2. Off: let ``targets.bucket`` return an empty text."""
    bob = customer()
    token = devices.remember(account=bob, caller=HOME)
    guess(12)
    assert sign_in() == Wrong
    assert sign_in(caller=Caller(ip="192.0.2.1", device=token)) == bob
    asked = codes.ask(credentials=by_email("bob@example.org"), caller=HOME)
    (letter,) = post()
    assert codes.check(challenge=asked.id, code=letter.code, caller=HOME) == bob


def test_a_known_device_has_five_tries_of_its_own_and_only_at_its_account() -> None:
    bob, eve = customer(), customer("eve")
    token = devices.remember(account=bob, caller=HOME)
    for n in range(5):
        assert sign_in("wrong guess here", caller=from_ip(n, device=token)) == Wrong
    assert sign_in(caller=from_ip(9, device=token)) == Wrong
    assert sign_in() == bob
    guess(5, name="eve@example.org")
    assert sign_in(name="eve@example.org", caller=from_ip(9, device=token)) == Wrong
    assert devices.remember(account=eve, caller=from_ip(9, device=token)) == token
    assert devices.remember(account=eve, caller=from_ip(9, device="z" * 43)) != "z" * 43


def test_one_address_may_fail_thirty_times_and_at_twenty_names(checked: list[str]) -> None:
    """T3. Off: let ``_claim_rules`` return None at once."""
    for n in (1, 11, 22, 23, 24):
        customer(f"person{n}")
    seen = [sign_in("Summer-2026-now", name=f"person{n}@example.org") for n in range(25)]
    assert seen == [Wrong] * 20 + [TooMany] * 5
    assert len(checked) == 2
    caller = Caller(ip="2001:db8:1:2::1")
    seen = [sign_in("Summer-2026-now", name=f"person{n % 10}@example.org", caller=caller) for n in range(40)]
    assert seen == [Wrong] * 30 + [TooMany] * 10
    assert sign_in(name="person11@example.org", caller=Caller(ip="2001:db8:1:2:ffff::9")) == TooMany  # the same /64
    assert sign_in(name="person11@example.org", caller=Caller(ip="2001:db8:1:3::1")).pk


def test_addresses_are_counted_as_households() -> None:
    seen = [network(ip) for ip in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "fe80::1%eth0", "", "127.0.0.2")]
    assert seen == ["192.0.2.7", "192.0.2.7", "2001:db8::/64", "fe80::/64", "unknown", "127.0.0.2"]


def test_a_forged_header_names_no_other_address(rf: Any, settings: Any) -> None:
    """T4: what the operator did not name as a proxy is not believed, so a caller cannot change who is counted."""
    settings.TRUSTED_PROXY_COUNT = 0
    seen = set()
    for n in range(3):
        request = rf.post("/", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}", REMOTE_ADDR="192.0.2.1")
        TrustedProxies(lambda one: seen.add(one.META["REMOTE_ADDR"]))(request)  # type: ignore[arg-type,return-value]
    assert seen == {"192.0.2.1"}


def test_ones_own_success_does_not_clear_what_was_tried_elsewhere(checked: list[str]) -> None:
    """T5. Off: forget the rules of the address in ``_succeeded`` instead of giving one try back."""
    customer()
    own = customer("mallory")
    seen = []
    for _ in range(9):
        seen += [sign_in("wrong guess here", now=later(0)) for _ in range(4)]
        seen.append(sign_in(name="mallory@example.org"))
    assert seen.count(own) == 7
    assert seen.count(Wrong) == 30
    assert seen[-1] is TooMany
    assert len([one for one in checked if one != own.password]) == 5


def test_many_good_sign_ins_of_one_office_are_no_attack() -> None:
    people = [customer(f"person{n}") for n in range(21)]
    assert [sign_in(name=f"person{n}@example.org") for n in range(21)] == people
    assert [sign_in(name="person1@example.org") for _ in range(12)] == [people[1]] * 12


def test_a_claim_inside_a_transaction_is_refused_since_it_could_be_taken_back(transactional_db: None) -> None:
    customer()
    with pytest.raises(RuntimeError), transaction.atomic():
        signing_in.with_password(username="bob@example.org", password="x", caller=HOME)


def test_known_and_unknown_names_cost_the_same_statements_and_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """T10. Off: return early in ``_slots`` or ``matches`` for a name that nobody has."""
    customer()
    hashes: list[int] = []
    real = pool.verify
    monkeypatch.setattr(pool, "verify", lambda *args: (hashes.append(1), real(*args))[1])
    spent = []
    for name in ("bob@example.org", "nobody@example.org", "somebody"):
        with CaptureQueriesContext(connection) as asked:
            assert sign_in("wrong guess here", name=name) == Wrong
        spent.append(([one["sql"].split()[0] for one in asked], len(hashes)))
        hashes.clear()
    assert spent[0] == spent[1] == spent[2]
    assert spent[0][1] == 2


def test_a_hash_of_before_is_renewed_at_the_next_sign_in(settings: Any) -> None:
    bob = customer()
    settings.PASSWORD_HASHERS = ["crmsite.passwords.Argon2", *settings.PASSWORD_HASHERS]
    assert sign_in() == bob
    assert Account.objects.get(pk=bob.pk).password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in() == bob


def test_a_password_that_changes_while_it_is_checked_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: return the account without comparing what is stored once more."""
    bob = customer()
    real = pool.matches

    def slow(*args: str) -> list[bool]:
        accounts.set_identity(contact=bob.contact_id or 0, password="another fine secret", actor=ADA)
        return real(*args)

    monkeypatch.setattr(pool, "matches", slow)
    assert sign_in() == Wrong


def test_a_device_address_signs_in_only_where_it_is_enrolled_and_allowed() -> None:
    bob = customer()
    devices.enrol(account=bob, mac_address="01:23:45:67:89:ab", caller=HOME)
    mac = "01-23-45-67-89-AB"
    assert outcome(lambda: signing_in.with_mac_address(mac_address=mac, caller=HOME)) == Wrong
    options.change(values={"access.mac_sign_in": True}, actor=ADA)
    decided.forget()
    assert signing_in.with_mac_address(mac_address=mac, caller=HOME) == bob
    assert outcome(lambda: signing_in.with_mac_address(mac_address="01-23-45-67-89-AC", caller=HOME)) == Wrong
    assert outcome(lambda: signing_in.with_mac_address(mac_address="", caller=HOME)) == Wrong
