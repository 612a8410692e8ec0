"""Accounts of the portal, and what their owners sign in with."""

import uuid

from django.db import models
from django.utils import timezone


class Provider(models.TextChoices):
    """Who vouches for an identity; the spelling is that of the self-service document (seeds/001, lines 224-229)."""

    EMAIL = "EMAIL", "Email address"
    PHONE = "PHONE", "Telephone number"
    USERNAME = "USERNAME", "User name"
    MAC_ADDRESS = "MAC_ADDRESS", "Device"
    GOOGLE = "GOOGLE", "Google"
    FACEBOOK = "FACEBOOK", "Facebook"
    APPLE = "APPLE", "Apple"
    MW4 = "MW4", "MW4"
    OIDC = "OIDC_OAUTH", "Single sign-on"


class Account(models.Model):
    """Somebody's account. ``uuid`` is what programs know it by, whatever contact it turns out to be.

    Before an address is proven there is no contact, only what was said on registering, sealed in ``registration``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.OneToOneField("contacts.Contact", null=True, on_delete=models.CASCADE, related_name="account")
    password = models.CharField(max_length=200, blank=True)
    password_set_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    registration = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    last_signed_in_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"account {self.pk}"


class Identity(models.Model):
    """One thing an account signs in with: ``subject`` as it was given, ``key`` as it is compared.

    Contacts may share an address; a proven identity is one account's alone, an unproven one is nobody's yet.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=16, choices=Provider)
    subject = models.CharField(max_length=254)
    key = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "key"], name="identity_proven", condition=models.Q(verified_at__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["provider", "key"], name="identity_key")]

    def __str__(self) -> str:
        return f"{self.provider} {self.pk}"


class KnownDevice(models.Model):
    """A browser or app that somebody signed in with: strangers' wrong tries never shut it out.

    ``digest`` is the SHA-256 of the token that the device keeps; one device may know several accounts.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="known_device_one")]
        indexes = [models.Index(fields=["seen_at"], name="known_device_seen")]

    def __str__(self) -> str:
        return f"device {self.pk}"
