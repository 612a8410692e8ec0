"""Sessions are kept for ninety days after their end, so that somebody can look up who was signed in."""

import datetime as dt

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from contacts.access.sessions.models import RefreshToken, Session

KEPT = dt.timedelta(days=90)
USED_KEPT = dt.timedelta(days=30)  # as long as a token lives unused; what is older is unknown then, and refused
BATCH = 1_000


def drop_old_sessions(*, now: dt.datetime | None = None) -> int:
    """Delete sessions ended or expired long ago, and refresh tokens nobody can use; how many rows went."""
    now = now or timezone.now()
    dead = Q(session__idle_until__lt=now - dt.timedelta(days=1))
    spent = RefreshToken.objects.filter(dead | Q(used_at__lt=now - USED_KEPT))
    return _dropped(spent) + _dropped(Session.objects.filter(idle_until__lt=now - KEPT))


def _dropped(rows: QuerySet[Model]) -> int:
    gone = 0
    while old := list(rows.values_list("pk", flat=True)[:BATCH]):
        gone += rows.model._default_manager.filter(pk__in=old).delete()[0]
    return gone
