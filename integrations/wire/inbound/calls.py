"""The log of calls: kept in hand for a second and written in one statement, so that a read needs no write of its own.

A process that is killed loses the last second of it.
"""

import datetime as dt
import re
import time
from collections import Counter
from threading import Lock, Timer

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from integrations.credentials.models import Credential
from integrations.wire.models import Call

KEPT = dt.timedelta(days=7)
MOST_IN_HAND = 500
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
_in_hand: list[Call] = []
_lock = Lock()


def remember(
    request: HttpRequest, response: HttpResponseBase, *, dialect: str, credential: int | None, began: float, error: str
) -> None:
    """Remember a call; ``began`` is of ``time.perf_counter``."""
    match = request.resolver_match
    call = Call(
        at=timezone.now(), dialect=dialect, credential_id=credential, method=(request.method or "")[:8],
        route=f"/{match.route}"[:200] if match else "", parameters=_names(request),
        contact=match.kwargs.get("contact") if match else None, status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000, 2), error=error,
        size=None if response.streaming else len(getattr(response, "content", b"")),
    )  # fmt: skip
    with _lock:
        _in_hand.append(call)
        count = len(_in_hand)
    wait = settings.CALL_LOG_WAIT
    if count == 1 and wait is not None:
        timer = Timer(wait, _flush_in_background)
        timer.daemon = True
        timer.start()
    elif count >= MOST_IN_HAND:
        flush()


def _names(request: HttpRequest) -> str:
    """The names of parameters; one that is no plain name may be anything, somebody's address too."""
    return ", ".join(name if PLAIN_NAME.fullmatch(name) else "…" for name in request.GET)[:300]


def flush() -> None:
    """Write what is in hand."""
    with _lock:
        calls, _in_hand[:] = list(_in_hand), []
    if not calls:
        return
    try:
        with transaction.atomic():
            keys = {call.credential_id for call in calls if call.credential_id}
            there = set(Credential.objects.filter(pk__in=keys).values_list("pk", flat=True))
            for call in calls:
                call.credential_id = call.credential_id if call.credential_id in there else None
            Call.objects.bulk_create(calls)
            _count(calls)
    except DatabaseError:
        _log.warning("calls were not noted", count=len(calls), exc_info=True)


def _count(calls: list[Call]) -> None:
    """Add to the days of credentials and of dialects; in one order, so that processes do not wait for each other."""
    own = Counter((call.credential_id, call.at.date()) for call in calls if call.credential_id)
    all_ = Counter((call.dialect, call.at.date()) for call in calls)
    faults = Counter((call.dialect, call.at.date()) for call in calls if call.error)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, sorted((key, day, count) for (key, day), count in own.items()))
        rows = sorted((name, day, count, faults[name, day]) for (name, day), count in all_.items())
        cursor.executemany(_ADD_FOR_DIALECT, rows)


def _flush_in_background() -> None:
    try:
        flush()
    finally:
        connection.close()


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Delete calls older than seven days."""
    return Call.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()[0]
