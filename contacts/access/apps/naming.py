"""The spelling of app keys, and what an app may be granted.

``pub_<24>`` names an app and proves nothing, so it may stand in a page. ``srv_<24>_<43>`` also proves who calls.
"""

import re
import secrets
import string
from urllib.parse import urlsplit

from django.conf import settings
from msgspec import Struct

from contacts.access import tokens

ALPHABET = string.ascii_lowercase + string.digits
SPELLING = re.compile(r"(pub|srv)_([a-z0-9]{24})(?:_([A-Za-z0-9_-]{43}))?")
ORIGIN = re.compile(
    r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?|[a-z][a-z0-9.+-]*://localhost"
)

GRANTS = {
    "lookup": "Learn whether somebody with an address, number or card is known",
    "validation_optional": "Register people without a proven address",
    "mac_address": "Sign in devices by their MAC address, for the WiFi only",
}
SERVER_GRANTS = {"lookup", "validation_optional"}  # a key that anybody can read may not have these


class AppKey(Struct, frozen=True):
    """What a caller sent, taken apart: ``key`` finds the app, ``secret`` proves one that runs on a server."""

    key: str
    secret: str = ""

    @property
    def secret_hash(self) -> str:
        return tokens.hashed(self.secret) if self.secret else ""


def new_key(*, server: bool) -> str:
    """A public key that was never given out."""
    return ("srv_" if server else "pub_") + "".join(secrets.choice(ALPHABET) for _ in range(24))


def read(text: str) -> AppKey | None:
    """What ``text`` says, or None when it is no app key: a secret belongs to server keys and to them only."""
    found = SPELLING.fullmatch(text)
    if found is None or (found[1] == "srv") != bool(found[3]):
        return None
    return AppKey(f"{found[1]}_{found[2]}", found[3] or "")


def own_origin() -> str:
    """Scheme, host and port of ``PUBLIC_BASE_URL``, as a browser sends it in Origin."""
    parts = urlsplit(settings.PUBLIC_BASE_URL)
    return f"{parts.scheme}://{parts.netloc}".lower()
