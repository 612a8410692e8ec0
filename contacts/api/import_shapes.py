"""Shapes of answers about files on their way in."""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct

from contacts.api.shapes import Difference, Page


class ImportRowShown(Struct, kw_only=True):
    """What became of one row."""

    number: int
    line: int
    outcome: Literal["created", "updated", "unchanged", "refused"]
    contact: int | None
    revision: int | None
    label: str
    changes: list[Difference]
    errors: list[dict[str, Any]]


class ImportShown(Struct, kw_only=True):
    """A file on its way in; read = created + updated + unchanged + refused at every moment."""

    id: int
    name: str
    format: str
    state: str
    error: str
    dry_run: bool
    match: list[str]
    mapping: dict[str, Any]
    total: int | None
    read: int
    created: int
    updated: int
    unchanged: int
    refused: int
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


class ImportWithRows(ImportShown, kw_only=True):
    """An import with a page of its rows."""

    rows: list[ImportRowShown]
    next: str | None


ALL = (Page[ImportShown], ImportWithRows)
