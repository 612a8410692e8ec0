"""What staff are shown of limits."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from contacts.access.limits.models import LimitAlert

SHOWN = dt.timedelta(days=7)


def alerts(*, now: dt.datetime | None = None) -> QuerySet[LimitAlert]:
    """The limits that were reached within a week, the latest first."""
    return LimitAlert.objects.filter(last_at__gt=(now or timezone.now()) - SHOWN)
