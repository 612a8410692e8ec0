"""What programs asked and what they got, for staff to look at."""

from django.db import models

from integrations.credentials.models import Credential


class Call(models.Model):
    """One call of a dialect: the route and the names of its parameters, never a value, a token or a body.

    ``ms`` is until the answer began, ``size`` its bytes, None for a stream; ``error`` is the kind of fault.
    """

    at = models.DateTimeField()
    dialect = models.CharField(max_length=40)
    credential = models.ForeignKey(Credential, null=True, on_delete=models.SET_NULL, related_name="calls")
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200)
    parameters = models.CharField(max_length=300, blank=True)
    contact = models.BigIntegerField(null=True)
    status = models.PositiveSmallIntegerField()
    ms = models.FloatField()
    size = models.BigIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="call_at"),
            models.Index(fields=["dialect", "-id"], name="call_dialect"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.status}"


class CallDay(models.Model):
    """How many calls of a dialect came on one day (UTC), whoever made them, and how many of them were faults."""

    dialect = models.CharField(max_length=40)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dialect", "day"], name="call_day")]

    def __str__(self) -> str:
        return f"{self.dialect} {self.day}: {self.calls}"
