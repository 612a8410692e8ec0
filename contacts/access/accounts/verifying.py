"""Proving an address by a mailed link. Scanners open links too, so a link alone never signs anybody in.

It may be opened again for 24 hours and then changes nothing more.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.access.accounts import signing_in
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.errors import Gone, Wrong
from contacts.access.grants import operations as grants
from contacts.access.grants.models import LinkGrant
from contacts.access.hashing import pool
from contacts.access.identities import proving
from contacts.access.limits import operations as limits


def look(*, token: str, now: dt.datetime | None = None) -> bool:
    """Whether the link still waits to be confirmed (else it was); changes nothing. Raises ``Gone``."""
    return grants.find(token, "verify", now=now or timezone.now()).used_at is None


def by_link(
    *, token: str, caller: Caller, password: str | None = None, signed_in: Account | None = None,
    keeps_new: bool = False, now: dt.datetime | None = None,
) -> None:  # fmt: skip
    """Prove the address that the link went to; raises ``Gone``, ``Wrong`` for a password that is not the chosen one.

    Whoever is ``signed_in`` to this account, or knows the ``password`` chosen when registering, began it and keeps
    everything. Else sessions and password of before end (``keeps_new``, for programs that open the link themselves:
    the password stays where no contact of before is claimed). Nobody is signed in by it.
    """
    now = now or timezone.now()
    grant = grants.find(token, "verify", now=now)
    if grant.used_at is not None:
        return
    assert grant.account is not None
    is_trusted = (signed_in is not None and signed_in.pk == grant.account.pk) or bool(
        password and _is_chosen(grant.account, password, now)
    )
    with transaction.atomic():
        if grants.use(grant, now=now):
            _prove(grant, is_trusted=is_trusted, keeps_new=keeps_new, caller=caller, now=now)


def _is_chosen(account: Account, password: str, now: dt.datetime) -> bool:
    """True for the password chosen when registering; raises ``Wrong`` for another one, counted like any try."""
    with limits.committed():
        allowed = limits.claim_password(signing_in.subject(account), now=now.timestamp())
    (right,) = pool.matches(password, account.password if allowed else "")
    if not right:
        raise Wrong
    limits.forget_passwords(signing_in.subject(account))
    return True


def _prove(grant: LinkGrant, *, is_trusted: bool, keeps_new: bool, caller: Caller, now: dt.datetime) -> None:
    assert grant.account is not None
    account = Account.objects.select_for_update().get(pk=grant.account.pk)
    identity = grant.identity
    if identity is None or not account.is_active:
        raise Gone
    if identity.verified_at is not None:
        return  # a code was faster
    try:
        proving.prove(
            identity=identity,
            account=account,
            is_trusted=is_trusted,
            keeps_said=keeps_new,
            keeps_password=keeps_new,
            caller=caller,
            now=now,
        )
    except Wrong:  # somebody else has proven the same address meanwhile
        raise Gone from None
