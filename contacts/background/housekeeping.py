"""Jobs are kept for thirty days after their end."""

from datetime import timedelta

from django.utils import timezone

from contacts.background.models import Job, Worker

KEPT = timedelta(days=30)
BATCH = 1_000


def drop_old_jobs() -> int:
    """Delete what ended long ago, a thousand rows at a time; returns how many jobs went."""
    now = timezone.now()
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    dropped = 0
    while True:
        old = list(Job.objects.filter(finished_at__lt=now - KEPT).values_list("pk", flat=True)[:BATCH])
        if not old:
            return dropped
        dropped += Job.objects.filter(pk__in=old).delete()[0]
