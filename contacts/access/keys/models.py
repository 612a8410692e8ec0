"""Keys of programs, and how much of their allowance is taken."""

from django.db import models


class ApiKey(models.Model):
    """A program's right to come in. The secret is shown once and kept as its SHA-256 (it has 256 random bits)."""

    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "API key"
        constraints = [models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="api_key_limit_positive")]

    def __str__(self) -> str:
        return self.name


class KeyUse(models.Model):
    """How many requests of the minute ``minute`` (since 1970) the processes have taken for themselves, in portions.

    ``portion`` is the last one taken; ``last_used_at`` is as exact as portions are taken, a minute at most.
    """

    key = models.OneToOneField(ApiKey, primary_key=True, on_delete=models.CASCADE, related_name="use")
    minute = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)
    portion = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key_id}: {self.taken}"
