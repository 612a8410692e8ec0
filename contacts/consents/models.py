"""The consent log and the texts it refers to; the database itself refuses to change their rows (``log.guard``)."""

from django.db import models

from contacts.record import choices


class Basis(models.TextChoices):
    """Why processing is lawful (GDPR, article 6)."""

    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"
    VITAL_INTERESTS = "vital_interests", "Vital interests"
    PUBLIC_TASK = "public_task", "Public task"
    LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"


def spelled(closed: object) -> list[tuple[str, str]]:
    """Members of a closed list of the record with their labels."""
    return [(member, choices.label(member)) for member in choices.members(closed)]


class Wording(models.Model):
    """One version of the text that people answer to; a new text is a new version. No language means for all of them."""

    purpose = models.CharField(max_length=32, choices=spelled(choices.ConsentPurpose))
    language = models.CharField(max_length=8, blank=True, default="")
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField(max_length=10_000)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["purpose", "language", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "language", "version"], name="wording_version")]

    def __str__(self) -> str:
        language = f" {self.language}" if self.language else ""
        return f"{choices.label(self.purpose)}{language} v{self.version}"


class ConsentEvent(models.Model):
    """One answer of one contact, or what was done in its name. Append-only.

    ``number`` counts a contact's events from 1; ``hash`` is over the event and the hash before it (``log.chain``).
    An empty ``state`` takes an answer back to nothing known; ``revision`` is the contact's after it. ``ip`` is sealed.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.PROTECT, related_name="consent_events", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    purpose = models.CharField(max_length=32)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    previous = models.CharField(max_length=16)
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, related_name="events")
    basis = models.CharField(max_length=32, choices=Basis.choices)
    comment = models.CharField(max_length=500)
    ip = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    at = models.DateTimeField()
    revision = models.IntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["contact", "number"], name="consent_number")]
        indexes = [models.Index(fields=["purpose", "state", "id"], name="consent_recent")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.state} of {self.contact_id}, no. {self.number}"


class ConsentErasure(models.Model):
    """That a contact's events were erased, and only then may they go. Append-only.

    ``links`` is JSON: ``[number, at, hash]`` of each, which tells nothing of the person and keeps the days' heads
    provable.
    """

    contact_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    links = models.TextField()

    def __str__(self) -> str:
        return f"events of {self.contact_id}, erased {self.at}"
