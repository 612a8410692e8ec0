"""What waits for staff."""

from django.db.models import QuerySet

from contacts.access.claims.models import Claim


def count() -> int:
    """How many wait."""
    return Claim.objects.filter(decided_at=None).count()


def waiting() -> QuerySet[Claim]:
    """Claims that nobody has decided, the oldest first, with their accounts and candidates."""
    return Claim.objects.filter(decided_at=None).select_related("account").prefetch_related("candidates")
