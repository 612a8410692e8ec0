"""Codes that change every thirty seconds (RFC 6238 over RFC 4226), as every authenticator app makes them.

``cryptography`` brings the algorithm; ``django-otp`` would bring tables that keep seeds and recovery codes in clear,
limits that are counted after the look, and a statement for each request.
"""

import base64
import hmac
import os
import time
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECONDS, DIGITS, DRIFT = 30, 6, 1  # a phone's clock may be a step off, either way
SEED_BYTES = 20


def fresh() -> str:
    """A seed that nobody has seen, in Base32 as apps take it."""
    return base64.b32encode(os.urandom(SEED_BYTES)).decode()


def step_at(now: float | None = None) -> int:
    """The number of the thirty seconds that ``now`` (seconds since 1970) lies in."""
    return int(time.time() if now is None else now) // SECONDS


def code(seed: str, step: int) -> str:
    """The six digits of ``seed`` at ``step``."""
    # What apps know is SHA-1; as a keyed hash it is not what was broken.
    return HOTP(base64.b32decode(seed), DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def matching(seed: str, given: str, *, after: int, now: float | None = None) -> int | None:
    """The step later than ``after`` whose code was ``given``, or None; the work is the same for all."""
    here, found = step_at(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code(seed, step).encode(), given.encode()) and step > after:
            found = step
    return found


def plain(given: str) -> str:
    """What was typed, without the spaces that apps show between digits."""
    return "".join(given.split())


def address(seed: str, *, user: str, site: str) -> str:
    """What the QR code says (https://github.com/google/google-authenticator/wiki/Key-Uri-Format)."""
    asked = urlencode({"secret": seed, "issuer": site, "digits": DIGITS, "period": SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(site, safe='')}:{quote(user, safe='')}?{asked}"


def in_fours(seed: str) -> str:
    """The seed as one reads it off a screen."""
    return " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
