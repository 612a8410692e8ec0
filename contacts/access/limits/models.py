"""Counters. Whom they count is kept as a keyed digest, so the tables name nobody. Times are seconds since 1970."""

from django.db import models


class Tally(models.Model):
    """How often ``subject`` did what ``rule`` counts since the window began; it ends at ``ends``."""

    rule = models.CharField(max_length=24)
    subject = models.CharField(max_length=64)
    count = models.IntegerField()
    ends = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "subject"], name="tally_one")]
        indexes = [models.Index(fields=["ends"], name="tally_ends")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.count}"


class PasswordTries(models.Model):
    """Tries of passwords at one account (or one unknown name, or one known device of an account).

    ``count`` decides how long the next lock is and is forgotten at ``ends``; ``streak`` ends with a success only.
    """

    subject = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField()
    streak = models.IntegerField()
    ends = models.BigIntegerField()
    locked_until = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["ends"], name="password_tries_ends")]

    def __str__(self) -> str:
        return f"{self.streak} in a row"


class LimitAlert(models.Model):
    """A limit that staff should know of was reached; one row for each rule and prefix and day."""

    rule = models.CharField(max_length=24)
    about = models.CharField(max_length=64)
    day = models.DateField()
    refused = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["rule", "about", "day"], name="limit_alert_one")]

    def __str__(self) -> str:
        return f"{self.rule} {self.about} {self.day}"
