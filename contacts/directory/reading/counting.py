"""The exact number of contacts, cached for as long as none of them changes.

Whatever creates, archives or removes a contact appends to the journal under the number of its transaction. A count is
cached with the newest number that was visible when it was taken, provided that no transaction with a smaller number
was still running: then whatever becomes visible later has a larger one. So the count holds for everybody who sees the
same newest number, and a million rows are not counted for each page.
"""

import time
from threading import Lock

from django.db import connection
from msgspec import Struct

from contacts.tables import caches

REMEMBERED = 60.0  # seconds that a count is believed at most, in case somebody writes past the journal
_COUNT = "(SELECT count(*) FROM contacts_snapshot WHERE NOT is_archived)"
_NEWEST = "(SELECT transaction FROM contacts_change ORDER BY transaction DESC, id DESC LIMIT 1)"
_IS_SETTLED = "(SELECT pg_snapshot_xmin(now) = pg_snapshot_xmax(now) FROM pg_current_snapshot() AS now)"


class _Counted(Struct):
    at: float = 0.0
    newest: int | None = None
    count: int = 0


_counted, _lock = _Counted(), Lock()


def state() -> str:
    """What a statement selects to be told ``everybody`` by: the newest number, or else the count itself."""
    return _NEWEST if _may_remember() else _COUNT


def everybody(state: int | None) -> int:
    """How many contacts are not archived, seen together with ``state``; no statement while nothing changes."""
    if not _may_remember():
        return state or 0
    with _lock:
        is_known = state is not None and state == _counted.newest and time.monotonic() - _counted.at < REMEMBERED
        return _counted.count if is_known else _asked()


def _forget() -> None:
    _counted.newest = None


caches.register(_forget)


def _may_remember() -> bool:
    """On SQLite changes have no such number, and a transaction sees all that it wrote itself under one."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block


def _asked() -> int:
    at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COUNT}, {_NEWEST}, {_IS_SETTLED}")
        count, newest, is_settled = cursor.fetchone()
    if is_settled:
        _counted.at, _counted.newest, _counted.count = at, newest, count
    return int(count)
