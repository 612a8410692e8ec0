"""Registering tells a stranger nothing, and gives nobody what somebody else prepared or owns."""

from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts import operations as accounts
from contacts.access.accounts import queries, registering, signing_in, verifying
from contacts.access.accounts.models import Account, Identity, KnownDevice
from contacts.access.accounts.registering import Registered
from contacts.access.caller import Caller
from contacts.access.claims import operations as claims
from contacts.access.claims.models import Claim
from contacts.access.claims.queries import waiting
from contacts.access.codes import operations as codes
from contacts.access.errors import Gone, Wrong
from contacts.access.grants.models import LinkGrant
from contacts.access.owners import devices
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history.models import Change, Happening
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from tests.contacts.access.people.making import (
    ADA,
    HOME,
    PASSWORD,
    by_email,
    customer,
    from_ip,
    later,
    outcome,
    patch,
    post,
)
from tests.contacts.directory.making import create, update

pytestmark = pytest.mark.django_db
MALLORY = Caller(ip="203.0.113.9")


def register(address: str = "bob@example.org", caller: Caller = HOME, **kw: Any) -> Registered:
    said = kw.pop("patch", None) or patch()
    return registering.register(provider="EMAIL", address=address, patch=said, caller=caller, **kw)


def finish(made: Registered, caller: Caller = HOME) -> Account:
    (letter,) = post()
    assert made.challenge is not None
    return registering.confirm(challenge=made.challenge.id, code=letter.code, caller=caller)


def record(account: Account) -> ContactRecord:
    account.refresh_from_db()
    assert account.contact_id is not None
    return snapshots.records([account.contact_id])[account.contact_id]


def test_nothing_is_in_the_directory_before_the_address_is_proven() -> None:
    made = register(patch=patch(consents={"marketing": {"EMAIL": "ACCEPTED"}}), password=PASSWORD)
    assert Contact.objects.count() == 0
    assert "Stone" not in str(Account.objects.values().get())
    assert '"last_name":"Stone"' in queries.registration(made.account)
    account = finish(made)
    found = record(account)
    assert (found.uuid, found.display_name, found.emails[0].email, found.emails[0].is_primary) == (
        str(made.account.uuid), "Bob Stone", "bob@example.org", True,
    )  # fmt: skip
    assert found.consents == {"marketing": {"EMAIL": "ACCEPTED"}}
    assert Change.objects.get().actor_kind == "contact"
    assert Happening.objects.get().kind == "account_registered"
    assert signing_in.with_password(username="bob@example.org", password=PASSWORD, caller=HOME) == account
    assert account.registration == ""


def test_a_number_registers_as_an_address_does() -> None:
    made = registering.register(provider="PHONE", address="22265577", country="CYP", patch=patch(), caller=HOME)
    (sms,) = post()
    assert (sms.channel, sms.to) == ("SMS", "+35722265577")
    assert made.challenge is not None
    account = registering.confirm(challenge=made.challenge.id, code=sms.code, caller=HOME)
    assert [one.e164 for one in record(account).phones] == ["+35722265577"]


def test_one_contact_without_an_account_is_claimed_and_only_its_gaps_are_filled() -> None:
    known = create(
        first_name="Robert", last_name="Stone", emails=[{"email": "Bob@Example.org"}], notes="Ours",
        consents={"marketing": {"EMAIL": "REJECTED"}},
    )  # fmt: skip
    made = register(patch=patch(language="ELL", phones=[{"number": "+35799123456"}],
                                consents={"marketing": {"EMAIL": "ACCEPTED"}}))  # fmt: skip
    account = finish(made)
    found = record(account)
    assert (found.id, found.first_name, found.notes, found.language) == (known.record.id, "Robert", "Ours", "ELL")
    assert [one.e164 for one in found.phones] == ["+35799123456"]
    assert found.consents == {"marketing": {"EMAIL": "ACCEPTED"}}
    assert str(account.uuid) == str(made.account.uuid) != found.uuid
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("case", ["two", "taken", "inactive"])
def test_a_doubtful_claim_waits_for_staff_who_may_join_or_begin_anew(case: str) -> None:
    """Off: claim the first match in ``settle`` whatever it is."""
    first = create(first_name="Ann", emails=[{"email": "bob@example.org"}])
    others = [create(first_name="Abe", emails=[{"email": "bob@example.org"}])] if case == "two" else []
    if case == "taken":
        accounts.set_identity(contact=first.record.id, username="ann", password=PASSWORD, actor=ADA)
    if case == "inactive":
        update(first, is_active=False)
    account = finish(register())
    assert account.contact is None
    (claim,) = waiting()
    assert {one.pk for one in claim.candidates.all()} == {first.record.id, *(one.record.id for one in others)}
    with pytest.raises(Invalid):
        claims.decide(claim=claim.pk, contact=create(first_name="Eve").record.id, actor=ADA)
    if case == "taken":
        with pytest.raises(Invalid):
            claims.decide(claim=claim.pk, contact=first.record.id, actor=ADA)
        claims.decide(claim=claim.pk, actor=ADA)
        assert record(account).uuid == str(account.uuid)
    else:
        claims.decide(claim=claim.pk, contact=first.record.id, actor=ADA)
        assert (record(account).id, record(account).first_name) == (first.record.id, "Ann")
    assert not waiting().exists()
    assert outcome(lambda: claims.decide(claim=claim.pk, actor=ADA)) == Claim.DoesNotExist


@pytest.mark.parametrize("how", ["code", "link", "nothing"])
def test_a_known_address_is_answered_and_costs_as_an_unknown_one(how: str) -> None:
    """T10. Off: look in ``register`` whether the address is proven, and return."""
    owner = customer()
    spent, answers = [], []
    for n, address in enumerate(("bob@example.org", "new@example.org")):
        with CaptureQueriesContext(connection) as asked:
            answers.append(register(address, from_ip(n), password="a longer secret", prove_by=how))
        spent.append([one["sql"].split()[0] for one in asked])
    assert spent[0] == spent[1]
    assert [bool(one.challenge) for one in answers] == [how == "code"] * 2
    letters = post()
    if how != "nothing":
        assert [(one.template, one.to) for one in letters] == [
            ("access.exists", "bob@example.org"),
            ("access.code" if how == "code" else "access.verify", "new@example.org"),
        ]  # fmt: skip
    signed_in = [
        signing_in.with_password(username=address, password="a longer secret", caller=HOME)
        for address in ("bob@example.org", "new@example.org")
    ]
    assert signed_in == [one.account for one in answers]  # a program's new customer, who knows only its own data
    assert [one.contact_id for one in signed_in] == [None, None]
    assert signing_in.with_password(username="bob@example.org", password=PASSWORD, caller=HOME) == owner


def test_the_shadow_of_a_known_address_can_never_be_proven() -> None:
    owner = customer()
    made = register(caller=MALLORY)
    post()
    assert made.challenge is not None
    for code in ("", "000000"):
        assert outcome(lambda code=code: registering.confirm(
            challenge=made.challenge.id, code=code, caller=MALLORY)) == Wrong  # type: ignore[union-attr]  # fmt: skip
    asked = codes.ask(credentials=by_email("bob@example.org"), caller=HOME, now=later(61))
    (letter,) = (one for one in post() if one.template == "access.code")
    assert codes.check(challenge=asked.id, code=letter.code, caller=HOME) == owner


def test_what_a_stranger_may_not_say_is_named() -> None:
    said = patch(zones=[{"id": "Members"}], tags=["vip"], membership_number="M1", demographics={"gender": "MALE"},
                 emails=[{"email": "eve@example.org"}])  # fmt: skip
    with pytest.raises(Invalid) as refused:
        register(patch=said)
    assert [error.path for error in refused.value.errors] == [
        "tags", "membership_number", "emails", "demographics", "zones",
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        register(patch=patch(phones=[{"number": "none"}]), password="short")
    assert [error.path for error in refused.value.errors] == ["phones[0].number", "password"]
    assert outcome(lambda: register("no address")) == Invalid
    assert Account.objects.count() == 0


def test_who_prepared_an_account_for_my_address_loses_it_when_i_prove_it(ended: Any) -> None:
    """T14, by code. Off: treat every proof as trusted."""
    made = register(password="mallorys secret", caller=MALLORY, patch=patch(first_name="Evil", language="ELL"))
    devices.remember(account=made.account, caller=MALLORY)
    post()
    asked = codes.ask(credentials=by_email("bob@example.org"), caller=HOME, now=later(61))
    (letter,) = post()
    account = codes.check(challenge=asked.id, code=letter.code, caller=HOME)
    assert account == made.account
    assert ended == [(account.pk, None)]
    assert (record(account).first_name, record(account).language) == ("Evil", "")  # a name at most
    assert not KnownDevice.objects.exists()
    assert outcome(lambda: signing_in.with_password(
        username="bob@example.org", password="mallorys secret", caller=MALLORY)) == Wrong  # fmt: skip


def test_at_a_limit_the_code_of_the_one_who_prepared_it_does_not_serve_them(ended: Any) -> None:
    """T14: nothing new is sent within a minute. Off: leave ``is_begun_here`` alone in ``_asked``."""
    made = register(password="mallorys secret", caller=MALLORY)
    (letter,) = post()
    asked = codes.ask(credentials=by_email("bob@example.org"), caller=HOME)
    assert post() == []
    account = codes.check(challenge=asked.id, code=letter.code, caller=HOME)
    assert (account, ended) == (made.account, [(made.account.pk, None)])
    assert outcome(lambda: signing_in.with_password(
        username="bob@example.org", password="mallorys secret", caller=MALLORY)) == Wrong  # fmt: skip


def test_a_code_named_by_the_address_alone_is_no_proof_of_having_begun_it(ended: Any) -> None:
    """T14. Off: trust ``is_begun_here`` without the challenge."""
    made = register(password="mallorys secret", caller=MALLORY, patch=patch(language="ELL"))
    (letter,) = post()
    account = codes.check(credentials=by_email("bob@example.org"), code=letter.code, caller=HOME)
    assert (account, ended) == (made.account, [(made.account.pk, None)])
    assert (record(account).language, Account.objects.get().password) == ("ELL", "")


def test_whoever_began_a_registration_may_have_the_code_again(ended: Any) -> None:
    made = register(password=PASSWORD)
    assert made.challenge is not None
    first = made.challenge.id
    same = codes.again(challenge=first, caller=HOME)
    assert (same.id, same.obfuscated) == (first, made.challenge.obfuscated)
    anew = codes.again(challenge=first, caller=HOME, now=later(61))
    (letter,) = post()  # the code before was not sent yet, and is void
    account = codes.check(challenge=anew.id, code=letter.code, caller=HOME)
    assert (ended, bool(account.password)) == ([], True)
    assert outcome(lambda: codes.again(challenge=first, caller=HOME)) == Wrong
    vain = codes.ask(credentials=by_email("eve@example.org"), caller=HOME)
    assert codes.again(challenge=vain.id, caller=HOME) == codes.Challenge(vain.id, vain.obfuscated, ANY)


def test_a_mailed_link_proves_may_be_opened_again_and_never_signs_in(ended: Any) -> None:
    made = register(password=PASSWORD, prove_by="link")
    (letter,) = post()
    assert "/portal/verify/?token=" in letter.text
    assert letter.token not in str(LinkGrant.objects.values().get())
    assert verifying.look(token=letter.token) is True
    assert Contact.objects.count() == 0
    assert verifying.by_link(token=letter.token, caller=HOME, password=PASSWORD) is None
    assert record(made.account).first_name == "Bob"
    assert ended == []  # whoever chose the password began it
    verifying.by_link(token=letter.token, caller=MALLORY, now=later(3_600))
    assert verifying.look(token=letter.token, now=later(3_600)) is False
    assert ended == []
    for token, now in ((letter.token, later(86_401)), ("x" * 43, None), ("", None)):
        with pytest.raises(Gone):
            verifying.by_link(token=token, caller=HOME, now=now)
    assert signing_in.with_password(username="bob@example.org", password=PASSWORD, caller=HOME) == made.account


@pytest.mark.parametrize(("known", "keeps_new", "stays"), [
    (False, False, False), (False, True, True), (True, True, False), (True, False, False),
])  # fmt: skip
def test_a_link_opened_by_another_drops_what_was_prepared(
    known: bool, keeps_new: bool, stays: bool, ended: Any
) -> None:
    """T14, by link. Off: skip ``_drop_what_came_before``."""
    if known:
        create(first_name="Robert", emails=[{"email": "bob@example.org"}])
    made = register(password="mallorys secret", prove_by="link", caller=MALLORY)
    (letter,) = post()
    verifying.by_link(token=letter.token, caller=HOME, keeps_new=keeps_new)
    assert ended == [(made.account.pk, None)]
    assert record(made.account).first_name == ("Robert" if known else "Bob")
    assert bool(Account.objects.get().password) is stays


def test_a_wrong_password_on_the_confirm_page_proves_nothing_and_may_be_corrected() -> None:
    register(password=PASSWORD, prove_by="link")
    (letter,) = post()
    for _ in range(6):
        with pytest.raises(Wrong):
            verifying.by_link(token=letter.token, caller=HOME, password="not the one")
    assert Contact.objects.count() == 0
    assert Identity.objects.get().verified_at is None


def test_whoever_is_signed_in_to_the_registration_began_it(ended: Any) -> None:
    made = register(password=PASSWORD, prove_by="link")
    other = customer("eve")
    ended.clear()
    (letter,) = post()
    verifying.by_link(token=letter.token, caller=HOME, signed_in=made.account)
    assert ended == []
    assert other.pk != made.account.pk


def test_two_registrations_of_one_address_and_the_first_proof_wins() -> None:
    one, two = register(caller=from_ip(1), prove_by="link"), register(caller=from_ip(2), prove_by="link", now=later(61))
    first, second = post()
    verifying.by_link(token=first.token, caller=HOME)
    with pytest.raises(Gone):
        verifying.by_link(token=second.token, caller=HOME)
    assert record(one.account).display_name == "Bob Stone"
    two.account.refresh_from_db()
    assert (two.account.contact, Contact.objects.count()) == (None, 1)
