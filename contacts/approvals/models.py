"""Requests that a contact accepts or rejects, and the links that were sent for them."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    """What became of a request."""

    PENDING = "PENDING", "Waiting"
    ACCEPTED = "ACCEPTED", "Accepted"
    REJECTED = "REJECTED", "Rejected"
    EXPIRED = "EXPIRED", "Expired"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class How(models.TextChoices):
    """By which way a contact decided."""

    PORTAL = "PORTAL", "signed in to the portal"
    LINK = "LINK", "by the link of a message"
    API = "API", "by a program they use"


class ApprovalRequest(models.Model):
    """One question to one contact; ``entity_…`` name what it is about, as whoever asks calls it.

    ``remind_at`` is when the next reminder is due. A request whose ``expires_at`` is past is expired from that moment
    on; the state says so a little later. ``decided_by`` is who, in the words of the timeline.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="approval_requests", db_index=False
    )
    entity_type = models.CharField(max_length=64, blank=True)
    entity_id = models.CharField(max_length=100, blank=True)
    entity_reference = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    scheduled_at = models.DateTimeField(default=timezone.now, help_text="when the contact is asked")
    expires_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="when the last reminder went")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_how = models.CharField(max_length=8, choices=How, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    comments = models.TextField(blank=True, help_text="what the contact said with the decision")
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="approval_state_known")]
        indexes = [
            models.Index(fields=["contact", "-id"], name="approval_contact"),
            models.Index(fields=["state", "-id"], name="approval_state"),
            models.Index(fields=["remind_at"], name="approval_remind", condition=Q(state=State.PENDING)),
            models.Index(fields=["expires_at"], name="approval_expires", condition=Q(state=State.PENDING)),
        ]

    def __str__(self) -> str:
        return self.title

    def state_at(self, now: dt.datetime) -> str:
        """Its state at this moment: one whose time is over is expired, whether or not the worker said so yet."""
        return State.EXPIRED if self.state == State.PENDING and self.expires_at <= now else str(self.state)


class ApprovalLink(models.Model):
    """One link by which a request can be answered: the SHA-256 of its 256 random bits, and the message it went with."""

    digest = models.CharField(max_length=64, unique=True)
    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="links")
    communication = models.ForeignKey(
        "contacts.Communication", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"link of {self.request_id}"
