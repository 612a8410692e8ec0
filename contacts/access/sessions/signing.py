"""Access tokens: JSON Web Tokens signed with HS512 and nothing else (RFC 7519, RFC 8725, RFC 9068).

The keys are derived from ``FIELD_KEYS``, 64 bytes each, and chosen by ``kid`` on our side: a new field key in front
signs from then on, and tokens of the key before it stay good until they expire. A token is never believed alone;
whoever reads it asks for its session (``sessions.queries``).
"""

import datetime as dt
import secrets
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from msgspec import Struct

ALGORITHM = "HS512"
TYPE = "at+jwt"
USE = "access"
LEEWAY = 30  # seconds that clocks may differ
MOST_CHARACTERS = 2_000
CLAIMS = ("iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "typ")


class Claims(Struct, frozen=True):
    """What a token says: the session ``sid`` of the account ``sub``, for one audience."""

    sub: str
    sid: str
    aud: str


def sign(claims: Claims, *, now: dt.datetime, until: dt.datetime) -> str:
    """The text of a token that is good from ``now`` until ``until``."""
    kid, key = next(iter(settings.FIELD_KEYS.items()))
    at = int(now.timestamp())
    body = {
        "iss": settings.PUBLIC_BASE_URL,
        "aud": claims.aud,
        "sub": claims.sub,
        "sid": claims.sid,
        "jti": secrets.token_urlsafe(16),
        "iat": at,
        "nbf": at,
        "exp": int(until.timestamp()),
        "typ": USE,
    }
    return jwt.encode(body, _derived(key), algorithm=ALGORITHM, headers={"kid": kid, "typ": TYPE})


def read(text: str) -> Claims | None:
    """What a token says, or None unless we signed exactly this and it is in force."""
    if not 0 < len(text) <= MOST_CHARACTERS or not text.isascii():
        return None
    try:
        header = jwt.get_unverified_header(text)
        # Anything more (crit, jku, x5u, jwk, b64 …) asks a reader to do something; ours never says so.
        if header.keys() != {"alg", "kid", "typ"} or header["typ"] != TYPE:
            return None
        key = settings.FIELD_KEYS.get(header["kid"])
        return _verified(text, _derived(key)) if key else None
    except jwt.PyJWTError:
        return None


def _verified(text: str, key: bytes) -> Claims | None:
    body = jwt.decode(
        text,
        key,
        algorithms=[ALGORITHM],
        issuer=settings.PUBLIC_BASE_URL,
        leeway=LEEWAY,
        # The audience is compared with the one of the session, which is known only after this.
        options={"require": list(CLAIMS), "verify_aud": False},
    )
    texts = body["sub"], body["sid"], body["aud"]
    if body["typ"] != USE or not all(isinstance(one, str) for one in texts):
        return None
    return Claims(*texts)


@lru_cache(maxsize=16)
def _derived(key: bytes) -> bytes:
    return HKDF(algorithm=SHA512(), length=64, salt=None, info=b"access token").derive(key)
