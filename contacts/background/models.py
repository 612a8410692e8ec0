"""Jobs, the schedules that make them again and again, and the workers that were seen."""

from django.db import models
from django.utils import timezone


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Handed to a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    QUARANTINED = "quarantined", "Set aside: its workers died"


OPEN_STATES = (JobState.WAITING, JobState.SENT, JobState.RUNNING)


class Job(models.Model):
    """One call of a registered task; ``args`` are ids and other small values, never contents."""

    task = models.CharField(max_length=100)
    args = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)
    due = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    lease = models.PositiveIntegerField(default=0, help_text="how often it was handed out; older messages are void")
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0, help_text="workers that died while running it")
    last_error = models.CharField(max_length=500, blank=True)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known")]
        indexes = [
            models.Index(
                fields=["-urgent", "due", "id"], name="job_waiting", condition=models.Q(state=JobState.WAITING)
            ),
            models.Index(
                fields=["lease_until"],
                name="job_leased",
                condition=models.Q(state__in=[JobState.SENT, JobState.RUNNING]),
            ),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"


class Schedule(models.Model):
    """A task that becomes a job every ``seconds``."""

    task = models.CharField(max_length=100, unique=True)
    seconds = models.PositiveIntegerField()
    next_due = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.task} every {self.seconds} s"


class Worker(models.Model):
    """A process that carries jobs out, by host and process id, and when it last said so."""

    name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
