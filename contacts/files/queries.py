"""Reading files."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from contacts.files.models import StoredFile
from contacts.files.storage import storing


def kept() -> QuerySet[StoredFile]:
    """All files whose bytes are there and that nobody discarded."""
    return StoredFile.objects.filter(kept_at__isnull=False, discarded_at=None)


def of_contact(contact: int, *, seen_by_contact: bool = False) -> QuerySet[StoredFile]:
    """A contact's files, newest first; those that it may see itself, or all."""
    rows = kept().filter(contact_id=contact)
    return rows.filter(shared=True) if seen_by_contact else rows


def find(ref: str) -> StoredFile | None:
    """The file of this public id."""
    try:
        return kept().filter(uuid=UUID(ref)).first()
    except ValueError:
        return None


def open_(file: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The file's bytes in pieces of 64 KiB; raises ``FileNotFoundError`` or ``storing.StorageAway``."""
    return storing.stream(file.key, start, file.size if stop is None else stop)
