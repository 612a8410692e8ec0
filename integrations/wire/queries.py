"""Reading the log of calls."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from integrations.wire.models import Call, CallDay

CLASSES: dict[str, tuple[str, Q]] = {
    "2": ("Answered (2xx)", Q(status__gte=200, status__lt=300)),
    "3": ("Unchanged or elsewhere (3xx)", Q(status__gte=300, status__lt=400)),
    "4": ("Refused (4xx)", Q(status__gte=400, status__lt=500)),
    "5": ("Failed (5xx)", Q(status__gte=500)),
    "fault": ("Any fault, also with 200", ~Q(error="")),
}


def calls(
    *, dialect: str = "", credential: int | None = None, status: str = "", before: int | None = None
) -> QuerySet[Call]:
    """Calls, the newest first, older than the id ``before``; ``status`` is one of ``CLASSES``."""
    rows = Call.objects.select_related("credential").order_by("-pk")
    wanted: dict[str, Any] = {"dialect": dialect} if dialect else {}
    wanted |= {"credential": credential} if credential is not None else {}
    wanted |= {"pk__lt": before} if before is not None else {}
    return rows.filter(CLASSES[status][1] if status else Q(), **wanted)


def by_day(*, since: dt.date) -> dict[tuple[str, dt.date], CallDay]:
    """The days of every dialect from ``since``, by (dialect, day); days without calls are left out."""
    return {(row.dialect, row.day): row for row in CallDay.objects.filter(day__gte=since)}
