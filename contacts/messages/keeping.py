"""What does not stay: codes beyond a day, and messages whose job came to an end before they did."""

from datetime import timedelta

from django.utils import timezone

from contacts.messages.models import Communication, State

KEPT_SEALED = timedelta(hours=24)
GRACE = timedelta(minutes=15)
BATCH = 1_000


def tidy() -> int:
    """Wipe the sealed texts of messages decided a day ago, give up what nobody sends any more; returns how many."""
    now = timezone.now()
    old = Communication.objects.filter(closed_at__lt=now - KEPT_SEALED).exclude(sealed="")
    lost = Communication.objects.filter(state=State.PENDING, until__lt=now - GRACE)
    changed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        changed += Communication.objects.filter(pk__in=ids).update(sealed="")
    while ids := list(lost.values_list("pk", flat=True)[:BATCH]):
        changed += Communication.objects.filter(pk__in=ids, state=State.PENDING).update(
            state=State.REJECTED, reason="Given up at the end of its time.", sealed="", closed_at=now
        )
    return changed
