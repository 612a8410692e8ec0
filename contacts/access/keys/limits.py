"""How often a key may ask, exact over all processes and without a write for each request.

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

MINUTE = 60
FAILURES_PER_MINUTE = 60  # of one address, in one process; right credentials are never refused for it
_PORTION = "(%(limit)s - CASE WHEN minute >= %(minute)s THEN taken ELSE 0 END + 7) / 8"
_TAKE = """
UPDATE {of} SET
  portion = {portion},
  taken = CASE WHEN minute >= %(minute)s THEN taken ELSE 0 END + {portion},
  minute = CASE WHEN minute >= %(minute)s THEN minute ELSE %(minute)s END,
  last_used_at = %(now)s
WHERE key_id = %(key)s AND (minute < %(minute)s OR taken < %(limit)s)
RETURNING taken, portion
"""
# The tables that say how much is taken: of API keys, and of the credentials of dialects.
TABLES = ("contacts_keyuse", "integrations_credentialuse")
_TAKES = {of: _TAKE.format(of=of, portion=_PORTION) for of in TABLES}  # no value stands in the text


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


_held: dict[tuple[str, int], Allowance] = {}
_failures: Counter[str] = Counter()
_failure_minute = 0
_lock = Lock()


def claim(*, key: int, limit: int, now: float | None = None, of: str = TABLES[0]) -> Verdict:
    """Take one request of the minute ``now`` (seconds since 1970) lies in; seldom more than no statement at all.

    ``of`` is one of ``TABLES``: whose key it is.
    """
    minute = int((time.time() if now is None else now) // MINUTE)
    with _lock:
        held = _held.get((of, key))
        if held is None or held.minute != minute or (held.left == 0 and held.elsewhere > 0):
            held = _held[of, key] = _taken(of, key, limit, minute)
        allowed = held.left > 0
        held.left -= allowed
        return Verdict(allowed, limit, held.left + held.elsewhere, (minute + 1) * MINUTE)


def _taken(of: str, key: int, limit: int, minute: int) -> Allowance:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_TAKES[of], {"limit": limit, "minute": minute, "key": key, "now": now})
        row = cursor.fetchone()
    taken, portion = row or (limit, 0)
    return Allowance(minute, portion, limit - taken)


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


def start_afresh() -> None:
    """Forget what this process holds, as after a restart."""
    with _lock:
        _held.clear()
        _failures.clear()
