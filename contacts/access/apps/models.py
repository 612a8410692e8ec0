"""Apps, how much of their allowance is taken, and accounts made for trying one out."""

from django.db import models

from contacts.access.accounts.models import Account


class AppKind(models.TextChoices):
    """Where an app runs decides what it may be trusted with."""

    PUBLIC = "PUBLIC", "In a browser or on a phone"
    SERVER = "SERVER", "On a server"


class Mode(models.TextChoices):
    """A test app reaches only accounts that were registered with test apps."""

    LIVE = "LIVE", "Live"
    TEST = "TEST", "Test"


class App(models.Model):
    """An app. ``key`` is public and can be shown at any time; a server also has a secret, kept as its hash."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=AppKind, default=AppKind.PUBLIC)
    secret_hash = models.CharField(max_length=64, blank=True)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.LIVE)
    origins = models.JSONField(default=list)
    grants = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="app_limit_positive")]

    def __str__(self) -> str:
        return self.name


class AppUse(models.Model):
    """How many requests of the minute ``minute`` (since 1970) the processes have taken, in portions."""

    app = models.OneToOneField(App, primary_key=True, on_delete=models.CASCADE, related_name="use")
    minute = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)
    portion = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.app_id}: {self.taken}"


class TestAccount(models.Model):
    """An account that was registered with a test app; live apps do not reach it."""

    __test__ = False  # no test of pytest's

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="test")

    def __str__(self) -> str:
        return f"test account {self.account_id}"
