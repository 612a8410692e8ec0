"""Tokens of 256 random bits and what is kept of them."""

import hashlib
import re
import secrets

SPELLING = re.compile(r"[A-Za-z0-9_-]{43}")


def fresh() -> str:
    """43 characters that nobody has seen."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """SHA-256 in hexadecimal; plain is enough, nobody can try 2²⁵⁶ tokens."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def digest(token: str) -> str | None:
    """The hash of what somebody sent, or None for what cannot be a token of ours: nothing is asked for it."""
    return hashed(token) if SPELLING.fullmatch(token) else None
