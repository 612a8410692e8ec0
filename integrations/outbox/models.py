"""Deliveries and the tries that were made."""

import uuid

from django.db import models
from django.utils import timezone

from integrations.connections.models import Connection


class Kind(models.TextChoices):
    CONTACT = "contact", "Make it there what it is here"
    EVENT = "event", "Tell of one change"
    TEST = "test", "A test"


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Nothing to send"
    DEAD = "dead", "Given up"
    QUARANTINED = "quarantined", "Set aside: its workers died"


WAITS = (State.WAITING, State.SENDING)
GIVEN_UP = (State.DEAD, State.QUARANTINED)


class Delivery(models.Model):
    """One thing to tell a connection.

    Of a contact there is one that waits, whatever changed since: it sends the state at its time. Events of a webhook
    wait one behind the other. Nothing overtakes: one at a time is on its way for each contact and connection.
    ``revision`` is the newest that was to be sent, then the one that was; ``change`` is the id of an event's change.
    ``lease`` numbers the hand-outs: whoever holds an older one is told no. Those ``in_bulk``, of a full push, come
    after all others.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="deliveries")
    contact = models.ForeignKey(
        "contacts.Contact", null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    event = models.CharField(max_length=40, blank=True)
    change = models.BigIntegerField(null=True)
    revision = models.IntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    in_bulk = models.BooleanField(default=False)
    due = models.DateTimeField(default=timezone.now)
    lease = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    first_tried_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "contact"], name="delivery_waiting_contact",
                condition=models.Q(state="waiting", kind="contact"),
            ),
            models.UniqueConstraint(
                fields=["connection", "contact"], name="delivery_one_sending", condition=models.Q(state="sending")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["connection", "in_bulk", "due", "id"], name="delivery_due", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["connection", "contact", "id"], name="delivery_behind", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["lease_until"], name="delivery_leased", condition=models.Q(state="sending")),
            models.Index(fields=["connection", "state", "-id"], name="delivery_listed"),
            models.Index(fields=["contact", "-id"], name="delivery_contact"),
            models.Index(
                fields=["finished_at"], name="delivery_finished", condition=models.Q(finished_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether it is still to be told, or being told."""
        return self.state in WAITS

    @property
    def is_given_up(self) -> bool:
        """Whether it was given up or set aside."""
        return self.state in GIVEN_UP


class Attempt(models.Model):
    """One try of a delivery; ``status`` is of the answer, 0 when there was none. Never a body or a secret."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    ms = models.FloatField()
    status = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status}"
