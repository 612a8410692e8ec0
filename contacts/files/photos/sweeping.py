"""What time takes away of photos."""

import datetime as dt

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from contacts.files.operations import BROUGHT_BACK_WITHIN
from contacts.files.photos.models import Photo, PhotoState
from contacts.files.photos.operations import FOLDER
from contacts.files.storage import storing
from contacts.files.sweeping import BATCH, sweep_folder

MOST_REMOVED = 5  # a contact; who changes a photo without end fills no storage with it


def sweep(*, now: dt.datetime | None = None) -> int:
    """Take away photos removed thirty days ago, all but the newest five removed of a contact, and lost pictures."""
    now = now or timezone.now()
    removed = Photo.objects.filter(state=PhotoState.REMOVED)
    newest_first = Window(RowNumber(), partition_by=F("contact_id"), order_by=F("removed_at").desc())
    numbered = removed.annotate(place=newest_first)
    gone = 0
    for rows in (removed.filter(removed_at__lte=now - BROUGHT_BACK_WITHIN), numbered.filter(place__gt=MOST_REMOVED)):
        while batch := list(rows[:BATCH]):
            for photo in batch:
                _take(photo)
            gone += len(batch)
    return gone + sweep_folder(FOLDER, without_rows=_unknown, now=now, drop=storing.drop_folder)


def _take(photo: Photo) -> None:
    storing.drop_folder(photo.folder)  # the pictures first: what is cut off here is done again
    photo.delete()


def _unknown(folder: str) -> list[str]:
    folders = {f"{folder}/{name}" for name in storing.listed(folder)[0]}
    rows = Photo.objects.filter(folder__startswith=f"{folder}/")
    return sorted(folders - set(rows.values_list("folder", flat=True)))


def erase(*, contact: int) -> int:
    """Take all photos of a contact away at once, for good; returns how many. Its ``photo`` is the door's to clear."""
    photos = list(Photo.objects.filter(contact_id=contact))
    for photo in photos:
        _take(photo)
    return len(photos)
