"""The chain of one contact's events: each hash covers its event and the hash before it. The form never changes.

A hash is SHA-256 over a compact JSON array of the event's ``COLUMNS`` in their order, the digest of its wording (empty
without one) and the hash before it (empty for number 1), in UTF-8; times are ISO 8601 in UTC with microseconds.
"""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec

COLUMNS = (
    *("contact_id", "number", "purpose", "channel", "state", "previous", "wording_id", "basis", "comment", "ip"),
    *("door", "door_detail", "actor_kind", "actor_id", "actor_label", "request", "revision", "at"),
)
STORED = (*COLUMNS, "hash")
_encode = msgspec.json.Encoder().encode


def link(values: Sequence[Any], *, wording: str, before: str) -> str:
    """The hash of an event whose ``COLUMNS`` are ``values``; ``wording`` is the digest of the text that was shown."""
    *plain, at = values
    return sha256(_encode([*plain, _moment(at), wording, before])).hexdigest()


@lru_cache(maxsize=16)  # a batch has one
def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def digest_of(*, purpose: str, language: str, version: int, text: str) -> str:
    """What a version of a wording is known by in the chain."""
    return sha256(_encode([purpose, language, version, text])).hexdigest()
