"""The account of somebody for whom a provider vouches: their own, or a new one."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.caller import Caller
from contacts.access.claims import registration
from contacts.access.errors import Wrong
from contacts.access.identities import naming, proving
from contacts.access.providers.proving import ProvenIdentity
from contacts.record.errors import Invalid
from contacts.record.patch import ContactPatch


class AddressTaken(Exception):
    """The address that the provider verified is another account's: its owner signs in there, nothing is joined."""


def enter(*, proven: ProvenIdentity, caller: Caller, may_open: bool, now: dt.datetime | None = None) -> Account:
    """The account that ``proven`` signs in to; a new one when ``may_open`` and the provider verified its address.

    Accounts are never joined by an address: what a provider says of one today may be said of somebody else tomorrow.
    Raises ``Wrong`` and ``AddressTaken``.
    """
    now = now or timezone.now()
    known = queries.proven(proven.provider, proven.key)
    if known is not None:
        if not queries.may_come_in(known.account):
            raise Wrong
        return known.account
    if not may_open or not proven.email_verified:
        raise Wrong
    try:
        subject, key = naming.email(proven.email, "email")
    except Invalid:
        raise Wrong from None
    if queries.proven(Provider.EMAIL, key) is not None:
        raise AddressTaken
    try:
        return _opened(proven, subject, key, caller, now)
    except IntegrityError:
        raise Wrong from None


def _opened(proven: ProvenIdentity, subject: str, key: str, caller: Caller, now: dt.datetime) -> Account:
    with transaction.atomic():
        account = Account(created_at=now, last_signed_in_at=now)
        registration.keep(account, ContactPatch(display_name=proven.name) if proven.name else ContactPatch())
        account.save(force_insert=True)
        Identity.objects.create(
            account=account, provider=Provider(proven.provider), subject=proven.subject, key=proven.key,
            created_at=now, verified_at=now,
        )  # fmt: skip
        email = Identity.objects.create(
            account=account, provider=Provider.EMAIL, subject=subject, key=key, created_at=now
        )
        proving.prove(identity=email, account=account, is_trusted=True, caller=caller, now=now)
    return account
