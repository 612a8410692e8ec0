"""Reading photos."""

from collections.abc import Iterator
from typing import NamedTuple

from contacts.files.photos.models import Photo, PhotoState
from contacts.files.storage import storing


class Picture(NamedTuple):
    """Where one picture of a photo lies, and whose it is."""

    contact: int
    key: str


def latest_and_shown(contact: int) -> tuple[Photo | None, Photo | None]:
    """Both at once; the same one when nothing newer was sent."""
    rows = list(Photo.objects.filter(contact_id=contact).exclude(state=PhotoState.REMOVED))
    return next(iter(rows), None), next((row for row in rows if row.state == PhotoState.READY), None)


def shown(contact: int) -> Photo | None:
    """The photo that is the contact's now."""
    return Photo.objects.filter(contact_id=contact, state=PhotoState.READY).first()


def picture(key: str, width: int, format: str) -> Picture | None:
    """The picture of a shown photo that is at most ``width`` pixels wide, or its smallest."""
    photo = Photo.objects.filter(key=key, state=PhotoState.READY).first()
    return widest(photo, width, format) if photo else None


def widest(photo: Photo, width: int, format: str) -> Picture:
    """The picture that is at most ``width`` pixels wide, or the smallest there is."""
    fitting = max((one for one in photo.widths if one <= width), default=min(photo.widths))
    return Picture(photo.contact_id, f"{photo.folder}/{fitting}.{format}")


def open_(picture: Picture) -> Iterator[bytes]:
    """The picture's bytes in pieces; raises ``FileNotFoundError`` or ``storing.StorageAway``."""
    return storing.stream(picture.key, 0, 2**31)
