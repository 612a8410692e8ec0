"""Rights carried by links."""

from django.db import models
from django.utils import timezone

from contacts.access.accounts.models import Account, Identity


class LinkGrant(models.Model):
    """What the bearer of one token may do, once. ``digest`` is the SHA-256 of 256 random bits, null until it is sent.

    A row without account was asked for in vain. ``identity`` is the address the link goes to and speaks for.
    """

    purpose = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True, null=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="link_grants")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=35, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="link_grant_expires")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
