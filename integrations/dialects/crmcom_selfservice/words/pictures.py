"""Addresses of photos."""

from django.conf import settings

from contacts.files.photos.spelling import WIDTHS, url


def address_of(key: str | None) -> str:
    """Where a contact's photo is fetched, empty without one."""
    return f"{settings.PUBLIC_BASE_URL}{url(key, WIDTHS[1], 'jpg')}" if key else ""
