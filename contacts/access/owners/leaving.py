"""Leaving: the account ends at once, what the business keeps of the contact stays."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.access.accounts.models import Account, KnownDevice
from contacts.access.accounts.signals import end_sessions
from contacts.access.caller import Caller
from contacts.access.codes.models import OneTimeCode
from contacts.access.errors import Wrong
from contacts.access.grants import operations as grants
from contacts.access.telling import note, tell
from contacts.directory import operations as door
from contacts.record.patch import ContactPatch


def unregister(*, account: Account, caller: Caller, now: dt.datetime | None = None) -> None:
    """End ``account`` as its owner asks: names, devices, links, codes and sessions go, the contact becomes inactive.

    The address is free again; staff decide when somebody registers with it anew. Raises ``Wrong`` for one that ended.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Account.objects.select_for_update().filter(pk=account.pk, closed_at=None).first()
        if row is None:
            raise Wrong
        contact = row.contact_id
        tell(row, "account", now=now)
        note(account=row, kind="account_closed", actor=caller.acting(contact), now=now)
        end_sessions(row)
        grants.withdraw(row)
        for model in (OneTimeCode, KnownDevice):
            model._default_manager.filter(account=row).delete()
        row.identities.all().delete()
        row.contact, row.password, row.registration = None, "", ""
        row.is_active, row.closed_at = False, now
        row.save()
        if contact is not None:
            door.update(contact=contact, patch=ContactPatch(is_active=False), actor=caller.acting(contact))
