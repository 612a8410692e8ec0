"""Changing the address that one signs in with: only a recent sign-in may ask, and only the new address may answer."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.accounts.passwords import FRESH
from contacts.access.accounts.signals import end_sessions
from contacts.access.caller import Caller
from contacts.access.codes import finding, targets
from contacts.access.codes import operations as codes
from contacts.access.codes.models import OneTimeCode
from contacts.access.codes.operations import Challenge
from contacts.access.errors import ReauthNeeded, Wrong
from contacts.access.grants import operations as grants
from contacts.access.identities import naming, proving
from contacts.access.telling import note, tell
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.record.contact import ContactRecord
from contacts.record.patch import ContactPatch, EmailPatch, PhonePatch


def ask(
    *, account: Account, provider: str, address: str, caller: Caller, authenticated_at: dt.datetime,
    country: str | None = None, now: dt.datetime | None = None,
) -> Challenge:  # fmt: skip
    """Have a code sent to the new EMAIL or PHONE ``address``, which changes nothing before ``confirm``.

    One that is somebody else's is answered the same, and its owner told. Raises ``Invalid`` at ``address``,
    ``ReauthNeeded`` when signed in more than five minutes ago. Must not be called inside a transaction.
    """
    now = now or timezone.now()
    if now - authenticated_at > FRESH:
        raise ReauthNeeded
    by_mail = provider == "EMAIL"
    subject, key = naming.email(address, "address") if by_mail else naming.phone(address, country, "address")
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        mine = Identity.objects.filter(account=account, provider=provider)
        mine.filter(verified_at=None).exclude(key=key).delete()
        identity, _ = mine.get_or_create(
            key=key, defaults={"account": account, "provider": Provider(provider), "subject": subject}
        )
    identity = Identity.objects.select_related("account__contact").get(pk=identity.pk)
    target = targets.of_identity(identity)
    return codes.challenge(target=target, purpose=codes.ADDRESS, caller=caller, is_begun_here=True, now=now)


def confirm(
    *, account: Account, challenge: uuid.UUID | str, code: str, caller: Caller, session: int | None,
    now: dt.datetime | None = None,
) -> Account:  # fmt: skip
    """Sign in with the new address from now on; the old one is told, and every session but ``session`` ends.

    The record of the contact gets the address too. Raises ``Wrong`` or ``TooMany``.
    """
    now = now or timezone.now()

    def effect(row: OneTimeCode) -> Account:
        if row.account_id != account.pk or row.identity is None:
            raise Wrong
        return _changed(account.pk, row.identity, caller, session, now)

    row = finding.find(challenge)
    return codes.redeem(row=row, code=code, caller=caller, purpose=codes.ADDRESS, now=now, effect=effect)


def _changed(account_id: int, identity: Identity, caller: Caller, session: int | None, now: dt.datetime) -> Account:
    account = Account.objects.select_for_update().get(pk=account_id)
    if not queries.may_come_in(account):
        raise Wrong
    if identity.verified_at is None:
        proving.verify(identity, now=now)
    old = list(account.identities.filter(provider=identity.provider).exclude(pk=identity.pk))
    account.identities.filter(pk__in=[one.pk for one in old]).delete()
    if account.contact_id is None:  # a registration whose first proof is this
        proving.join(account=account, identity=identity, is_trusted=True, caller=caller, now=now)
    else:
        _write(account.contact_id, identity, [one.key for one in old], caller)
    grants.withdraw(account)
    end_sessions(account, except_session=session)
    note(account=account, kind="address_proven", actor=caller.acting(account.contact_id), now=now)
    for one in old:
        if one.verified_at is not None:
            tell(account, "address", now=now, to=one)
    return account


def _write(contact: int, identity: Identity, old: list[str], caller: Caller) -> None:
    """Put the new address in the place of the old one on the record, or beside what is there."""
    record = snapshots.records([contact])[contact]
    patch = _email(record, identity, old) if identity.provider == Provider.EMAIL else _phone(record, identity, old)
    if patch is not None:
        door.update(contact=contact, patch=patch, actor=caller.acting(contact))


def _email(record: ContactRecord, identity: Identity, old: list[str]) -> ContactPatch | None:
    if any(naming.fold(one.email) == identity.key for one in record.emails):
        return None
    replaced = next((one for one in record.emails if naming.fold(one.email) in old), None)
    if replaced is not None:
        return ContactPatch(emails=[EmailPatch(id=replaced.id, email=identity.subject)])
    return ContactPatch(emails=[EmailPatch(email=identity.subject)])


def _phone(record: ContactRecord, identity: Identity, old: list[str]) -> ContactPatch | None:
    if any(one.e164 == identity.key for one in record.phones):
        return None
    replaced = next((one for one in record.phones if one.e164 in old), None)
    if replaced is not None:
        return ContactPatch(phones=[PhonePatch(id=replaced.id, number=identity.subject)])
    return ContactPatch(phones=[PhonePatch(number=identity.subject)])
