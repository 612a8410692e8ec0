"""Files by contact, and the room they take."""

import uuid

from django.db import models


class StoredFile(models.Model):
    """One file: ``name`` as it was given, ``media_type`` as its content tells, ``key`` where its bytes lie.

    The row comes first and claims ``size`` bytes; ``kept_at`` says that the bytes are there. A discarded file can be
    brought back for thirty days.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="files", db_index=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=100, unique=True)
    from_contact = models.BooleanField(help_text="the contact sent it; else staff or a program put it here")
    shared = models.BooleanField(help_text="the contact sees it in the portal")
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "file"
        indexes = [
            models.Index(fields=["contact", "-id"], name="file_contact"),
            models.Index(fields=["created_at"], name="file_claimed", condition=models.Q(kept_at=None)),
            models.Index(
                fields=["discarded_at"], name="file_discarded", condition=models.Q(discarded_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Space(models.Model):
    """How many bytes all files take, claimed and discarded ones too, in the one row that every upload changes.

    ``swept`` is the last hour of each folder in which bytes without a row were looked for.
    """

    used = models.BigIntegerField(default=0)
    swept = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.used} bytes"
