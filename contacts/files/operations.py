"""Keeping files, discarding them and bringing them back."""

import datetime as dt
import hashlib

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contacts.directory.commands import NotFound
from contacts.directory.models import Contact
from contacts.files import queries
from contacts.files.judging.kinds import recognise
from contacts.files.judging.naming import cleaned, refuse_dangerous
from contacts.files.models import Space, StoredFile
from contacts.files.options import MOST_BYTES, MOST_FROM_CONTACT, MOST_SPACE
from contacts.files.storage import storing
from contacts.history.actor import Actor
from contacts.history.journal import note
from contacts.options import queries as options
from contacts.record.errors import invalid

FOLDER = "files"
BROUGHT_BACK_WITHIN = dt.timedelta(days=30)
TIMES_REMOVED = 5  # a contact that sends and removes without end holds at most so many times its allowance


def keep(
    *, contact: int, name: str, content: "File[bytes]", actor: Actor, from_contact: bool = False, shared: bool = True,
    now: dt.datetime | None = None,
) -> StoredFile:  # fmt: skip
    """A new file of ``contact``; raises ``Invalid`` at ``file``, ``NotFound`` or ``StorageAway``.

    Its room is claimed in the database first, so that uploads side by side cannot take more than there is; then the
    bytes are written, and only then does the file count. ``shared`` files are seen by the contact, and so is what
    it sent itself.
    """
    now = now or timezone.now()
    file = _looked_at(name, content)
    file.contact_id, file.from_contact, file.shared, file.created_at = (
        contact,
        from_contact,
        shared or from_contact,
        now,
    )
    file.actor_kind, file.actor_id, file.actor_label = actor.kind, actor.id, actor.label
    file.door, file.door_detail, file.key = actor.door, actor.door_detail, storing.new_key(FOLDER, now)
    _claim(file)
    try:
        storing.put(file.key, content)
    except BaseException:
        release(file)
        raise
    with transaction.atomic():
        file.kept_at = now
        file.save(update_fields=["kept_at"])
        note(contact=contact, kind="file_added", actor=actor, about={"name": file.name}, now=now)
    return file


def _looked_at(name: str, content: "File[bytes]") -> StoredFile:
    """The file that is about to be, judged by its size, its name and its content."""
    most: int = options.get(MOST_BYTES)
    size = content.size
    if size > most << 20:
        raise invalid("file", "too_big", f"At most {most} MiB (got {size / (1 << 20):.1f}).")
    if not size:
        raise invalid("file", "empty", "The file is empty. Choose another one.")
    plain = cleaned(name)
    refuse_dangerous(plain)
    media_type = recognise(content, plain)
    content.seek(0)
    digest = hashlib.sha256()
    for piece in content.chunks():
        digest.update(piece)
    return StoredFile(name=plain, media_type=media_type, size=size, sha256=digest.hexdigest())


@transaction.atomic
def _claim(file: StoredFile) -> None:
    """Take the room that ``file`` needs, or raise ``Invalid`` or ``NotFound``."""
    locked = Contact.objects.filter(pk=file.contact_id).select_for_update(no_key=True)
    if not locked.values_list("pk").first():
        raise NotFound(f"There is no contact {file.contact_id}.")
    if file.from_contact:
        _refuse_too_many(file.contact_id)
    room = (options.get(MOST_SPACE) << 20) - file.size
    Space.objects.get_or_create(pk=1)
    if not Space.objects.filter(pk=1, used__lte=room).update(used=F("used") + file.size):
        raise invalid("file", "no_room", "There is no room left for files. Tell whoever runs this installation.")
    file.save(force_insert=True)


def _refuse_too_many(contact: int) -> None:
    most: int = options.get(MOST_FROM_CONTACT)
    sent = StoredFile.objects.filter(contact_id=contact, from_contact=True)
    if sent.filter(discarded_at=None).count() >= most or sent.count() >= most * TIMES_REMOVED:
        raise invalid("file", "too_many", f"At most {most} files. Remove one that is no longer needed first.")


@transaction.atomic
def release(file: StoredFile) -> None:
    """Forget a file and give its room back; safe twice. Its bytes are taken away by the sweep if not before."""
    if StoredFile.objects.filter(pk=file.pk).delete()[0]:
        Space.objects.filter(pk=1).update(used=F("used") - file.size)


def discard(*, file: StoredFile, actor: Actor, now: dt.datetime | None = None) -> None:
    """Put a file away; within thirty days ``undiscard`` brings it back, then its bytes go. Safe twice."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = StoredFile.objects.filter(pk=file.pk, discarded_at=None, kept_at__isnull=False)
        if rows.update(discarded_at=now):
            note(contact=file.contact_id, kind="file_removed", actor=actor, about={"name": file.name}, now=now)


def undiscard(*, file: StoredFile, actor: Actor, now: dt.datetime | None = None) -> None:
    """Bring a discarded file back; raises ``NotFound`` when its time is over. Safe twice."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = StoredFile.objects.filter(pk=file.pk, kept_at__isnull=False)
        if rows.filter(discarded_at__gt=now - BROUGHT_BACK_WITHIN).update(discarded_at=None):
            note(contact=file.contact_id, kind="file_restored", actor=actor, about={"name": file.name}, now=now)
        elif not rows.filter(discarded_at=None).exists():
            raise NotFound("This file can no longer be brought back.")


def share(*, file: StoredFile, shared: bool, actor: Actor, now: dt.datetime | None = None) -> None:
    """Let the contact see a file, or no longer; raises ``Invalid`` at ``shared`` for one that it sent itself."""
    if file.from_contact and not shared:
        raise invalid("shared", "invalid", "The contact sent this file and keeps seeing it.")
    with transaction.atomic():
        if queries.kept().filter(pk=file.pk, shared=not shared).update(shared=shared):
            note(contact=file.contact_id, kind="file_shared" if shared else "file_unshared", actor=actor,
                 about={"name": file.name}, now=now)  # fmt: skip
