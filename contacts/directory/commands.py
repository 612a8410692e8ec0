"""What the door can be asked to do, and what it answers; one command is about one contact."""

from msgspec import Struct

from contacts.record.changing.diff import Changes
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError
from contacts.record.patch import ContactPatch


class Create(Struct, frozen=True, gc=False):
    """Bring a contact into being; ``uuid`` (32 or 36 hex) is given when another system chose it."""

    patch: ContactPatch
    uuid: str = ""


class Update(Struct, frozen=True):
    """Apply a patch. ``revision`` is what the caller last saw, None when any will do; ``whole`` replaces (PUT)."""

    contact: int
    patch: ContactPatch
    revision: int | None = None
    whole: bool = False


class Archive(Struct, frozen=True):
    """Put away, undoably; a contact already archived stays as it is."""

    contact: int
    revision: int | None = None


class Unarchive(Struct, frozen=True):
    """Bring an archived contact back."""

    contact: int
    revision: int | None = None


class Restore(Struct, frozen=True):
    """Set the contact's values back to what they were at ``to``; with ``paths`` (of ``record.diff``) only those."""

    contact: int
    to: int
    paths: tuple[str, ...] = ()
    revision: int | None = None


Command = Create | Update | Archive | Unarchive | Restore


class Saved(Struct, frozen=True, gc=False):
    """The contact as it now is. ``action`` is created, updated, archived, restored or unchanged."""

    record: ContactRecord
    action: str
    changes: Changes


class Refused(Struct, frozen=True):
    """Why one command was not carried out. ``reason`` is invalid, not_found or stale; nothing of it was stored.

    ``current`` is the contact's revision when the command named an older one.
    """

    reason: str
    errors: tuple[FieldError, ...]
    current: int | None = None


Outcome = Saved | Refused


class NotFound(Exception):
    """There is no such contact."""


class Stale(Exception):
    """The contact changed since the caller read it; ``current`` is its revision now."""

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(f"The contact is at revision {current} now. Read it again and repeat the change.")
