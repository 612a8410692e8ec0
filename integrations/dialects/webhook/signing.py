"""Signatures of events: HMAC-SHA256 over the time and the body, so that neither can be changed or sent again later.

The header is ``t=<seconds since 1970>,v1=<hex>``, with one ``v1`` for each secret that is live: while a secret is being
replaced whoever listens may know the old or the new one.
"""

import hashlib
import hmac
from collections.abc import Iterable

HEADER = "X-CRM-Signature"
TOLERANCE = 300  # seconds that a listener should allow between the signature and now


def signature(body: bytes, *, secrets: Iterable[str], at: int) -> str:
    """The value of ``HEADER`` for ``body`` at ``at`` (seconds since 1970)."""
    return ",".join([f"t={at}", *(f"v1={_digest(body, secret, at)}" for secret in secrets)])


def is_signed(body: bytes, header: str, *, secret: str, now: int) -> bool:
    """Whether ``header`` is a signature of ``body`` with ``secret``, made within five minutes of ``now``.

    This is what a listener does; it stands here to be copied, and to prove the other half.
    """
    pairs = [part.partition("=")[::2] for part in header.split(",")]
    at = next((value for name, value in pairs if name == "t"), "")
    if not (at.isascii() and at.isdigit() and abs(now - int(at[:15])) <= TOLERANCE):
        return False
    wanted = _digest(body, secret, int(at))
    return any(name == "v1" and hmac.compare_digest(value.encode(), wanted.encode()) for name, value in pairs)


def _digest(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
