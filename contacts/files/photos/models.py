"""Photos by contact."""

from django.db import models

from contacts.files.photos.spelling import new_key


class PhotoState(models.TextChoices):
    WAITING = "waiting", "Being prepared"
    READY = "ready", "Shown"
    REFUSED = "refused", "Cannot be used"
    REMOVED = "removed", "Removed"


class Photo(models.Model):
    """One photo that was sent; ``key`` is its public name and, below ``folder``, where its pictures lie.

    ``crop`` is ``[left, top, side]`` in pixels of the upright picture, null for the square in the middle. ``widths``
    are those of the pictures there are. The one that is shown is the contact's ``photo``; ones that were replaced or
    removed can be brought back for thirty days.
    """

    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="photos", db_index=False)
    key = models.CharField(max_length=64, unique=True, default=new_key)
    folder = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=PhotoState.choices, default=PhotoState.WAITING)
    reason = models.CharField(max_length=200, blank=True, default="")
    crop = models.JSONField(null=True)
    widths = models.JSONField(default=list)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=16)
    door_detail = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["contact", "-id"], name="photo_contact"),
            models.Index(fields=["removed_at"], name="photo_removed", condition=models.Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"photo of {self.contact_id}"
