"""Proven addresses that may belong to more than one contact, or to one whose account is somebody's already."""

from django.db import models
from django.utils import timezone

from contacts.access.accounts.models import Account


class Claim(models.Model):
    """An account that waits for staff to say whose it is; until then it has no contact and sees its own data only."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="claim")
    candidates = models.ManyToManyField("contacts.Contact", related_name="claims")
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"claim of account {self.account_id}"
