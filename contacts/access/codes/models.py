"""One-time codes that were asked for."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from contacts.access.accounts.models import Account, Identity


class OneTimeCode(models.Model):
    """The one live code of a subject and purpose; asking anew writes over it, so the code before it is dead.

    ``subject`` is a keyed digest of the account (or contact, or of what was asked for in vain), and one of what it was
    asked for with, in halves. A row without account
    and contact is a decoy that no code opens. ``digest`` is empty until the code is made and sent.
    """

    challenge = models.UUIDField(unique=True)
    subject = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16)
    app = models.CharField(max_length=64, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="codes")
    contact = models.ForeignKey("contacts.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8)
    destination = models.TextField(blank=True)  # sealed: address, and what it is counted as
    shown = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=35, blank=True)
    is_begun_here = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "purpose"], name="code_one_live"),
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_five_tries"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="code_expires")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
