"""Registering: until an address is proven there is an account and what was said, and nothing in the directory.

Whether the address is known is not even looked up here: only the worker that sends the proof does, so the answer
cannot tell it, by its content or by its time.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.access import sending
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.apps.models import TestAccount
from contacts.access.apps.queries import is_for_testing
from contacts.access.caller import Caller
from contacts.access.claims import registration
from contacts.access.codes import operations as codes
from contacts.access.codes import targets
from contacts.access.codes.operations import Challenge
from contacts.access.errors import TooMany, Wrong
from contacts.access.grants import operations as grants
from contacts.access.hashing import pool, quality
from contacts.access.identities import naming
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import REGISTER_IP, network
from contacts.access.limits.sending import may_send
from contacts.directory import operations as door
from contacts.directory.commands import Create, Refused
from contacts.history.actor import SYSTEM
from contacts.record.errors import Invalid
from contacts.record.patch import ContactPatch


class Registered(Struct, frozen=True):
    """An account without a contact. ``challenge`` is what was mailed or texted a code; None when it was a link."""

    account: Account
    challenge: Challenge | None


def register(
    *, provider: str, address: str, patch: ContactPatch, caller: Caller, country: str | None = None,
    password: str | None = None, prove_by: str = "code", now: dt.datetime | None = None,
) -> Registered:  # fmt: skip
    """A new account for EMAIL or PHONE ``address`` (a number with its ``country``), not proven yet.

    ``prove_by`` code sends a code (finish with ``confirm``), link a link (EMAIL only, see ``verifying``), nothing
    sends nothing; a known address is answered the same, and its owner told. Raises ``Invalid`` at ``address``,
    ``password`` or a path of the patch, ``TooMany``, ``Busy``. Must not be called inside a transaction.
    """
    now = now or timezone.now()
    by_mail = provider == "EMAIL"
    subject, key = naming.email(address, "address") if by_mail else naming.phone(address, country, "address")
    _check(patch, subject, password)
    if not limits.claim(REGISTER_IP, network(caller.ip), now=now.timestamp()):
        raise TooMany(limits.wait(REGISTER_IP, network(caller.ip), now=now.timestamp()))
    account = Account(password=pool.hashed(password) if password else "", created_at=now)
    account.password_set_at = now if password else None
    registration.keep(account, patch)
    with transaction.atomic():
        account.save(force_insert=True)
        identity = Identity.objects.create(
            account=account, provider=Provider(provider), subject=subject, key=key, created_at=now
        )
        if is_for_testing(caller.app):
            TestAccount.objects.create(account=account)
    if prove_by == "code" or (prove_by == "link" and not by_mail):
        return Registered(account, _by_code(identity, caller, now))
    if prove_by == "link":
        ask_link(identity=identity, caller=caller, now=now)
    return Registered(account, None)


def confirm(*, challenge: uuid.UUID | str, code: str, caller: Caller, now: dt.datetime | None = None) -> Account:
    """The account whose registration the code finishes, with its contact; raises ``Wrong`` or ``TooMany``.

    An account that must wait for staff comes back without a contact.
    """
    return codes.check(challenge=challenge, code=code, caller=caller, now=now)


def again(*, account: int, caller: Caller, now: dt.datetime | None = None) -> Challenge:
    """Another code for a registration that this caller began; the one before is void. Raises ``Wrong`` once it is done.

    Must not be called inside a transaction.
    """
    rows = Identity.objects.filter(account=account, verified_at=None).select_related("account__contact")
    identity = rows.order_by("pk").first()
    if identity is None:
        raise Wrong
    return _by_code(identity, caller, now or timezone.now())


def _by_code(identity: Identity, caller: Caller, now: dt.datetime) -> Challenge:
    target = targets.of_identity(identity)
    return codes.challenge(target=target, purpose=codes.SIGN_IN, caller=caller, is_begun_here=True, now=now)


def ask_link(*, identity: Identity, caller: Caller, now: dt.datetime | None = None) -> None:
    """Send a link that proves an address; at a limit nothing is sent, and nobody is told."""
    now = now or timezone.now()
    if may_send(ip=caller.ip, channel="EMAIL", to=identity.key, known=True, now=now):
        with transaction.atomic():
            language = sending.language(caller.language)
            grants.ask(purpose="verify", account=identity.account, identity=identity, language=language, now=now)


def _check(patch: ContactPatch, subject: str, password: str | None) -> None:
    """Every fault of what was said, found by the door itself, which then writes nothing."""
    faults = registration.refused(patch)
    if not faults:
        (outcome,) = door.preview([Create(patch)], actor=SYSTEM)
        faults = list(outcome.errors) if isinstance(outcome, Refused) else []
    if password is not None:
        try:
            quality.check(password, words=[subject, *_words(patch)])
        except Invalid as exc:
            faults += exc.errors
    if faults:
        raise Invalid(faults)


def _words(patch: ContactPatch) -> list[str]:
    values = registration.given(patch)
    return [str(values[name]) for name in (*registration.NAMES, "company_name") if name in values]
