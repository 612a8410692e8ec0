"""Reading packages."""

import datetime as dt
from collections.abc import Iterator

from contacts.files.storage import storing
from contacts.privacy.models import Package, PackageState


def latest(contact: int, *, now: dt.datetime) -> Package | None:
    """The newest package of a contact that is being made or can still be fetched."""
    row = Package.objects.filter(contact=contact).exclude(state=PackageState.GONE).first()
    return None if row is None or _is_over(row, now) else row


def _is_over(row: Package, now: dt.datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def open_(package: Package) -> Iterator[bytes]:
    """The bytes of a package in pieces; raises ``FileNotFoundError`` or ``storing.StorageAway``."""
    return storing.stream(package.key, 0, package.size)
