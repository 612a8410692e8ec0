"""Bytes in Django's storage: a folder or an S3-compatible service. Keys are random and tell the hour they were made.

What a crash leaves behind is found by that hour (see ``sweeping``): bytes are written before the row that makes them
count is committed.
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

CHUNK = 64 << 10  # bytes
HOUR = "%Y%m%d%H"


class StorageAway(OSError):
    """The storage cannot be reached or refuses. Nothing was stored; try again."""


def new_key(folder: str, now: dt.datetime) -> str:
    """Where new bytes go: ``files/2026101509/<43 random characters>``."""
    return f"{folder}/{hour_of(now)}/{secrets.token_urlsafe(32)}"


def hour_of(moment: dt.datetime) -> str:
    """The hour in UTC as it stands in keys; later ones sort behind earlier ones."""
    return moment.astimezone(dt.UTC).strftime(HOUR)


def put(key: str, content: "File[bytes]") -> None:
    """Store ``content`` whole at ``key``, where nothing is yet; raises ``StorageAway``."""
    content.seek(0)
    kept = default_storage.save(key, content)
    if kept != key:  # something was there
        default_storage.delete(kept)
        raise StorageAway(f"There is something at {key} already.")


def drop(key: str) -> None:
    """Take the bytes at ``key`` away; nothing there is no mistake. Raises ``StorageAway``."""
    default_storage.delete(key)


def drop_folder(folder: str) -> None:
    """Take everything directly below ``folder`` away."""
    for name in listed(folder)[1]:
        drop(f"{folder}/{name}")
    with suppress(OSError):  # not empty, since somebody puts something there: the next sweep finds it
        default_storage.delete(folder)  # a service that keeps objects has no folders and does not mind


def listed(folder: str) -> tuple[list[str], list[str]]:
    """Names of folders and of files directly below ``folder``."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, names


def stream(key: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from ``start`` up to ``stop`` (exclusive) in pieces; raises ``FileNotFoundError`` or ``StorageAway``.

    The first piece is fetched at once, so that what is missing is found out before an answer has begun.
    """
    ranged: Any = getattr(default_storage, "ranged", None)
    pieces = ranged(key, start, stop) if ranged else _of_file(key, start, stop)
    first = next(pieces, b"")
    return _all(first, pieces)


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _of_file(key: str, start: int, stop: int) -> Iterator[bytes]:
    with default_storage.open(key, "rb") as file:
        file.seek(start)
        while start < stop and (piece := file.read(min(CHUNK, stop - start))):
            start += len(piece)
            yield piece
