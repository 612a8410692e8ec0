"""Zones and who may enter them."""

import uuid

from django.db import models
from django.db.models.functions import Lower


class Zone(models.Model):
    """A part of a site that needs a grant to enter; names are unique without regard to case."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=64, blank=True, db_index=True)
    description = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="zone_name")]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A contact's membership in a zone. A past ``expires_at`` is expired from that moment on, without any job."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="grants", db_index=False)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="grants")
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "zone"], name="grant_contact_zone")]
        indexes = [models.Index(fields=["zone", "expires_at"], name="grant_zone_expires")]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.zone_id}"
