"""Import hub: Django finds every model here; the models live in their rooms."""

from contacts.background.models import Job, Schedule, Worker

__all__ = ["Job", "Schedule", "Worker"]
