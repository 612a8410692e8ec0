"""The spelling of an API key: ``crm_<12 public characters>_<43 secret characters>``."""

import hashlib
import re
import secrets
import string

from msgspec import Struct

ALPHABET = string.ascii_lowercase + string.digits
SPELLING = re.compile(r"crm_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")


class Credential(Struct, frozen=True):
    """Both halves of a key; ``prefix`` finds it, ``secret`` proves it."""

    prefix: str
    secret: str

    @property
    def text(self) -> str:
        return f"crm_{self.prefix}_{self.secret}"

    @property
    def secret_hash(self) -> str:
        """Plain SHA-256 is enough: nobody can try 2²⁵⁶ secrets, and a slow hash would make every request slow."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def new() -> Credential:
    """A key that was never given out."""
    return Credential("".join(secrets.choice(ALPHABET) for _ in range(12)), secrets.token_urlsafe(32))


def read(text: str) -> Credential | None:
    """The halves of what a caller sent, or None when it is no key of ours."""
    found = SPELLING.fullmatch(text)
    return Credential(found[1], found[2]) if found else None
