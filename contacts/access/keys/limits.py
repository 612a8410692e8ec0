"""How often a key or an app may ask, exact over all processes and without a write for each request.

A process takes a portion of the minute's allowance with one conditional UPDATE (an eighth of what is left, so portions
shrink towards the end) and serves from it in memory. What was taken is never given twice, so the limit holds however
many processes there are; no broker or cache is needed.
"""

import time
from collections import Counter
from threading import Lock

from django.db import connection
from django.utils import timezone
from msgspec import Struct

from contacts.tables import caches

MINUTE = 60
FAILURES_PER_MINUTE = 60  # of one address, in one process; right secrets of 256 bits are never refused for it
_PORTION = "(%(limit)s - CASE WHEN minute >= %(minute)s THEN taken ELSE 0 END + 7) / 8"
_TAKE = f"""
UPDATE {{table}} SET
  portion = {_PORTION},
  taken = CASE WHEN minute >= %(minute)s THEN taken ELSE 0 END + {_PORTION},
  minute = CASE WHEN minute >= %(minute)s THEN minute ELSE %(minute)s END,
  last_used_at = %(now)s
WHERE {{column}} = %(key)s AND (minute < %(minute)s OR taken < %(limit)s)
RETURNING taken, portion
"""  # noqa: S608 - no value stands in the text


class Allowance(Struct):
    """What a process holds of a key's minute: ``left`` to serve from, ``elsewhere`` for anyone to take."""

    minute: int
    left: int
    elsewhere: int


class Verdict(Struct, frozen=True):
    """Whether a request may pass; ``reset`` is when the next minute begins, in seconds since 1970."""

    allowed: bool
    limit: int
    remaining: int
    reset: int

    @property
    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return max(self.reset - time.time(), 1)

    def headers(self) -> dict[str, str]:
        """What the caller is told."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }


_failures: Counter[str] = Counter()
_failure_minute = 0
_lock = Lock()
caches.register(_failures.clear)


class Meter:
    """The allowances of one table, which has the columns minute, taken, portion and last_used_at beside ``column``."""

    def __init__(self, *, table: str, column: str) -> None:
        self._take = _TAKE.format(table=table, column=column)
        self._held: dict[int, Allowance] = {}
        self._lock = Lock()
        caches.register(self._held.clear)

    def claim(self, *, key: int, limit: int, now: float | None = None) -> Verdict:
        """Take one request of the minute ``now`` (seconds since 1970) is in; seldom more than no statement at all."""
        minute = int((time.time() if now is None else now) // MINUTE)
        with self._lock:
            held = self._held.get(key)
            if held and held.minute == minute and (held.left or not held.elsewhere):
                return _verdict(held, limit)
        taken = self._taken(key, limit, minute)  # outside the lock: nobody waits for another one's statement
        with self._lock:
            held = self._held.get(key)
            if held and held.minute == minute:  # another thread took a portion meanwhile, and this is one more
                held.left, held.elsewhere = held.left + taken.left, min(held.elsewhere, taken.elsewhere)
            else:
                held = self._held[key] = taken
            return _verdict(held, limit)

    def _taken(self, key: int, limit: int, minute: int) -> Allowance:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(self._take, {"limit": limit, "minute": minute, "key": key, "now": now})
            row = cursor.fetchone()
        taken, portion = row or (limit, 0)
        return Allowance(minute, portion, limit - taken)


def _verdict(held: Allowance, limit: int) -> Verdict:
    """Serve one request from ``held``, if something is left."""
    allowed = held.left > 0
    held.left -= allowed
    return Verdict(allowed, limit, held.left + held.elsewhere, (held.minute + 1) * MINUTE)


KEYS = Meter(table="contacts_keyuse", column="key_id")


def claim(*, key: int, limit: int, now: float | None = None) -> Verdict:
    """Take one request of an API key's minute."""
    return KEYS.claim(key=key, limit=limit, now=now)


def failed(address: str, *, now: float | None = None) -> bool:
    """Count a refused credential; whether ``address`` sent too many of them in this minute."""
    global _failure_minute
    minute = int((time.time() if now is None else now) // MINUTE)
    with _lock:
        if minute != _failure_minute:
            _failures.clear()
            _failure_minute = minute
        _failures[address] += 1
        return _failures[address] > FAILURES_PER_MINUTE


def is_over(address: str, *, now: float | None = None) -> bool:
    """Whether ``address`` sent too many refused credentials in this minute already."""
    minute = int((time.time() if now is None else now) // MINUTE)
    with _lock:
        return minute == _failure_minute and _failures[address] >= FAILURES_PER_MINUTE
