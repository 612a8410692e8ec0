"""Imports and what became of each of their rows."""

from django.db import models


class ImportState(models.TextChoices):
    DRAFT = "draft", "Being mapped"
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped: the file cannot be read"
    CANCELLED = "cancelled", "Cancelled"


class Import(models.Model):
    """One file on its way in. ``position`` is the last row decided, so a run that was cut off goes on behind it.

    ``header`` is a digest of a table's columns; a file that has those of an earlier one begins as mapped ``as_in``.

    ``read`` = ``created`` + ``updated`` + ``unchanged`` + ``refused`` at every moment: they are written with the rows.
    """

    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=255)
    size = models.BigIntegerField(default=0)
    format = models.CharField(max_length=8, blank=True)
    header = models.CharField(max_length=64, blank=True, db_index=True)
    mapping = models.JSONField(default=dict, blank=True)
    as_in = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    match = models.JSONField(default=list, blank=True)
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.DRAFT)
    error = models.CharField(max_length=500, blank=True)
    total = models.IntegerField(null=True, blank=True)
    position = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known")
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What became of a row: created, updated, unchanged or refused; ``faults`` say in which column and why.

    Rows are written in transactions that hold their import locked, so the database need not look for it for each row.
    """

    source = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    line = models.IntegerField()
    outcome = models.CharField(max_length=10)
    contact_id = models.BigIntegerField(null=True)
    revision = models.IntegerField(null=True)
    label = models.CharField(max_length=200, blank=True)
    changes = models.TextField(blank=True)
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="import_row_number")]
        indexes = [models.Index(fields=["source", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"row {self.number}: {self.outcome}"
