"""Proving again who one is while signed in, before what must not be done from a browser that was left open.

Each returns when the proof holds; ``sessions.operations.reauthenticate`` notes it. None says more than ``Wrong``.
"""

import datetime as dt
import uuid

from django.utils import timezone

from contacts.access.accounts import signing_in
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.caller import Caller
from contacts.access.codes import finding, targets
from contacts.access.codes import operations as codes
from contacts.access.codes.models import OneTimeCode
from contacts.access.codes.operations import Challenge
from contacts.access.errors import Wrong
from contacts.access.hashing import pool
from contacts.access.limits import operations as limits

REACHED_BY = (Provider.EMAIL, Provider.PHONE)


def by_password(*, account: Account, password: str, caller: Caller, now: dt.datetime | None = None) -> None:
    """The password of the account; a try like any at the sign-in. Raises ``Wrong``, ``Busy``."""
    whose = signing_in.subject(account, targets.bucket(account, caller))
    with limits.committed():
        allowed = limits.claim_password(whose, now=(now or timezone.now()).timestamp())
    (right,) = pool.matches(password, account.password if allowed else "")
    if not right:
        raise Wrong
    limits.forget_passwords(whose)


def ask(*, account: Account, caller: Caller, now: dt.datetime | None = None) -> Challenge:
    """Have a code sent to the account's own address; raises ``Wrong`` when it has none."""
    rows = Identity.objects.filter(account=account, provider__in=REACHED_BY).select_related("account__contact")
    identity = rows.exclude(verified_at=None).order_by("provider", "pk").first()
    if identity is None:
        raise Wrong
    target = targets.of_identity(identity)
    return codes.challenge(target=target, purpose=codes.CONFIRM, caller=caller, is_begun_here=True, now=now)


def by_code(
    *, account: Account, challenge: uuid.UUID | str, code: str, caller: Caller, now: dt.datetime | None = None
) -> None:
    """The code that ``ask`` sent for this account; raises ``Wrong`` or ``TooMany``."""

    def own(row: OneTimeCode) -> Account:
        if row.account_id != account.pk:
            raise Wrong
        return account

    row = finding.find(challenge)
    codes.redeem(row=row, code=code, caller=caller, purpose=codes.CONFIRM, now=now or timezone.now(), effect=own)
