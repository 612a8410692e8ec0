"""Decisions that differ from what the product does by itself."""

from django.db import models


class OptionValue(models.Model):
    """The value of one declared option, as JSON text; an option without a row has its default."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
