"""Keyed digests whose key is not in the database: whoever copies the tables can try nothing out."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def digest(purpose: str, *parts: str) -> str:
    """64 hex digits of HMAC-SHA256 over ``parts`` (each told apart by its length), with a key of this purpose."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(
        _key(settings.INDEX_KEY, purpose), text.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


@lru_cache(maxsize=32)
def _key(secret: bytes, purpose: str) -> bytes:
    """INDEX_KEY outlives a rotation of FIELD_KEYS, and so do counters and device tokens."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
