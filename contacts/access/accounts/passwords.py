"""Forgotten, reset, changed and given passwords."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.access import sending
from contacts.access.accounts import queries, signing_in
from contacts.access.accounts.models import Account, KnownDevice
from contacts.access.accounts.signals import end_sessions
from contacts.access.apps.queries import meets
from contacts.access.caller import Caller
from contacts.access.codes import targets
from contacts.access.errors import Gone, ReauthNeeded, Wrong
from contacts.access.grants import operations as grants
from contacts.access.grants.models import LinkGrant
from contacts.access.hashing import pool, quality
from contacts.access.identities import naming, proving
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import RESET_ACCOUNT, RESET_IP, network
from contacts.access.telling import note, tell
from contacts.history.actor import Actor

FRESH = dt.timedelta(minutes=5)  # a sign-in that still counts as one's own presence


def forgot(*, username: str, caller: Caller, now: dt.datetime | None = None) -> None:
    """Have a link sent to the stored address of whoever ``username`` is; nothing tells whether there is anybody.

    Must not be called inside a transaction.
    """
    now = now or timezone.now()
    found = queries.identities(naming.spellings(username))
    account = found[0].account if found and queries.may_come_in(found[0].account) else None
    account = account if meets(key=caller.app, account=account.pk if account else None) else None
    whose = f"account {account.pk}" if account else f"nobody {naming.fold(username)}"
    claims = [(RESET_IP, network(caller.ip)), (RESET_ACCOUNT, whose)]
    if limits.claim_all(claims, now=now.timestamp()) is None:
        with transaction.atomic():
            language = sending.language(caller.language)
            grants.ask(purpose="reset", account=account, identity=None, language=language, now=now)


def reset(*, token: str, password: str, caller: Caller, now: dt.datetime | None = None) -> None:
    """Set the password of the account that a mailed link (reset or invitation) went to; nobody is signed in by it.

    Every session, device and other link ends, and the owner is told. Raises ``Gone``, ``Invalid`` at ``password``
    (the link then still holds), ``Busy``.
    """
    now = now or timezone.now()
    grant = grants.find(token, "reset", "invite", now=now)
    account = grant.account
    if account is None or grant.used_at is not None or not queries.may_come_in(account):
        raise Gone
    quality.check(password, words=words(account))
    encoded = pool.hashed(password)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        if not held.is_active or not grants.use(grant, now=now):
            raise Gone
        _prove_by_mail(grant, held, caller, now)
        store(held, encoded, now=now)
        KnownDevice.objects.filter(account=held).delete()
        note(account=held, kind="password_reset", actor=caller.acting(held.contact_id), now=now)
        tell(held, "password", now=now)


def _prove_by_mail(grant: LinkGrant, account: Account, caller: Caller, now: dt.datetime) -> None:
    """Who got the mail has the address; who registered it may have been a stranger."""
    identity = grant.identity
    if identity is None:
        raise Gone
    if identity.verified_at is None:
        try:
            proving.prove(identity=identity, account=account, is_trusted=False, caller=caller, now=now)
        except Wrong:
            raise Gone from None


def change(
    *, account: Account, old: str | None, new: str, caller: Caller, session: int | None,
    authenticated_at: dt.datetime, now: dt.datetime | None = None,
) -> None:  # fmt: skip
    """The owner's own change; every session but ``session`` ends.

    ``old`` is the password there is; an account without one needs a sign-in of the last five minutes. Raises
    ``Wrong``, ``ReauthNeeded``, ``Invalid`` at ``new``, ``Busy``. Must not be called inside a transaction.
    """
    now = now or timezone.now()
    if account.password:
        _check_old(account, old or "", caller, now)
    elif now - authenticated_at > FRESH:
        raise ReauthNeeded
    quality.check(new, words=words(account), path="new")
    encoded = pool.hashed(new)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        if not queries.may_come_in(held) or held.password != account.password:
            raise Wrong
        store(held, encoded, now=now, session=session)
        note(account=held, kind="password_changed", actor=caller.acting(held.contact_id), now=now)
        tell(held, "password", now=now)


def _check_old(account: Account, old: str, caller: Caller, now: dt.datetime) -> None:
    whose = signing_in.subject(account, targets.bucket(account, caller))
    with limits.committed():
        allowed = limits.claim_password(whose, now=now.timestamp())
    (right,) = pool.matches(old, account.password if allowed else "")
    if not right:
        raise Wrong
    limits.forget_passwords(whose)


def set_by_staff(
    *, account: int, password: str, actor: Actor, must_change: bool = True, now: dt.datetime | None = None
) -> None:
    """Staff or a program give a password, which its owner should change: every session ends, and the owner is told.

    Raises ``Invalid`` at ``password``, ``Account.DoesNotExist``, ``Busy``.
    """
    now = now or timezone.now()
    row = Account.objects.select_related("contact").get(pk=account, closed_at=None)
    quality.check(password, words=words(row))
    encoded = pool.hashed(password)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account)
        store(held, encoded, now=now, must_change=must_change)
        note(account=held, kind="password_set", actor=actor, now=now)
        tell(held, "password", now=now)


def store(
    account: Account, encoded: str, *, now: dt.datetime, must_change: bool = False, session: int | None = None
) -> None:
    """Write a hash in the caller's transaction; links, locks and sessions but ``session`` end with the old one."""
    account.password, account.password_set_at, account.must_change_password = encoded, now, must_change
    account.save(update_fields=["password", "password_set_at", "must_change_password"])
    grants.withdraw(account)
    limits.forget_passwords(signing_in.subject(account))
    end_sessions(account, except_session=session)


def words(account: Account) -> list[str]:
    """Names and addresses that a password of this account must not be made of."""
    return [
        *account.identities.values_list("subject", flat=True),
        *([account.contact.display_name] if account.contact else []),
    ]
