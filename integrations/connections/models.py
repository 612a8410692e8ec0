"""Connections, the state of their lines, what the other side calls ours, and values that both sides changed."""

from django.db import models
from django.utils import timezone


class Direction(models.TextChoices):
    PUSH = "push", "We send"
    PULL = "pull", "We fetch"
    BOTH = "both", "We send and fetch"


class Owner(models.TextChoices):
    """Whose value stays when both sides changed one. ``ASK`` leaves it to staff."""

    OURS = "ours", "Ours"
    THEIRS = "theirs", "Theirs"
    NEWEST = "newest", "The newest"
    ASK = "ask", "Staff decide"


class Deletion(models.TextChoices):
    """What becomes of a contact that the other side deleted."""

    ARCHIVE = "archive", "Archive ours"
    KEEP = "keep", "Keep ours and let it go"


class Connection(models.Model):
    """One account of ours at another system, or a webhook.

    ``secrets`` is sealed to this row, a JSON object of text; ``settings`` what of the account is no secret. ``events``
    names what a webhook is told (empty: everything) and ``where`` is a filter (JSON of the filter language) that a
    contact must match to be sent. ``ownership`` is whose value stays, by neutral path, "" for all others. ``matching``
    are the rules by which a contact of theirs is found to be one of ours, in order. ``pull_every`` are minutes, 0: by
    hand.
    """

    dialect = models.CharField(max_length=40)
    name = models.CharField(max_length=200, unique=True)
    address = models.CharField(max_length=500)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.PUSH)
    is_enabled = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(default="", blank=True)
    secrets_set_at = models.DateTimeField(null=True)
    events = models.JSONField(default=list)
    where = models.JSONField(default=dict)
    ownership = models.JSONField(default=dict)
    matching = models.JSONField(default=list)
    deletion = models.CharField(max_length=8, choices=Deletion.choices, default=Deletion.ARCHIVE)
    pull_every = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """The state of a connection's line, apart from it so that staff and workers do not wait for each other.

    Who claims deliveries of a connection locks its lane. After five ``failures`` in a row the circuit is open until
    ``open_until``; until ``quiet_until`` the other side asked not to be called. ``trouble`` is about the share of the
    last ten tries that failed by the line's fault. ``pulled_to`` is where the next fetch
    of changes begins, in the vendor's own terms; ``pushed_to`` is the last contact that a running full push has left
    a delivery of.
    """

    connection = models.OneToOneField(Connection, primary_key=True, on_delete=models.CASCADE, related_name="lane")
    failures = models.PositiveIntegerField(default=0)
    trouble = models.FloatField(default=0.0)
    open_until = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    pulled_to = models.CharField(max_length=200, blank=True)
    pulled_at = models.DateTimeField(null=True)
    pushed_to = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"line of {self.connection_id}"


class ExternalId(models.Model):
    """What the other side calls a contact.

    The row is there before the other side is asked to create it: one without ``theirs`` says that we may have asked
    without hearing the answer (for the contact as it was at revision ``asked``), so that they are searched before they
    are asked again. ``revision`` is ours that both sides are known to agree on, the common ground of what each changed
    since; of one that is gone it is ours when that was found, and only a contact brought back after it is made there
    again. ``asked`` is also the newest revision of which we began to tell a system whose people change contacts too:
    one above ``revision`` may have reached it, unheard. ``again`` names those fields of theirs that they must be told
    although both had the same, "" for all. ``digest`` is the SHA-256 of their contact as last read. ``secret`` is what
    lets us act for the contact at systems that know no others, sealed.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="external_ids")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="external_ids")
    theirs = models.CharField(max_length=200, null=True)
    asked = models.IntegerField(default=0)
    revision = models.IntegerField(default=0)
    again = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    theirs_at = models.DateTimeField(null=True)
    secret = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "contact"], name="external_contact"),
            models.UniqueConstraint(fields=["connection", "theirs"], name="external_theirs"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} is {self.theirs} there"


class ExternalReference(models.Model):
    """What the other side calls a look-up of ours, an organisation for one; ``kind`` is the look-up's."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="references")
    kind = models.CharField(max_length=40)
    ours = models.BigIntegerField()
    theirs = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "ours"], name="external_reference_ours"),
            models.UniqueConstraint(fields=["connection", "kind", "theirs"], name="external_reference_theirs"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ours} is {self.theirs} there"


class Conflict(models.Model):
    """A value that both sides changed since they agreed; ours stays until staff decide.

    ``path`` is as in the journal, ``their`` what the other side calls it. ``base`` is what both had. ID-like numbers
    are masked in all three values. ``taking`` is the patch that takes theirs, sealed to the contact and field.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        OURS = "ours", "Ours was kept"
        THEIRS = "theirs", "Theirs was taken"
        OTHER = "other", "Another value was set"
        AGREED = "agreed", "Both came to agree"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="conflicts")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey("integrations.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    path = models.CharField(max_length=300)
    their = models.CharField(max_length=300)
    base = models.JSONField(null=True)
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    ours_at = models.DateTimeField(null=True)
    ours_by = models.CharField(max_length=200, blank=True)
    theirs_at = models.DateTimeField(null=True)
    taking = models.TextField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "contact", "their"], name="sync_one_conflict", condition=models.Q(state="open")
            )
        ]
        indexes = [
            models.Index(fields=["connection", "state", "-id"], name="sync_conflict_listed"),
            models.Index(fields=["contact", "-id"], name="sync_conflict_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.path} of {self.contact_id}"
