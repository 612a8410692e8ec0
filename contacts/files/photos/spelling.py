"""The spelling of a photo's key and addresses; whoever holds a contact's record needs no more to show it."""

import secrets
from collections.abc import Iterable

WIDTHS = (256, 512, 1024)  # pixels; a smaller original gives fewer and none is enlarged
FORMATS = {"webp": "image/webp", "jpg": "image/jpeg"}
Sources = dict[str, dict[int, str]]


def new_key() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def url(key: str, width: int = WIDTHS[0], format: str = "webp") -> str:
    """The address of a photo at most ``width`` pixels wide, below the installation's own."""
    return f"/photos/{key}/{width}.{format}"


def sources(key: str, widths: Iterable[int] = WIDTHS, *, base: str = "") -> Sources:
    """``{"webp": {256: url, …}, "jpg": {…}}`` for a contact's ``photo``, as ``srcset`` needs them."""
    return {format: {width: base + url(key, width, format) for width in widths} for format in FORMATS}


def srcset(addresses: dict[int, str]) -> str:
    """``/photos/…/256.webp 256w, …``: what stands in the attribute."""
    return ", ".join(f"{address} {width}w" for width, address in addresses.items())
