"""Forgotten, reset and changed passwords, and which ones are accepted at all."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import passwords, registering, signing_in
from contacts.access.accounts.models import Account, KnownDevice
from contacts.access.errors import Gone, ReauthNeeded, Wrong
from contacts.access.hashing import quality
from contacts.access.owners import addresses, devices
from contacts.history.models import Happening
from contacts.messages.models import Communication
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.record.errors import Invalid
from tests.contacts.access.people.making import (
    ADA,
    HOME,
    PASSWORD,
    Letter,
    customer,
    from_ip,
    later,
    outcome,
    patch,
    post,
)
from tests.contacts.directory.making import create

pytestmark = pytest.mark.django_db
NEW = "an entirely new secret"


def forgot(name: str = "bob@example.org", n: int = 0, **kw: Any) -> list[Letter]:
    passwords.forgot(username=name, caller=from_ip(n), **kw)
    return post()


def reset(token: str, password: str = NEW, **kw: Any) -> Any:
    return outcome(lambda: passwords.reset(token=token, password=password, caller=HOME, **kw))


def sign_in(password: str, name: str = "bob@example.org") -> Any:
    return outcome(lambda: signing_in.with_password(username=name, password=password, caller=HOME))


def test_a_mailed_link_sets_a_new_password_once_and_ends_everything_else(ended: Any) -> None:
    bob = customer()
    devices.remember(account=bob, caller=HOME)
    (first,), (second,) = forgot(), forgot()
    ended.clear()
    assert "/portal/reset/?token=" in first.text
    assert reset(first.token, now=later(1_801)) == Gone
    assert reset(first.token) is None
    assert (ended, KnownDevice.objects.count()) == ([(bob.pk, None)], 0)
    assert reset(first.token) == reset(second.token) == Gone
    assert (sign_in(PASSWORD), sign_in(NEW)) == (Wrong, bob)
    assert Happening.objects.filter(kind="password_reset").count() == 1
    assert Communication.objects.filter(template="access.changed", recipient="bob@example.org").count() == 1


def test_a_refused_password_leaves_the_link_alone() -> None:
    bob = customer()
    (letter,) = forgot()
    assert reset(letter.token, "password1234") == Invalid
    assert reset(letter.token, "bob@example.org") == Invalid
    assert reset(letter.token) is None
    assert sign_in(NEW) == bob


def test_a_link_dies_with_the_password_or_the_address_it_was_for() -> None:
    """T11. Off: leave out ``grants.withdraw``."""
    bob = customer()
    (one,) = forgot()
    passwords.set_by_staff(account=bob.pk, password="given by the staff", actor=ADA)
    assert reset(one.token) == Gone
    (two,) = forgot()
    asked = addresses.ask(account=bob, provider="EMAIL", address="robert@example.org", caller=HOME,
                          authenticated_at=later(0))  # fmt: skip
    (code,) = post()
    addresses.confirm(account=bob, challenge=asked.id, code=code.code, caller=HOME, session=None)
    assert reset(two.token) == Gone
    (three,) = forgot("robert@example.org", 9)
    accounts.deactivate(account=bob.pk, actor=ADA)
    assert reset(three.token) == Gone


def test_links_are_few_and_nobody_is_told_when_there_are_no_more() -> None:
    customer()
    customer("eve")
    assert [len(forgot(n=n)) for n in range(5)] == [1, 1, 1, 0, 0]
    assert [len(forgot("eve@example.org", 77)) for _ in range(3)] == [1] * 3
    for n in range(10):
        forgot(f"nobody{n}@example.org", 77)
    assert len(forgot("eve@example.org", 77, now=later(3_500))) == 0
    assert len(forgot("eve@example.org", 77, now=later(3_700))) == 1


def test_known_and_unknown_names_cost_the_same() -> None:
    """T10. Off: return when there is no account."""
    customer()
    spent = []
    for n, name in enumerate(("bob@example.org", "eve@example.org", "nobody")):
        with CaptureQueriesContext(connection) as asked:
            passwords.forgot(username=name, caller=from_ip(n))
        spent.append([one["sql"].split()[0] for one in asked])
    assert spent[0] == spent[1] == spent[2]
    assert len(post()) == 1


def test_the_link_goes_to_the_stored_address_or_nowhere() -> None:
    """T12 (CVE-2019-19844). Off: fold names with upper() in ``naming.fold``."""
    customer("mike")
    assert [len(forgot(name)) for name in ("mıke@example.org", "mike@example.org\u0131", "MIKE@EXAMPLE.ORG")] == [
        0,
        0,
        1,
    ]
    contact = create(first_name="Una").record.id
    accounts.set_identity(contact=contact, username="una", password=PASSWORD, actor=ADA)
    assert forgot("una") == []


def test_who_prepared_an_account_for_my_address_loses_it_when_i_reset(ended: Any) -> None:
    """T14. Off: mark the address as proven in ``_prove_by_mail`` and no more."""
    made = registering.register(provider="EMAIL", address="bob@example.org", patch=patch(), password="mallorys secret",
                                caller=from_ip(5), prove_by="nothing")  # fmt: skip
    (letter,) = forgot()
    assert reset(letter.token) is None
    assert (made.account.pk, None) in ended
    assert (sign_in("mallorys secret"), sign_in(NEW)) == (Wrong, made.account)


def change(account: Account, old: str | None, new: str = NEW, ago: float = 0) -> Any:
    account.refresh_from_db()
    return outcome(lambda: passwords.change(account=account, old=old, new=new, caller=HOME, session=7,
                                            authenticated_at=later(-ago)))  # fmt: skip


def test_the_owner_changes_it_with_the_old_one_and_stays_signed_in_here(ended: Any) -> None:
    bob = customer()
    ended.clear()
    assert change(bob, "not the old one") == change(bob, None) == Wrong
    assert change(bob, PASSWORD, "short") == Invalid
    assert change(bob, PASSWORD, ago=9_999) is None
    assert ended == [(bob.pk, 7)]
    assert sign_in(NEW) == bob


def test_guessing_the_old_one_is_limited_like_signing_in(checked: list[str]) -> None:
    bob = customer()
    assert [change(bob, "not the old one") for _ in range(8)] == [Wrong] * 8
    assert len(checked) == 5
    assert change(bob, PASSWORD) == Wrong


def test_an_account_without_a_password_gets_its_first_only_right_after_signing_in() -> None:
    bob = customer()
    Account.objects.update(password="")
    assert change(bob, None, ago=301) == ReauthNeeded
    assert change(bob, None, ago=299) is None
    assert sign_in(NEW) == bob


def test_what_staff_set_is_to_be_changed_and_the_owner_hears_of_it(ended: Any) -> None:
    bob = customer()
    ended.clear()
    passwords.set_by_staff(account=bob.pk, password=NEW, actor=ADA)
    assert ended == [(bob.pk, None)]
    assert sign_in(NEW).must_change_password is True
    assert Happening.objects.filter(kind="password_set", actor_kind="staff").count() == 1
    assert change(bob, NEW, "and now my very own") is None
    assert sign_in("and now my very own").must_change_password is False


@pytest.mark.parametrize("password", [
    "short", "x" * 129, "password1234", "PASSWORD1234", "bobstone", "Stone2024", "example1", "contactcrm1",
    "ContactCRM!",
])  # fmt: skip
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        quality.check(password, words=["Bob Stone", "bob@example.org"])


@pytest.mark.parametrize(
    "password", ["x7 qk2vm", "correct horse battery staple bob", "ü" * 64, "z" * 128, "𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔱 und mehr"]
)
def test_long_ones_pass_without_rules_of_composition(password: str) -> None:
    quality.check(password, words=["Bob Stone", "bob@example.org"])
    bob = customer(password=password)
    assert sign_in(password) == bob


def test_an_operator_may_ask_for_longer_ones() -> None:
    options.change(values={"access.password_least": 15}, actor=ADA)
    decided.forget()
    assert outcome(lambda: quality.check("x7 qk2vm 9")) == Invalid
