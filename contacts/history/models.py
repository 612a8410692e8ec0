"""The journal of changes."""

from typing import Any

from django.db import models
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class CurrentTransaction(Func):
    """The id of the transaction that writes the row on PostgreSQL; 0 on SQLite, which has one writer at a time."""

    template = "0"
    arity = 0
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="pg_current_xact_id()::text::bigint", **context)


class Change(models.Model):
    """One change of one contact, append-only; ``changes`` is ``{path: [old, new]}`` of ``record.diff`` as JSON text.

    ``sealed`` holds ``{slot: [old token, new token]}`` for numbers that ``changes`` shows masked. Within the feed,
    rows are ordered by ``(transaction, id)``, so that a reader never passes a row that is still being written.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.PROTECT, related_name="changes", db_index=False, db_constraint=False
    )
    revision = models.IntegerField()
    action = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    changes = models.TextField()
    sealed = models.TextField(default="", blank=True)
    transaction = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["contact", "revision"], name="change_contact_revision")]
        indexes = [
            models.Index(fields=["transaction", "id"], name="change_feed"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.contact_id} r{self.revision}"


class Happening(models.Model):
    """Something that happened with a contact and changed no value of it: a sign-in, an order, a message. Append-only.

    ``about`` holds ids and the names that the kind's sentence is filled with, never a secret or an address.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="happenings", db_index=False)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200)
    about = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "-id"], name="happening_contact")]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id}"
