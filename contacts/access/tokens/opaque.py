"""Tokens that say nothing: 256 random bits, kept as their SHA-256, which nobody can turn back."""

import hashlib
import re
import secrets

SPELLING = re.compile(r"[A-Za-z0-9_-]{43}")


def new() -> str:
    """A token that was never given out, 43 characters."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str | None:
    """The 64 hex digits a token is kept as, or None for what is no token of ours."""
    return hashlib.sha256(token.encode()).hexdigest() if SPELLING.fullmatch(token) else None


def kept(token: str) -> str:
    """The digest of a token that ``new`` made."""
    return hashlib.sha256(token.encode()).hexdigest()
