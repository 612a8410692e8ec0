"""Passkeys, and the questions that are open to be answered with one."""

from django.db import models

from contacts.access.accounts.models import Account


class Passkey(models.Model):
    """The public half of a passkey. ``credential`` is its id in base64url, as the browser sends it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=80)
    transports = models.JSONField(default=list)
    backed_up = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class PasskeyChallenge(models.Model):
    """A question a passkey has to sign, once and within five minutes; an ``account`` may add a passkey by it.

    ``token_hash`` is of what the browser sends back to say which question it answers.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    challenge = models.BinaryField()
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"challenge {self.pk}"
