"""Tokens of 256 random bits and what is kept of them."""

import hashlib
import secrets


def fresh() -> str:
    """43 characters that nobody has seen."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """SHA-256 in hexadecimal; plain is enough, nobody can try 2²⁵⁶ tokens."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
