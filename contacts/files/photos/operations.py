"""Setting, preparing and removing photos."""

import datetime as dt
import io
from typing import Any, cast

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from contacts.background.operations import enqueue
from contacts.directory import operations as door
from contacts.directory.commands import NotFound
from contacts.directory.models import Contact
from contacts.files.photos.checking import Crop, check
from contacts.files.photos.drawing import draw
from contacts.files.photos.models import Photo, PhotoState
from contacts.files.storage import storing
from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.record.patch import PhotoPatch

TASK = "photos.prepare"
FOLDER = "photos"
ORIGINAL = "original"


def set_photo(
    *, contact: int, content: "File[bytes]", actor: Actor, crop: Crop | None = None, now: dt.datetime | None = None
) -> Photo:
    """A new photo of ``contact``, shown as soon as it is prepared in the background.

    Raises ``Invalid`` at ``file`` or ``crop``, ``NotFound`` or ``StorageAway``. ``crop`` is left, top and side of a
    square in pixels of the upright picture.
    """
    now = now or timezone.now()
    check(content, content.size, crop)
    if not Contact.objects.filter(pk=contact).exists():  # before anything is stored for it
        raise NotFound(f"There is no contact {contact}.")
    folder = storing.new_key(FOLDER, now)
    storing.put(f"{folder}/{ORIGINAL}", content)
    with transaction.atomic():
        _lock(contact)
        _set_aside(contact, now, PhotoState.WAITING, PhotoState.REFUSED)
        photo = Photo.objects.create(
            contact_id=contact, folder=folder, crop=crop, created_at=now, actor_kind=actor.kind, actor_id=actor.id,
            actor_label=actor.label, door=actor.door, door_detail=actor.door_detail,
        )  # fmt: skip
        enqueue(name=TASK, args={"photo_id": photo.pk})
    return photo


def prepare(photo_id: int, *, now: dt.datetime | None = None) -> None:
    """Draw a waiting photo's pictures and show it; what cannot be drawn is refused. Safe twice."""
    now = now or timezone.now()
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    if photo.state == PhotoState.WAITING:
        try:
            widths = _draw(photo)
        except Invalid as exc:
            _refuse(photo, exc.errors[0].message)
        except FileNotFoundError:
            _refuse(photo, "The picture was lost. Send it again.")
        else:
            _show(photo, widths, now)
    storing.drop(f"{photo.folder}/{ORIGINAL}")  # its metadata may tell where it was taken


def _draw(photo: Photo) -> list[int]:
    original = io.BytesIO(b"".join(storing.stream(f"{photo.folder}/{ORIGINAL}", 0, 2**31)))
    crop: Crop | None = tuple(photo.crop) if photo.crop else None
    widths = set()
    for width, format, data in draw(original, crop):
        key = f"{photo.folder}/{width}.{format}"
        storing.drop(key)  # of a run that was cut off
        storing.put(key, ContentFile(data))
        widths.add(width)
    return sorted(widths)


def _refuse(photo: Photo, reason: str) -> None:
    waiting = Photo.objects.filter(pk=photo.pk, state=PhotoState.WAITING)
    waiting.update(state=PhotoState.REFUSED, reason=reason[:200])


def _show(photo: Photo, widths: list[int], now: dt.datetime) -> None:
    """Make it the contact's photo, unless it was removed or replaced meanwhile."""
    with transaction.atomic():
        _lock(photo.contact_id)
        if not Photo.objects.filter(pk=photo.pk, state=PhotoState.WAITING).exists():
            return
        _set_aside(photo.contact_id, now, PhotoState.READY)
        Photo.objects.filter(pk=photo.pk).update(state=PhotoState.READY, widths=widths)
        _tell(photo.contact_id, photo.key, _actor(photo))


def _lock(contact: int) -> None:
    """Changes of one contact's photo wait for each other; raises ``NotFound``."""
    if not Contact.objects.filter(pk=contact).select_for_update().values_list("pk").first():
        raise NotFound(f"There is no contact {contact}.")


def _set_aside(contact: int, now: dt.datetime, *states: PhotoState) -> list[int]:
    rows = Photo.objects.filter(contact_id=contact, state__in=states)
    ids = list(rows.values_list("pk", flat=True))
    Photo.objects.filter(pk__in=ids).update(state=PhotoState.REMOVED, removed_at=now)
    return ids


def _tell(contact: int, key: str | None, actor: Actor) -> None:
    door.update(contact=contact, patch=PhotoPatch(photo=key), actor=actor)


def _actor(photo: Photo) -> Actor:
    kind, place = cast(Any, photo.actor_kind), cast(Any, photo.door)
    return Actor(  # who sent it, as it was written down then
        kind=kind,
        id=photo.actor_id,
        label=photo.actor_label,
        door=place,
        door_detail=photo.door_detail,
    )


def remove_photo(*, contact: int, actor: Actor, now: dt.datetime | None = None) -> list[int]:
    """Show no photo any more and prepare none; ids for ``bring_back``. Raises ``NotFound``; safe twice."""
    now = now or timezone.now()
    with transaction.atomic():
        _lock(contact)
        waiting = _set_aside(contact, now, PhotoState.WAITING, PhotoState.REFUSED)
        shown = _set_aside(contact, now, PhotoState.READY)
        _tell(contact, None, actor)
    return shown or waiting


def bring_back(*, contact: int, photo: int, actor: Actor, now: dt.datetime | None = None) -> None:
    """Show a removed photo again; raises ``NotFound`` when its pictures are gone."""
    now = now or timezone.now()
    with transaction.atomic():
        _lock(contact)
        rows = Photo.objects.filter(pk=photo, contact_id=contact, state=PhotoState.REMOVED).exclude(widths=[])
        found = rows.filter(removed_at__gt=now - dt.timedelta(days=30)).first()
        if found is None:
            raise NotFound("This photo can no longer be brought back.")
        _set_aside(contact, now, PhotoState.READY, PhotoState.WAITING)
        Photo.objects.filter(pk=photo).update(state=PhotoState.READY, removed_at=None)
        _tell(contact, found.key, actor)
