"""Preferences say what somebody likes; they allow nothing, which only consents do."""

from django.db import models

from contacts.lookups.models import Organisation


class PreferenceType(models.TextChoices):
    """What an organisation is preferred for; the spelling is that of the self-service preferences."""

    ORDERS = "ORDERS", "Orders"
    REWARDS = "REWARDS", "Rewards"


class PreferredChannel(models.Model):
    """One channel that a contact likes, the dearest first."""

    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="preferred_channels", db_index=False
    )
    channel = models.CharField(max_length=16)
    position = models.SmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contact", "channel"], name="preferred_channel")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.contact_id}"


class PreferredOrganisation(models.Model):
    """One organisation that a contact prefers for one thing."""

    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="preferred_organisations", db_index=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="preferred_by")
    type = models.CharField(max_length=16, choices=PreferenceType.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "organisation", "type"], name="preferred_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} of {self.contact_id}, {self.type}"
