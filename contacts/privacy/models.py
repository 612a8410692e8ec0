"""Copies of everything that is kept of a contact, made when it asks for one."""

import uuid

from django.db import models


class PackageState(models.TextChoices):
    WAITING = "waiting", "Being made"
    READY = "ready", "Ready"
    GONE = "gone", "Gone"


class Package(models.Model):
    """One copy: a ZIP of ``size`` bytes at ``key``, to be fetched until ``expires_at``."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="packages", db_index=False)
    state = models.CharField(max_length=8, choices=PackageState.choices, default=PackageState.WAITING)
    key = models.CharField(max_length=100, blank=True, default="")
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["contact", "-id"], name="package_contact"),
            models.Index(fields=["expires_at"], name="package_ready", condition=models.Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"copy of {self.contact_id}"
