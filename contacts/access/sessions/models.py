"""Sign-ins that last, and the tokens that renew them."""

import uuid

from django.db import models

from contacts.access.accounts.models import Account


class Kind(models.TextChoices):
    """What holds a session: a browser by a cookie, a program by an access token and a refresh token."""

    BROWSER = "BROWSER", "Browser"
    PROGRAM = "PROGRAM", "App"


class Session(models.Model):
    """One sign-in. It ends at ``idle_until`` (moved by use, never past ``expires_at``) or earlier, with a ``reason``.

    ``strong_at`` is when its owner last proved who they are; ``uuid`` is what access tokens call it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    app = models.ForeignKey("contacts.App", null=True, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=8, choices=Kind)
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    method = models.CharField(max_length=16)
    scopes = models.JSONField(default=list)
    remember = models.BooleanField(default=False)
    device = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle_until = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    strong_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at"], name="session_account")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class RefreshToken(models.Model):
    """One link in the chain of a session; used once, then ``replaced_by`` the next. Used ones stay to be recognised."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, db_index=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"refresh token {self.pk}"
