"""What staff, programs and owners do with accounts, what is sent, and what is cleared away."""

from typing import Any

import pytest

from contacts.access import housekeeping
from contacts.access.accounts import operations as accounts
from contacts.access.accounts import passwords, registering, signing_in
from contacts.access.accounts.models import Account, Identity, KnownDevice
from contacts.access.caller import Caller
from contacts.access.codes import operations as codes
from contacts.access.codes.models import OneTimeCode
from contacts.access.errors import Gone, ReauthNeeded, Wrong
from contacts.access.grants.models import LinkGrant
from contacts.access.identities.lookup import Credential
from contacts.access.limits.models import LimitAlert, PasswordTries, Tally
from contacts.access.owners import addresses, devices, leaving
from contacts.background.models import Job
from contacts.directory.commands import NotFound
from contacts.directory.models import Contact
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.history.models import Happening
from contacts.messages.models import Communication
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.record.errors import Invalid
from tests.contacts.access.people.making import (
    ADA,
    HOME,
    PASSWORD,
    PROGRAM,
    by_email,
    customer,
    from_ip,
    later,
    outcome,
    patch,
    post,
)
from tests.contacts.directory.making import create

pytestmark = pytest.mark.django_db


def sign_in(name: str = "bob@example.org", password: str = PASSWORD) -> Any:
    return outcome(lambda: signing_in.with_password(username=name, password=password, caller=HOME))


def set_identity(contact: int, **kw: Any) -> Any:
    return outcome(lambda: accounts.set_identity(contact=contact, actor=PROGRAM, **kw))


def test_a_program_gives_a_contact_a_name_that_works_at_once() -> None:
    ann, eve = create(first_name="Ann").record, create(first_name="Eve").record
    account = set_identity(ann.id, username="Ann.K", password=PASSWORD)
    assert str(account.uuid) == ann.uuid
    assert sign_in("ann.k") == account
    assert set_identity(eve.id, username="ANN.K", password=PASSWORD) == Invalid
    assert not Account.objects.filter(contact=eve.id).exists()
    assert set_identity(ann.id, username="annie") == account
    assert (sign_in("ann.k"), sign_in("annie")) == (Wrong, account)
    assert set_identity(ann.id, password="and another one") == account
    assert sign_in("annie", "and another one") == account
    assert set_identity(eve.id, password=PASSWORD) == set_identity(eve.id, username=" ") == Invalid
    assert set_identity(eve.id, username="eve", password="12345") == Invalid
    assert set_identity(10**9, username="eve", password=PASSWORD) == NotFound


def test_an_invitation_lets_the_contact_choose_a_password() -> None:
    contact = create(first_name="Bob", emails=[{"email": "bob@example.org"}]).record.id
    account = accounts.invite(contact=contact, actor=ADA)
    (first,) = post()
    accounts.invite(contact=contact, actor=ADA)
    (letter,) = post()
    assert (letter.template, letter.to) == ("access.invite", "bob@example.org")
    assert outcome(lambda: passwords.reset(token=first.token, password=PASSWORD, caller=HOME)) == Gone
    passwords.reset(token=letter.token, password=PASSWORD, caller=HOME, now=later(6 * 86_400))
    assert sign_in() == account
    assert outcome(lambda: accounts.invite(contact=create(first_name="Eve").record.id, actor=ADA)) == Invalid
    twin = create(first_name="Twin", emails=[{"email": "BOB@example.org"}]).record.id
    assert outcome(lambda: accounts.invite(contact=twin, actor=ADA)) == Invalid


def test_staff_shut_open_unlock_and_sign_out(ended: Any) -> None:
    bob = customer()
    devices.remember(account=bob, caller=HOME)
    ended.clear()
    accounts.deactivate(account=bob.pk, actor=ADA)
    accounts.deactivate(account=bob.pk, actor=ADA)
    assert (sign_in(), ended) == (Wrong, [(bob.pk, None)])
    accounts.reactivate(account=bob.pk, actor=ADA)
    assert sign_in() == bob
    accounts.end_all_sessions(account=bob.pk, actor=ADA)
    assert (ended[1:], KnownDevice.objects.count()) == ([(bob.pk, None)], 0)
    for n in range(6):
        outcome(lambda n=n: signing_in.with_password(username="bob@example.org", password="no", caller=from_ip(n)))
    assert sign_in() == Wrong
    accounts.unlock(account=bob.pk, actor=ADA)
    assert sign_in() == bob
    kinds = Happening.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["account_named", "password_set", "account_deactivated", "account_reactivated",
                           "account_sessions_ended", "account_unlocked"]  # fmt: skip


def test_a_new_address_counts_once_it_is_proven_and_the_old_one_is_told(ended: Any) -> None:
    bob = customer()
    ended.clear()

    def ask(address: str, ago: float = 0) -> Any:
        return outcome(lambda: addresses.ask(account=bob, provider="EMAIL", address=address, caller=HOME,
                                             authenticated_at=later(-ago)))  # fmt: skip

    assert ask("new@example.org", ago=301) == ReauthNeeded
    asked = ask("new@example.org")
    (letter,) = post()
    assert letter.to == "new@example.org"
    assert sign_in() == bob
    assert sign_in("new@example.org") == Wrong
    eve = customer("eve")
    for account, caller in ((eve, HOME), (bob, from_ip(1, app="app:1"))):
        assert outcome(lambda a=account, c=caller: addresses.confirm(
            account=a, challenge=asked.id, code=letter.code, caller=c, session=3)) == Wrong  # fmt: skip
    assert outcome(lambda: codes.check(challenge=asked.id, code=letter.code, caller=HOME)) == Wrong  # not to sign in by
    ended.clear()
    addresses.confirm(account=bob, challenge=asked.id, code=letter.code, caller=HOME, session=3)
    assert ended == [(bob.pk, 3)]
    assert (sign_in(), sign_in("new@example.org")) == (Wrong, bob)
    assert Communication.objects.get(template="access.changed", recipient="bob@example.org").subject
    record = snapshots.records([bob.contact_id or 0])[bob.contact_id or 0]
    assert [one.email for one in record.emails] == ["new@example.org"]
    again = ask("eve@example.org")
    (notice,) = post()
    assert (notice.template, notice.to, bool(again.id)) == ("access.exists", "eve@example.org", True)


def test_leaving_ends_the_account_and_keeps_the_contact(ended: Any) -> None:
    bob = customer()
    devices.remember(account=bob, caller=HOME)
    devices.enrol(account=bob, mac_address="0123456789AB", caller=HOME)
    codes.ask(credentials=by_email("bob@example.org"), caller=HOME)
    contact = bob.contact_id or 0
    ended.clear()
    leaving.unregister(account=bob, caller=HOME)
    assert ended == [(bob.pk, None)]
    assert sign_in() == Wrong
    assert outcome(lambda: leaving.unregister(account=bob, caller=HOME)) == Wrong
    assert [model.objects.count() for model in (Identity, KnownDevice, OneTimeCode, LinkGrant)] == [0, 0, 0, 0]
    kept = Contact.objects.get(pk=contact)
    assert (kept.is_active, kept.is_archived) == (False, False)
    assert Happening.objects.order_by("-id").first().kind == "account_closed"  # type: ignore[union-attr]
    made = registering.register(provider="EMAIL", address="bob@example.org", patch=patch(), caller=HOME, now=later(61))
    (letter,) = (one for one in post() if one.template == "access.code")
    assert made.challenge is not None
    back = registering.confirm(challenge=made.challenge.id, code=letter.code, caller=HOME)
    assert (back.contact, back.pk == bob.pk) == (None, False)  # staff decide
    again = set_identity(contact, username="bobby", password=PASSWORD)
    assert again.uuid != bob.uuid
    assert list(prove()) == []


def test_the_numbers_of_one_country_get_a_hundred_codes_an_hour_and_staff_hear_of_more() -> None:
    """T9. Off: leave ``SEND_PREFIX`` out of ``may_send``."""
    create(first_name="Bob", phones=[{"number": f"+357991{n:05}"} for n in range(8)])

    def ask(n: int, beginning: str = "+357991") -> None:
        codes.ask(credentials=[Credential("PHONE", f"{beginning}{n:05}")], caller=from_ip(n))

    ask(0)
    Tally.objects.filter(rule="send_prefix").update(count=98)  # as after 98
    for n in range(1, 8):
        ask(n)
    ask(9, "+357992")  # what nobody has uses nothing up
    assert list(Tally.objects.filter(rule="send_prefix").order_by("-count").values_list("count", flat=True)) == [100, 1]
    assert Job.objects.filter(task="access.send_code").count() == 4  # the last for nobody
    alert = LimitAlert.objects.get()
    assert (alert.rule, alert.about, alert.refused) == ("send_prefix", "+357", 5)


def test_a_destination_gets_one_a_minute_five_an_hour_ten_a_day_and_an_address_asks_twenty() -> None:
    """T9. Off: leave the rules of the destination, or ``SEND_IP``, out of ``may_send``."""
    customer()

    def asked(at: float, n: int = 1) -> int:
        codes.ask(credentials=by_email("bob@example.org"), caller=from_ip(n), now=later(at))
        return len(post())

    assert [asked(n * 31, n) for n in range(4)] == [1, 0, 1, 0]
    assert [asked(200 + n * 61, n) for n in range(5)] == [1, 1, 1, 0, 0]
    assert [asked(4_000 + n * 61, n) for n in range(6)] == [1, 1, 1, 1, 1, 0]
    assert asked(9_000) == 0
    assert asked(90_000) == 1
    sent = 0
    for n in range(22):
        create(first_name="Eve", emails=[{"email": f"eve{n}@example.org"}])
        codes.ask(credentials=by_email(f"eve{n}@example.org"), caller=Caller(ip="203.0.113.1"))
        sent += len(post())
    assert sent == 20


def test_messages_by_phone_keep_to_the_countries_and_the_number_an_operator_allows() -> None:
    create(
        first_name="Bob", phones=[{"number": "+35799123456"}, {"number": "+447400123456"}, {"number": "+35799123457"}]
    )
    options.change(values={"access.sms_countries": "CY, gr", "access.sms_per_day": 1}, actor=ADA)
    decided.forget()
    for number in ("+447400123456", "+35799123456", "+35799123457"):
        codes.ask(credentials=[Credential("PHONE", number)], caller=HOME)
    assert [one.to for one in post()] in ([], ["+35799123456"])
    assert LimitAlert.objects.get().rule == "sms_day"
    with pytest.raises(Invalid):
        options.change(values={"access.sms_countries": "Atlantis"}, actor=ADA)


def test_what_nobody_needs_goes_and_nothing_younger() -> None:
    bob = customer()
    registering.register(provider="EMAIL", address="new@example.org", patch=patch(), caller=HOME, prove_by="link")
    codes.ask(credentials=by_email("bob@example.org"), caller=HOME)
    passwords.forgot(username="bob@example.org", caller=HOME)
    outcome(lambda: signing_in.with_password(username="bob@example.org", password="no", caller=HOME))
    devices.remember(account=bob, caller=HOME)

    def counts() -> list[int]:
        return [model.objects.count() for model in (Account, OneTimeCode, LinkGrant, KnownDevice, PasswordTries, Tally)]

    before = counts()
    housekeeping.tidy()
    assert counts() == before == [2, 1, 2, 1, 2, *before[5:]]
    housekeeping.tidy(now=later(86_400 + 1_810))
    assert counts() == [2, 0, 1, 1, 2, 0]
    housekeeping.tidy(now=later(8 * 86_400))
    assert counts() == [1, 0, 0, 1, 2, 0]
    housekeeping.tidy(now=later(91 * 86_400))
    assert counts() == [1, 0, 0, 0, 0, 0]


def test_an_address_somebody_wants_to_change_to_is_not_theirs_yet() -> None:
    """Off: let ``queries.identities`` return what is not proven of accounts that are."""
    mallory = customer("mallory")
    addresses.ask(account=mallory, provider="EMAIL", address="bob@example.org", caller=HOME, authenticated_at=later(0))
    post()
    assert sign_in("bob@example.org") == Wrong
    codes.ask(credentials=by_email("bob@example.org"), caller=from_ip(1), now=later(61))
    passwords.forgot(username="bob@example.org", caller=from_ip(1))
    assert post() == []


def test_an_invited_contact_may_come_by_a_code_instead() -> None:
    contact = create(first_name="Bob", emails=[{"email": "bob@example.org"}]).record.id
    account = accounts.invite(contact=contact, actor=ADA)
    post()
    asked = codes.ask(credentials=by_email("bob@example.org"), caller=HOME)
    (letter,) = post()
    assert codes.check(challenge=asked.id, code=letter.code, caller=HOME) == account
    assert Identity.objects.get().verified_at is not None
