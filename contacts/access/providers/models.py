"""Visits to a provider's sign-in page that have not come back yet."""

from django.db import models


class ProviderVisit(models.Model):
    """One browser sent to a provider. It comes back with ``state``, and holds ``binding`` in a cookie meanwhile.

    Both are kept as hashes; ``verifier`` (PKCE, RFC 7636) is sealed.
    """

    provider = models.CharField(max_length=16)
    state_hash = models.CharField(max_length=64, unique=True)
    binding_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    verifier = models.TextField()
    return_to = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"visit {self.pk}"
