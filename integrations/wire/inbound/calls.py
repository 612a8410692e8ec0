"""The log of calls: kept in hand for a second and written in one statement, so that a read needs no write of its own.

A process that is stopped writes what it has; one that is killed loses the last second of it.
"""

import datetime as dt
import re
import time
from collections import Counter
from multiprocessing.util import Finalize
from threading import Lock, Thread
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from contacts.tables import bulk
from integrations.credentials.models import Credential
from integrations.wire.models import Call

KEPT = dt.timedelta(days=7)
MOST_IN_HAND = 500
QUIET = 5  # waits without a call after which nobody waits any longer
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,60}")
_ADD = """
INSERT INTO integrations_credentialday (credential_id, day, calls) VALUES (%s, %s, %s)
ON CONFLICT (credential_id, day) DO UPDATE SET calls = integrations_credentialday.calls + excluded.calls
"""
_ADD_FOR_DIALECT = """
INSERT INTO integrations_callday (dialect, day, calls, faults) VALUES (%s, %s, %s, %s)
ON CONFLICT (dialect, day) DO UPDATE
SET calls = integrations_callday.calls + excluded.calls, faults = integrations_callday.faults + excluded.faults
"""
_log = structlog.get_logger("crm.calls")


class _Noted(NamedTuple):
    """A row of ``Call``."""

    at: dt.datetime
    dialect: str
    credential_id: int | None
    method: str
    route: str
    parameters: str
    contact: int | None
    status: int
    ms: float
    error: str
    size: int | None


_in_hand: list[_Noted] = []
_lock = Lock()
_writing = Lock()  # held by the thread while it writes, so that the end of the process waits for it


class _Writer:
    """Whether there is a thread that writes, and whether the end of the process will."""

    awake = False
    writes_at_the_end = False


_writer = _Writer()


def remember(
    request: HttpRequest, response: HttpResponseBase, *, dialect: str, credential: int | None, began: float, error: str
) -> None:
    """Remember a call; ``began`` is of ``time.perf_counter``."""
    match = request.resolver_match
    call = _Noted(
        at=timezone.now(), dialect=dialect, credential_id=credential, method=(request.method or "")[:8],
        route=f"/{match.route}"[:200] if match else "", parameters=_names(request),
        contact=match.kwargs.get("contact") if match else None, status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000, 2), error=error,
        size=None if response.streaming else len(getattr(response, "content", b"")),
    )  # fmt: skip
    with _lock:
        _in_hand.append(call)
        count = len(_in_hand)
    if count >= MOST_IN_HAND:
        flush()
    elif count == 1 and settings.CALL_LOG_WAIT is not None:
        _wake(settings.CALL_LOG_WAIT)


def _wake(wait: float) -> None:
    """Have a thread that writes, unless there is one."""
    with _lock:
        asleep, _writer.awake = not _writer.awake, True
        is_first, _writer.writes_at_the_end = not _writer.writes_at_the_end, True
    if is_first:  # what the servers' own processes end with too, which are forked and leave without ``atexit``
        Finalize(None, _write_the_rest, exitpriority=10)
    if asleep:
        Thread(target=_write_for_a_while, args=(wait,), daemon=True).start()


def _names(request: HttpRequest) -> str:
    """The names of parameters; one that is no plain name may be anything, somebody's address too."""
    return ", ".join(name if PLAIN_NAME.fullmatch(name) else "…" for name in request.GET)[:300]


def flush() -> int:
    """Write what is in hand; how many calls that were."""
    with _lock:
        calls, _in_hand[:] = list(_in_hand), []
    if not calls:
        return 0
    try:
        with transaction.atomic():
            keys = {call.credential_id for call in calls if call.credential_id}
            there = set(Credential.objects.filter(pk__in=keys).values_list("pk", flat=True))
            calls = [call if call.credential_id in there else call._replace(credential_id=None) for call in calls]
            bulk.insert(Call, _Noted._fields, calls)
            _count(calls)
    except (DatabaseError, InterfaceError):
        _log.warning("calls were not noted", count=len(calls), exc_info=True)
    return len(calls)


def _count(calls: list[_Noted]) -> None:
    """Add to the days of credentials and of dialects; in one order, so that processes do not wait for each other."""
    own = Counter((call.credential_id, call.at.date()) for call in calls if call.credential_id)
    all_ = Counter((call.dialect, call.at.date()) for call in calls)
    faults = Counter((call.dialect, call.at.date()) for call in calls if call.error)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, sorted((key, day, count) for (key, day), count in own.items()))
        rows = sorted((name, day, count, faults[name, day]) for (name, day), count in all_.items())
        cursor.executemany(_ADD_FOR_DIALECT, rows)


def _write_for_a_while(wait: float) -> None:
    """Write what is in hand every ``wait`` seconds, by one connection, until nothing came for a few of them."""
    quiet = 0
    try:
        while quiet < QUIET:
            time.sleep(wait)
            with _writing:
                quiet = 0 if flush() else quiet + 1
            connection.close_if_unusable_or_obsolete()
    finally:
        connection.close()
        with _lock:
            _writer.awake = False
            late = bool(_in_hand)
        if late:
            _wake(wait)


def _write_the_rest() -> None:
    with _writing:
        flush()
    connection.close()


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Delete calls older than seven days."""
    return Call.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()[0]
