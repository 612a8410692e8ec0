"""Answers kept so that a repeated write applies once."""

from django.db import models

from contacts.access.keys.models import ApiKey


class KeptAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key, sealed since it may hold personal data or a secret.

    ``claim`` is the SHA-256 of credential, method, path and token; ``request`` that of the body.
    """

    claim = models.CharField(max_length=64, primary_key=True)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="kept_answers")
    request = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.claim
