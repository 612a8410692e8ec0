"""What follows when somebody has proven an address."""

import datetime as dt

from django.db import IntegrityError, transaction

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, KnownDevice, Provider
from contacts.access.accounts.signals import end_sessions
from contacts.access.caller import Caller
from contacts.access.claims import operations as claims
from contacts.access.claims.models import Claim
from contacts.access.errors import Wrong
from contacts.access.identities import naming
from contacts.access.identities.opening import open_account
from contacts.directory.models import Contact
from contacts.history import journal

PROVIDERS = {"EMAIL": Provider.EMAIL, "SMS": Provider.PHONE}


def by_code(
    *, account: Account | None, contact: Contact | None, identity: Identity | None, channel: str, address: str,
    is_trusted: bool, keeps_said: bool, caller: Caller, now: dt.datetime,
) -> Account:  # fmt: skip
    """The account of whoever gave back the code that went to ``address``, in the caller's transaction."""
    if account is None:
        if contact is None:
            raise Wrong
        return _opened_for(contact, channel, address, caller, now)
    account = Account.objects.select_for_update(of=("self",)).select_related("contact").get(pk=account.pk)
    if not queries.may_come_in(account):
        raise Wrong
    if identity is None and not queries.is_proven(account):  # invited, and came by a code instead
        identity = account.identities.filter(provider=PROVIDERS[channel], key=_key(address, channel)).first()
    if identity is not None and identity.verified_at is None:
        prove(identity=identity, account=account, is_trusted=is_trusted, keeps_said=keeps_said, caller=caller, now=now)
    account.last_signed_in_at = now
    account.save(update_fields=["last_signed_in_at"])
    return account


def prove(
    *, identity: Identity, account: Account, is_trusted: bool, caller: Caller, now: dt.datetime,
    keeps_said: bool = False, keeps_password: bool = False,
) -> None:  # fmt: skip
    """``identity`` is its account's from now on, and the account gets its contact; raises ``Wrong`` when it is taken.

    Unless ``is_trusted`` (who proved it also began it), whoever registered may be a stranger who hoped for this: every
    session, password, device and pending change from before ends, and of what was said only names are believed.
    ``keeps_said`` and ``keeps_password`` spare these where no contact of before is concerned.
    """
    verify(identity, now=now)
    claimed = join(
        account=account, identity=identity, is_trusted=is_trusted, keeps_said=keeps_said, caller=caller, now=now
    )
    if not is_trusted:
        _drop_what_came_before(account, keeps_password=keeps_password and not claimed)


def join(
    *, account: Account, identity: Identity, is_trusted: bool, caller: Caller, now: dt.datetime,
    keeps_said: bool = False,
) -> bool:  # fmt: skip
    """Give an account without a contact its own, unless staff are asked already; whether one of before is concerned."""
    if account.contact_id is not None or Claim.objects.filter(account=account, decided_at=None).exists():
        return False
    return claims.settle(
        account=account, identity=identity, is_trusted=is_trusted, keeps_said=keeps_said, caller=caller, now=now
    )


def verify(identity: Identity, *, now: dt.datetime) -> None:
    """Mark an identity as proven; raises ``Wrong`` when another account proved the same meanwhile."""
    try:
        with transaction.atomic():
            if not Identity.objects.filter(pk=identity.pk, verified_at=None).update(verified_at=now):
                raise Wrong  # withdrawn meanwhile
    except IntegrityError:
        raise Wrong from None
    identity.verified_at = now


def _drop_what_came_before(account: Account, *, keeps_password: bool) -> None:
    if not keeps_password:
        account.password, account.password_set_at = "", None
        account.save(update_fields=["password", "password_set_at"])
    account.identities.filter(verified_at=None).delete()
    KnownDevice.objects.filter(account=account).delete()
    end_sessions(account)


def _opened_for(contact: Contact, channel: str, address: str, caller: Caller, now: dt.datetime) -> Account:
    """A first sign-in: a contact that staff entered proved its address, and gets an account of its own."""
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.is_archived or not held.is_active:
        raise Wrong
    try:
        with transaction.atomic():
            account = open_account(held)
            account.last_signed_in_at = now
            account.save(update_fields=["last_signed_in_at"])
            Identity.objects.create(
                account=account, provider=PROVIDERS[channel], subject=address, key=_key(address, channel),
                verified_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise Wrong from None
    journal.note(contact=held.pk, kind="account_opened", actor=caller.acting(held.pk), now=now)
    return account


def _key(address: str, channel: str) -> str:
    return naming.fold(address) if channel == "EMAIL" else address
