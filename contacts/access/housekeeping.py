"""What nobody needs any longer goes, a thousand rows at a time."""

import datetime as dt
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from contacts.access.accounts.models import Account, KnownDevice
from contacts.access.codes.models import OneTimeCode
from contacts.access.factors.models import Authenticator
from contacts.access.grants.models import LinkGrant
from contacts.access.limits import operations as limits
from contacts.access.owners.devices import KEPT as DEVICES_KEPT

UNPROVEN_KEPT = dt.timedelta(days=7)
KEPT = dt.timedelta(hours=24)
BATCH = 1_000


def tidy(*, now: dt.datetime | None = None) -> int:
    """Delete registrations never proven in seven days, codes and links a day after their end, old counters
    and authenticators that were never confirmed."""
    now = now or timezone.now()
    unproven = Account.objects.filter(created_at__lt=now - UNPROVEN_KEPT, contact=None, closed_at=None)
    unproven = unproven.exclude(identities__verified_at__isnull=False)
    over = Q(expires_at__lt=now - KEPT) | Q(used_at__lt=now - KEPT)
    gone: list[QuerySet[Any]] = [
        unproven,
        OneTimeCode.objects.filter(over),
        LinkGrant.objects.filter(over & Q(expires_at__lt=now)),
        KnownDevice.objects.filter(seen_at__lt=now - DEVICES_KEPT),
        Authenticator.objects.filter(confirmed_at=None, created_at__lt=now - KEPT),
    ]
    return sum(_dropped(rows) for rows in gone) + limits.drop_old_counters(now=now.timestamp())


def _dropped(rows: QuerySet[Model]) -> int:
    dropped = 0
    while old := list(rows.values_list("pk", flat=True)[:BATCH]):
        dropped += len(old)
        rows.model._default_manager.filter(pk__in=old).delete()
    return dropped
