"""Tries of passwords at the desk: counted before anything is compared, and apart for a browser that is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from contacts.access.limits import desk
from contacts.access.tokens import fresh, hashed

DEVICE_COOKIE = "__Host-desk-device" if settings.HTTPS else "desk-device"
YEAR_SECONDS = 365 * 24 * 3600
SIGNER = signing.TimestampSigner(salt="desk device")
TOO_MANY = "There were too many tries from your network. Wait a few minutes."


@contextmanager
def tried(request: Any, name: str) -> Iterator[bool]:
    """Take a try for ``name``, and whether there is one; it counts as failed when what is done inside raises.

    Raises ``TooMany``. Not inside a transaction.
    """
    asked = {"name": name, "ip": address_of(request), "device": known_device(request, name)}
    is_open = desk.claim(**asked)
    yield is_open
    if is_open:
        desk.give_back(**asked)


def address_of(request: Any) -> str:
    """The network address that is counted."""
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""


def known_device(request: Any, name: str) -> str:
    """What a browser is counted as in which ``name`` has signed in within a year; empty for all others."""
    owner, token = _device(request)
    return token if owner == hashed(name) else ""


def last_user(request: Any) -> str:
    """The hash of the name that signed in last in this browser, within a year; empty when none is known."""
    return _device(request)[0]


def know_device(request: Any, response: HttpResponse, name: str) -> None:
    """Have the browser known for a year: ``name`` signed in with it."""
    value = SIGNER.sign(f"{hashed(name)} {known_device(request, name) or fresh()}")
    response.set_cookie(
        DEVICE_COOKIE, value, max_age=YEAR_SECONDS, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/"
    )


def _device(request: Any) -> tuple[str, str]:
    try:
        owner, _, token = SIGNER.unsign(request.COOKIES.get(DEVICE_COOKIE, ""), max_age=YEAR_SECONDS).partition(" ")
    except signing.BadSignature:
        return "", ""
    return owner, token
