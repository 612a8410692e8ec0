"""What requests and answers about files and photos look like."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from contacts.api.shapes import Page


class FileShown(Struct, kw_only=True):
    """A file of a contact; ``media_type`` is told by its content. The contact sees ``shared`` ones in the portal."""

    id: str
    contact: int
    name: str
    media_type: str
    size: int
    sha256: str
    from_contact: bool
    shared: bool
    created_at: dt.datetime
    created_by: str


class FileChange(Struct, forbid_unknown_fields=True):
    """What can be changed of a file."""

    shared: bool


class PhotoShown(Struct, kw_only=True):
    """``state`` and ``reason`` are of the photo sent last; ``key`` and ``urls``, by format and width, of the shown."""

    state: Literal["waiting", "ready", "refused"]
    reason: str
    key: str | None
    urls: dict[str, dict[str, str]]


ALL = (Page[FileShown], FileShown, FileChange, PhotoShown)
