"""Communications and the texts that staff put in the place of those that come with the product."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Channel(models.TextChoices):
    """How it is said (the spelling of the self-service document, seeds/001)."""

    EMAIL = "EMAIL", "Email"
    SMS = "SMS", "SMS"
    INAPP = "INAPP", "In the app"
    DEVICE = "DEVICE", "On the device"


HOW = {"EMAIL": "by email", "SMS": "by SMS", "INAPP": "in the app", "DEVICE": "on the device"}
"""A channel within a sentence."""


class State(models.TextChoices):
    """What became of it."""

    PENDING = "PENDING", "Waiting"
    COMPLETED = "COMPLETED", "Sent"
    REJECTED = "REJECTED", "Not sent"


class Communication(models.Model):
    """One message to one recipient; ``contact`` is empty as long as the recipient is nobody's contact.

    Where it holds secrets, ``subject`` and ``content`` show dots in their place and ``sealed`` the whole text, until
    it is sent. ``sending_since`` and ``sending_by`` are there while a worker hands it over: what finds them after a
    crash sends again under the same ``message_id``.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, on_delete=models.CASCADE, related_name="communications", db_index=False
    )
    channel = models.CharField(max_length=8, choices=Channel)
    purpose = models.CharField(max_length=32, default="service")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was not sent, or not yet, in plain words")
    sender = models.CharField(max_length=320, blank=True)
    recipient = models.CharField(max_length=320, blank=True, help_text="address or number; decided when it is sent")
    language = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="what it is, for lists")
    subject = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    html = models.TextField(blank=True)
    sealed = models.TextField(blank=True)
    title = models.CharField(max_length=200, blank=True)
    subtitle = models.CharField(max_length=200, blank=True)
    image = models.CharField(max_length=2000, blank=True)
    link = models.CharField(max_length=2000, blank=True)
    template = models.CharField(max_length=64, blank=True)
    template_version = models.PositiveIntegerField(default=0, help_text="0 is the text that comes with the product")
    attachments = models.JSONField(default=list, blank=True)
    message_id = models.CharField(max_length=320)
    is_urgent = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    sending_since = models.DateTimeField(null=True)
    sending_by = models.CharField(max_length=220, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(help_text="when it is given up")
    posted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="when it was sent or given up")
    viewed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200, blank=True)
    request = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="communication_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="communication_channel_known"),
        ]
        indexes = [
            models.Index(fields=["contact", "-id"], name="communication_contact"),
            models.Index(fields=["recipient"], name="communication_recipient"),
            models.Index(fields=["until"], name="communication_waiting", condition=Q(state="PENDING")),
            models.Index(fields=["state", "-id"], name="communication_state"),
            models.Index(fields=["closed_at"], name="communication_sealed", condition=~Q(sealed="")),
        ]

    def __str__(self) -> str:
        return self.name or self.subject or self.get_channel_display()


class Template(models.Model):
    """A text of the operator's own for a declared key, channel and language."""

    key = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices=Channel)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=500, blank=True)
    content = models.TextField()
    version = models.PositiveIntegerField(default=1, help_text="counts on, also when the text goes back to its default")
    is_reset = models.BooleanField(default=False, help_text="the text that comes with the product is in use again")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "channel", "language"], name="template_text")]

    def __str__(self) -> str:
        return f"{self.key} {self.channel} {self.language}"
