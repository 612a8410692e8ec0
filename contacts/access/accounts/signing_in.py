"""Signing in with a password: the same work and the same refusal for everybody who may not."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.caller import Caller
from contacts.access.codes import targets
from contacts.access.errors import CodeNeeded, TooMany, Wrong
from contacts.access.hashing import pool
from contacts.access.identities import naming
from contacts.access.identities.options import MAC_SIGN_IN
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import IP_ACCOUNT, IP_ACCOUNTS, IP_FAILURES, IP_FAILURES_DAY, Rule, network
from contacts.options import queries as options


class Slot(Struct, frozen=True):
    """One of two accounts that a name may mean: the one that proved it, and the newest that only said so."""

    identity: Identity | None
    subject: str  # whose tries are counted

    @property
    def encoded(self) -> str:
        return self.identity.account.password if self.identity else ""


def with_password(*, username: str, password: str | None, caller: Caller, now: dt.datetime | None = None) -> Account:
    """The account of ``username`` (an email address, user name or number); starting a session is the caller's next.

    A name that nobody has proven opens the newest account that was registered with it, which knows only its own
    data. Raises ``Wrong`` for all that is not right, ``CodeNeeded`` without a password, ``TooMany``, ``Busy``. Must
    not be called inside a transaction.
    """
    if not password:
        raise CodeNeeded
    now = now or timezone.now()
    slots = _slots(username, caller)
    allowed = _claimed(slots, username, caller, now)
    right = pool.matches(password, *(slot.encoded if may else "" for slot, may in zip(slots, allowed, strict=True)))
    for slot, ok in zip(slots, right, strict=True):
        if ok and slot.identity is not None and queries.may_come_in(slot.identity.account):
            return _succeeded(slot.identity, slot.subject, username, password, caller, now)
    raise Wrong


def with_mac_address(*, mac_address: str, caller: Caller, now: dt.datetime | None = None) -> Account:
    """The account that enrolled this device while signed in; the address is no secret, so it may do very little.

    Raises ``Wrong``, also unless the operator allows it, and ``TooMany``.
    """
    now = now or timezone.now()
    _claim_address(naming.mac_address(mac_address), caller, now)
    found = queries.proven(Provider.MAC_ADDRESS, naming.mac_address(mac_address))
    if found is None or not options.get(MAC_SIGN_IN) or not queries.may_come_in(found.account):
        raise Wrong
    _give_back(naming.mac_address(mac_address), caller)
    return found.account


def _slots(username: str, caller: Caller) -> list[Slot]:
    """As many statements for a name that nobody has."""
    found = queries.identities(naming.spellings(username))
    owner = next((one for one in found if one.verified_at is not None), None)
    newest = next((one for one in found if one.verified_at is None), None)
    device = targets.bucket(owner.account if owner else None, caller)
    name = naming.fold(username)
    return [
        Slot(owner, subject(owner.account, device) if owner else f"owner of {name}"),
        Slot(newest, f"newest of {name}"),
    ]


def subject(account: Account, device: str = "") -> str:
    """Whose tries are counted: the account's, apart from those at a device that it knows."""
    return f"account {account.pk} {device}".strip()


def _claimed(slots: list[Slot], username: str, caller: Caller, now: dt.datetime) -> list[bool]:
    """One try of the address and of both accounts, committed before anything is hashed."""
    with limits.committed():
        full = _claim_rules(naming.fold(username), caller, now)
        if full is None:
            return [limits.claim_password(slot.subject, now=now.timestamp()) for slot in slots]
        transaction.set_rollback(True)
    raise TooMany(limits.wait(full, network(caller.ip), now=now.timestamp()))


def _claim_address(name: str, caller: Caller, now: dt.datetime) -> None:
    with limits.committed():
        full = _claim_rules(name, caller, now)
        if full is None:
            return
        transaction.set_rollback(True)
    raise TooMany(limits.wait(full, network(caller.ip), now=now.timestamp()))


def _claim_rules(name: str, caller: Caller, now: dt.datetime) -> Rule | None:
    """The rule that this address has used up, or None: failures, and how many different names it tries."""
    ip, at = network(caller.ip), now.timestamp()
    for rule in (IP_FAILURES, IP_FAILURES_DAY):
        if not limits.claim(rule, ip, now=at):
            return rule
    if limits.claim(IP_ACCOUNT, f"{ip} {name}", now=at) == 1 and not limits.claim(IP_ACCOUNTS, ip, now=at):
        return IP_ACCOUNTS
    return None


def _succeeded(
    identity: Identity, whose: str, username: str, password: str, caller: Caller, now: dt.datetime
) -> Account:
    """It was no failure after all: neither of the address nor of this account, and of no other account."""
    account = identity.account
    rows = Account.objects.filter(pk=account.pk, password=account.password, is_active=True)
    if not rows.update(last_signed_in_at=now):
        raise Wrong  # changed or shut while it was being checked
    _give_back(naming.fold(username), caller)
    limits.forget_passwords(whose)
    Identity.objects.filter(pk=identity.pk).update(last_used_at=now)
    if pool.is_outdated(account.password):
        fresh = pool.hashed(password)
        rows.update(password=fresh)
    return account


def _give_back(name: str, caller: Caller) -> None:
    ip = network(caller.ip)
    limits.give_back(IP_FAILURES, ip)
    limits.give_back(IP_FAILURES_DAY, ip)
    if limits.forget(IP_ACCOUNT, f"{ip} {name}"):
        limits.give_back(IP_ACCOUNTS, ip)
