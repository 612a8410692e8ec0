"""Second factors of staff, and the user whose sessions depend on them."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.crypto import salted_hmac


class SecondFactor(models.Model):
    """Whether somebody signs in with a second factor. ``generation`` is new whenever that changes.

    Sessions know the generation that they began with and end with it, so the row stays when it is turned off: what
    was signed in before it was turned on does not come back to life.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="second_factor")
    turned_on_at = models.DateTimeField(null=True)
    generation = models.CharField(max_length=43)

    def __str__(self) -> str:
        return f"{self.user_id} {'on' if self.turned_on_at else 'off'}"


class Authenticator(models.Model):
    """An app that makes codes. Until one of them was typed in (``confirmed_at``) it signs nobody in.

    ``last_step`` is the step of the newest code that was taken: none up to it is taken again.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authenticators")
    name = models.CharField(max_length=60)
    handle = models.CharField(max_length=43, unique=True)  # the place that the seed is sealed for
    seed = models.TextField()  # sealed
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed_at=None), name="authenticator_one_begun"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is gone. ``digest`` is keyed, its key is not in the database."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_one")]

    def __str__(self) -> str:
        return f"{self.user_id} {'used' if self.used_at else 'unused'}"


class Kind(models.TextChoices):
    """What may happen to a second factor; the labels are also words of the mail about it."""

    ON = "on", "turned on"
    OFF = "off", "turned off"
    RESET = "reset", "taken away by a colleague"
    ADDED = "added", "authenticator added"
    REMOVED = "removed", "authenticator removed"
    RENEWED = "renewed", "new recovery codes"
    RECOVERY = "recovery", "recovery code used"


class FactorEvent(models.Model):
    """Something that happened to somebody's second factor. Append-only, never with a code or a seed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_events", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    about = models.CharField(max_length=300, blank=True, default="", db_default="")  # a reason, an app's name

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="factor_event_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class DeskUser(User):
    """A user whose sessions end when their second factor is turned on, off, or taken away.

    Read together with the second factor, so that looking at it costs no statement.
    """

    class Meta:
        proxy = True
        default_permissions = ()

    def factor(self) -> SecondFactor | None:
        """The second factor, whether on or off, or None when there never was one."""
        found: SecondFactor | None = getattr(self, "second_factor", None)
        return found

    def needs_code(self) -> bool:
        """Whether the password alone lets nobody in."""
        factor = self.factor()
        return factor is not None and factor.turned_on_at is not None

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django compares this with what the session began with, at each request."""
        base: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in the stubs
        factor = self.factor()
        if factor is None:
            return base
        salt = "contacts.access.factors"
        return salted_hmac(salt, f"{base} {factor.generation}", secret=secret, algorithm="sha256").hexdigest()
