"""Runs of fetching, and what staff must see of them."""

from django.db import models
from django.utils import timezone

from integrations.connections.models import Conflict, Connection


class Kind(models.TextChoices):
    FIRST = "first", "Everything they have"
    CHANGES = "changes", "What they changed"
    RECONCILE = "reconcile", "Compare both sides"
    MEND = "mend", "Mend what drifted"


class Phase(models.TextChoices):
    """What a run reads at the moment; each begins when there is no more of the one before it."""

    THEIRS = "theirs", "Their contacts"
    ABSENT = "absent", "Ours that they did not list"
    OURS = "ours", "Ours that they never had"


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    ASKING = "asking", "Stopped: many contacts are missing there"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (State.WAITING, State.RUNNING)
CHOSEN = "chosen"
OUTCOMES = ("created", "updated", "unchanged", "archived", "refused", "drifted", "missing", "passed")


class Run(models.Model):
    """One fetch from a connection.

    ``after`` is where the next page of ``phase`` begins, so a run that was cut off goes on there. ``seen`` is the sum
    of ``OUTCOMES`` at every moment: they are written with the contacts. ``passed`` were sent by us meanwhile and wait
    for the next run. ``since`` is where the list begins and ``mark`` where the next one will, in the vendor's terms;
    one that ``is_listed`` reads their list and not contact by contact. ``failures`` are those in a row; ``side`` is
    whose values a mending takes, of the run that is its ``source``; ``chosen`` as staff said field by field.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.THEIRS)
    after = models.CharField(max_length=500, blank=True)
    since = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=200, blank=True)
    is_listed = models.BooleanField(default=True)
    source = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="mendings")
    side = models.CharField(max_length=6, blank=True)
    deletions_allowed = models.BooleanField(default=False)
    total = models.PositiveIntegerField(null=True)
    seen = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    archived = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    drifted = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    job = models.BigIntegerField(null=True)
    started_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], name="sync_one_run", condition=models.Q(state__in=["waiting", "running"])
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="sync_run_state_known"),
        ]
        indexes = [models.Index(fields=["connection", "-id"], name="sync_run_listed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Finding(models.Model):
    """What staff must see of one contact of a run. ``theirs`` is its id there.

    ``reasons`` are ``{"path", "message"}``; of a dry run ``outcome`` is what would become of it. ``values`` has
    ``{path: [ours, theirs]}`` with ID-like numbers masked, ``choice`` is ``{path: side}`` as staff want them mended.
    """

    class Kind(models.TextChoices):
        REFUSED = "refused", "Could not be taken"
        UNREAD = "unread", "Values that could not be read"
        AMBIGUOUS = "ambiguous", "May be one of several"
        DRIFT = "drift", "Differs"
        ONLY_THERE = "only_there", "Only there"
        ONLY_HERE = "only_here", "Only here"
        GONE = "gone", "Deleted there"
        EXAMPLE = "example", "What would be done"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MENDED = "mended", "Mended"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    contact = models.ForeignKey("contacts.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    theirs = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    reasons = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    choice = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "kind", "id"], name="sync_finding_listed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


__all__ = ["CHOSEN", "OPEN", "OUTCOMES", "Conflict", "Finding", "Kind", "Phase", "Run", "State"]
