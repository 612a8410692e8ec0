"""Hashing two passwords at a time: each takes 19 MiB and 26 ms, so a crowd must wait and not be served at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore, Lock

from django.contrib.auth.hashers import get_hasher, identify_hasher

from contacts.access.errors import Busy
from contacts.access.hashing.quality import MOST_CHARACTERS, plain

SLOTS, MOST_WAITING = 2, 50
_slots = BoundedSemaphore(SLOTS)
_lock = Lock()
_inside = 0


@contextmanager
def _slot() -> Iterator[None]:
    global _inside
    with _lock:
        if _inside >= SLOTS + MOST_WAITING:
            raise Busy
        _inside += 1
    try:
        with _slots:
            yield
    finally:
        with _lock:
            _inside -= 1


def hashed(password: str) -> str:
    """What is stored of ``password``; raises ``Busy``."""
    with _slot():
        hasher = get_hasher()
        return hasher.encode(plain(password), hasher.salt())


def matches(password: str, *encoded: str) -> list[bool]:
    """Whether ``password`` is each of ``encoded``; an empty one never matches and takes as long. Raises ``Busy``."""
    with _slot():
        return [_matches(plain(password), one) for one in encoded]


def _matches(password: str, encoded: str) -> bool:
    if len(password) > MOST_CHARACTERS:
        password, encoded = password[:MOST_CHARACTERS], ""  # none is as long; it must only take the time
    if not encoded:
        verify(password, _dummy(get_hasher().algorithm))
        return False
    return verify(password, encoded)


def verify(password: str, encoded: str) -> bool:
    """One real comparison."""
    return bool(identify_hasher(encoded).verify(password, encoded))


@lru_cache(maxsize=4)
def _dummy(algorithm: str) -> str:
    hasher = get_hasher(algorithm)
    return hasher.encode("nobody has this password", hasher.salt())


def is_outdated(encoded: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    hasher = identify_hasher(encoded)
    return hasher.algorithm != get_hasher().algorithm or hasher.must_update(encoded)
