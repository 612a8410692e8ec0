"""Many at once: what is claimed before it is done cannot be had twice, on real threads and connections."""

import threading
from typing import Any

import pytest

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import passwords, registering, signing_in, verifying
from contacts.access.accounts.models import Account, Identity
from contacts.access.claims.models import Claim
from contacts.access.codes import operations as codes
from contacts.access.codes.models import OneTimeCode
from contacts.access.errors import Busy, Gone, TooMany, Wrong
from contacts.access.hashing import pool
from contacts.background.models import Job
from contacts.record.errors import Invalid
from tests.contacts.access.people.making import (
    ADA,
    HOME,
    PASSWORD,
    at_once,
    by_email,
    customer,
    from_ip,
    later,
    outcome,
    patch,
    post,
)
from tests.contacts.directory.making import create

pytestmark = pytest.mark.django_db(transaction=True)
BOB = "bob@example.org"


@pytest.mark.usefixtures("dear")
def test_forty_guesses_from_forty_addresses_are_checked_five_times(checked: list[str]) -> None:
    """T1. Off: drop ``locked_until`` from ``_CLAIM_PASSWORD``, or claim after ``pool.matches``."""
    customer()
    seen = at_once([
        lambda n=n: signing_in.with_password(username=BOB, password=f"a wrong guess {n}", caller=from_ip(n))  # type: ignore[misc]
        for n in range(40)
    ])  # fmt: skip
    assert seen == [Wrong] * 40
    assert len(checked) == 5
    assert outcome(lambda: signing_in.with_password(username=BOB, password=PASSWORD, caller=HOME)) == Wrong
    assert len(checked) == 5


def test_forty_guesses_at_forty_names_from_one_address_are_checked_twenty_times(checked: list[str]) -> None:
    """T3. Off: drop ``count < most`` from ``_CLAIM``."""
    customer("person7")
    seen = at_once([
        lambda n=n: signing_in.with_password(username=f"person{n}@example.org", password="Summer-2026", caller=HOME)  # type: ignore[misc]
        for n in range(40)
    ])  # fmt: skip
    assert (seen.count(Wrong), seen.count(TooMany)) == (20, 20)
    assert len(checked) <= 1


def test_forty_guesses_at_a_code_are_compared_five_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """T6. Off: drop ``tries__lt`` and the row's constraint."""
    customer()
    asked = codes.ask(credentials=by_email(BOB), caller=HOME)
    (letter,) = post()
    compared: list[bool] = []
    real = codes._claimed
    monkeypatch.setattr(codes, "_claimed", lambda *args: (compared.append(real(*args)), compared[-1])[1])
    tries = [f"{(int(letter.code) + n) % 10**6:06}" for n in range(1, 41)]
    seen = at_once([
        lambda n=n, code=code: codes.check(challenge=asked.id, code=code, caller=from_ip(n))  # type: ignore[misc]
        for n, code in enumerate(tries)
    ])  # fmt: skip
    assert seen == [Wrong] * 40
    assert sum(compared) == 5
    assert outcome(lambda: codes.check(challenge=asked.id, code=letter.code, caller=HOME)) == Wrong
    assert OneTimeCode.objects.get().tries == 5


def test_twenty_uses_of_one_code_give_one_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """T7: the five that may try all stand before the last step at once. Off: drop ``used_at=None`` in ``redeem``."""
    bob = customer()
    asked = codes.ask(credentials=by_email(BOB), caller=HOME)
    (letter,) = post()
    gate, real = threading.Barrier(codes.TRIES), codes._claimed

    def claimed(*args: Any) -> bool:
        allowed = real(*args)
        if allowed:
            gate.wait(60)
        return allowed

    monkeypatch.setattr(codes, "_claimed", claimed)
    seen = at_once([
        lambda n=n: codes.check(challenge=asked.id, code=letter.code, caller=from_ip(n))  # type: ignore[misc]
        for n in range(20)
    ])  # fmt: skip
    assert (seen.count(bob), seen.count(Wrong)) == (1, 19)


def test_twenty_asks_for_one_address_send_one_code() -> None:
    """T9. Off: drop ``count < most`` from ``_CLAIM``."""
    customer()
    seen = at_once([lambda n=n: codes.ask(credentials=by_email(BOB), caller=from_ip(n)) for n in range(20)])  # type: ignore[misc]
    assert all(isinstance(one, codes.Challenge) for one in seen)
    assert Job.objects.filter(task="access.send_code").count() == 1
    assert OneTimeCode.objects.count() == 1


def test_two_uses_of_one_reset_link_set_one_password() -> None:
    """T11. Off: drop ``used_at=None`` from ``grants.use``, and ``withdraw``, which takes the row away."""
    bob = customer()
    passwords.forgot(username=BOB, caller=HOME)
    (letter,) = post()
    seen = at_once([
        lambda n=n: passwords.reset(token=letter.token, password=f"an entirely new secret {n}", caller=HOME)  # type: ignore[misc]
        for n in range(4)
    ])  # fmt: skip
    assert (seen.count(None), seen.count(Gone)) == (1, 3)
    won = seen.index(None)
    new = f"an entirely new secret {won}"
    assert signing_in.with_password(username=BOB, password=new, caller=HOME) == bob


def proofs(*addresses: str) -> list[Any]:
    """What it comes to when registrations of all ``addresses`` are confirmed at the same moment."""
    works = []
    for n, address in enumerate(addresses):
        registering.register(
            provider="EMAIL", address=address, patch=patch(), caller=from_ip(n), prove_by="link", now=later(n * 61)
        )
        (letter,) = post()
        works.append(lambda token=letter.token: verifying.by_link(token=token, caller=HOME))
    return at_once(works)


def test_two_who_prove_one_address_do_not_both_have_it() -> None:
    """Off: drop the constraint ``identity_proven``."""
    seen = proofs(BOB, BOB)
    assert sorted(map(str, seen)) == sorted(map(str, [None, Gone]))
    assert Identity.objects.filter(verified_at__isnull=False).count() == 1
    assert Account.objects.exclude(contact=None).count() == 1


def test_two_addresses_of_one_contact_do_not_both_claim_it() -> None:
    """Off: decide in ``settle`` by what was read before the contact was held."""
    contact = create(first_name="Bob", emails=[{"email": BOB}, {"email": "bobby@example.org"}]).record.id
    assert proofs(BOB, "bobby@example.org") == [None, None]
    assert Account.objects.filter(contact=contact).count() == 1
    assert Claim.objects.get().account.contact is None


def test_two_contacts_do_not_get_one_user_name() -> None:
    """Off: drop the constraint ``identity_proven``."""
    both = [create(first_name=name).record.id for name in ("Ann", "Eve")]
    seen = at_once([
        lambda one=one: accounts.set_identity(contact=one, username="queen", password=PASSWORD, actor=ADA)  # type: ignore[misc]
        for one in both
    ])  # fmt: skip
    assert seen.count(Invalid) == 1
    assert Account.objects.count() == Identity.objects.count() == 1


@pytest.mark.usefixtures("dear")
def test_a_crowd_is_told_to_come_back_and_nobody_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """T34. Off: hash outside of ``_slot``."""
    monkeypatch.setattr(pool, "MOST_WAITING", 6)
    running, most = [0], [0]
    real = pool.verify

    def verify(password: str, encoded: str) -> bool:
        running[0] += 1
        most[0] = max(most[0], running[0])
        try:
            return real(password, encoded)
        finally:
            running[0] -= 1

    monkeypatch.setattr(pool, "verify", verify)
    seen = at_once([lambda: pool.matches("a guess", "", "", "", "") for _ in range(20)])
    assert most[0] <= pool.SLOTS
    assert seen.count(Busy) >= 8
    assert [False] * 4 in seen
