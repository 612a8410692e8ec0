"""Views of the contact list that somebody keeps."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list as its address says it (``query``: words, filter, tab, order, columns); shared ones are everybody's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=100)
    query = models.TextField()
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def params(self) -> str:
        """What the address of the list says to open this view."""
        return "&".join(filter(None, (self.query, f"view={self.pk}")))
