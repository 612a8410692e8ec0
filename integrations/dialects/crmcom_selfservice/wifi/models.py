"""Devices that are authorised."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class WifiState(models.TextChoices):
    """Whether the platform knows."""

    WAITING = "WAITING", "Waiting"
    TOLD = "TOLD", "The platform knows"
    NOTED = "NOTED", "Written down; there is no platform"
    FAILED = "FAILED", "The platform refused"


class WifiAuthorisation(models.Model):
    """A device that its contact may use in the WiFi until ``until``; one at a time, whoever's it is.

    ``mac`` is twelve upper-case hexadecimal digits, empty once it is over. ``integration``, ``estimation`` and
    ``site`` are the platform's own words.
    """

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="wifi_authorisations")
    app = models.ForeignKey("contacts.App", null=True, on_delete=models.SET_NULL, related_name="+")
    mac = models.CharField(max_length=12, blank=True)
    integration = models.CharField(max_length=100, blank=True)
    estimation = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, choices=WifiState, default=WifiState.WAITING)
    reason = models.CharField(max_length=200, blank=True, help_text="why not, in plain words")
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mac"], condition=~Q(mac=""), name="wifi_device_once")]
        indexes = [models.Index(fields=["until"], name="wifi_over", condition=~Q(mac=""))]

    def __str__(self) -> str:
        return f"WiFi authorisation {self.pk}"
