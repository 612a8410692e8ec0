"""Seal a text for one place, open it there only, and index it for exact look-up (NIST SP 800-38D, RFC 2104).

A token is ``<key id>.<base64url of nonce and ciphertext>``. The associated data names table, column and row, so a
token copied to another row does not open. Nothing ever passes through unopened: a bad token raises ``SealBroken``.
"""

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value cannot be opened here: altered, moved from another row, or sealed with a key that is gone."""


def seal(value: str, *, place: str) -> str:
    """A token for ``value`` that opens only at ``place`` (``table|column|row``), with the first of ``FIELD_KEYS``."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, value.encode(), place.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, *, place: str) -> str:
    """The value of a token; raises ``SealBroken`` rather than ever returning what it could not verify."""
    key_id, dot, data = token.partition(".")
    key = settings.FIELD_KEYS.get(key_id)
    if not dot or key is None:
        raise SealBroken(f"No key {key_id[:8]!r} to open the value at {place}.")
    try:
        raw = base64.urlsafe_b64decode(data)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except (ValueError, InvalidTag) as exc:
        raise SealBroken(f"The value at {place} was altered or moved.") from exc


def blind_index(value: str, *, slot: str) -> str:
    """64 hex digits that are equal for equal numbers of one slot: case, spaces and punctuation do not matter."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", value).casefold() if c.isalnum())
    return hmac.new(settings.INDEX_KEY, f"{slot}|{plain}".encode(), hashlib.sha256).hexdigest()
