"""Whether the process lives, and whether it can do its work."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from contacts.background.queries import backlog


def alive(request: HttpRequest) -> HttpResponse:
    """``/healthz``: the process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """``/readyz``: 200 when the database answers, 503 when it does not; workers seen and jobs waiting beside it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        work = backlog(now=timezone.now())
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": "5"})
    found: dict[str, Any] = {
        "database": "ok",
        "workers": work.workers,
        "waiting": work.jobs["waiting"],
        "oldest_wait_seconds": int(work.oldest_wait.total_seconds()),
    }
    return JsonResponse(found)
