"""Credentials of programs, their tokens, and how much they ask."""

from django.db import models


class Credential(models.Model):
    """A program's right to come in by one dialect.

    ``username`` is the public half. A secret made here is kept as its SHA-256, a password that somebody chose as
    Argon2. ``organisation`` is who its contacts belong to unless they say otherwise; ``reach`` are the ids of the
    organisations whose contacts it may see, none meaning everybody's.
    """

    dialect = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    username = models.CharField(max_length=254)
    secret_hash = models.CharField(max_length=200)
    organisation = models.ForeignKey("contacts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    reach = models.JSONField(default=list)
    rights = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    rotated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["dialect", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dialect", "username"], name="credential_username"),
            models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="credential_limit_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class CredentialChange(models.Model):
    """What somebody did to a credential, in words fit to be read: a new secret, switched off, other rights."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=1000)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.what


class CredentialUse(models.Model):
    """Requests taken of the minute ``minute`` (since 1970), in portions; see ``contacts.access.keys.limits``."""

    key = models.OneToOneField(Credential, primary_key=True, on_delete=models.CASCADE, related_name="use")
    minute = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)
    portion = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key_id}: {self.taken}"


class CredentialDay(models.Model):
    """How many calls a credential made on one day (UTC)."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "day"], name="credential_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.calls}"


class Token(models.Model):
    """What a log-in call gave out, kept as its SHA-256. It ends at ``expires_at``, or ``idle`` seconds unused."""

    digest = models.CharField(max_length=64, primary_key=True)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="tokens")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    idle = models.PositiveIntegerField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="token_expires")]

    def __str__(self) -> str:
        return f"token of {self.credential_id}"
