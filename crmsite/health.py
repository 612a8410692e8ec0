"""Whether the process lives, whether it can do its work, and figures about that work."""

from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from contacts.access.keys.queries import authenticate
from contacts.background.queries import Backlog, backlog
from integrations.outbox import queries as outbox

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def alive(request: HttpRequest) -> HttpResponse:
    """``/healthz``: the process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """``/readyz``: 200 when the database answers, 503 when it does not.

    Broker, workers and waiting jobs stand beside it and do not change the status: without them requests are still
    served, and what they ask for is kept.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        work = backlog(now=timezone.now())
        told = outbox.backlog(now=timezone.now())
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": "5"})
    found: dict[str, Any] = {
        "database": "ok",
        "broker": broker(),
        "workers": work.workers,
        "waiting": work.jobs["waiting"],
        "oldest_wait_seconds": int(work.oldest_wait.total_seconds()),
        "deliveries_waiting": told.waiting,
        "oldest_delivery_seconds": int(told.oldest_wait.total_seconds()),
    }
    return JsonResponse(found)


def metrics(request: HttpRequest) -> HttpResponse:
    """``/metrics``: figures for Prometheus, for those who may read them."""
    if not may_read_metrics(request):
        return HttpResponse(
            "Sign in as staff, or send an API key with the scope metrics:read.\n", status=401, content_type="text/plain"
        )
    now = timezone.now()
    lines = [*figures(backlog(now=now), broker=broker()), *deliveries(outbox.backlog(now=now))]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=METRICS_TYPE)


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether the request comes from signed-in staff, or with an API key that has the scope ``metrics:read``."""
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = authenticate(text.strip())
        return principal is not None and "metrics:read" in principal.scopes
    return bool(request.user.is_active and request.user.is_staff) if request.user.is_authenticated else False


def broker() -> str:
    """``inside`` (the worker's own memory), ``ok`` or ``away``."""
    if not settings.REDIS_URL:
        return "inside"
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
    try:
        client.ping()
    except redis.RedisError:
        return "away"
    finally:
        client.close()
    return "ok"


def figures(work: Backlog, *, broker: str) -> Iterator[str]:
    yield "# HELP crm_jobs Jobs by state."
    yield "# TYPE crm_jobs gauge"
    for state, count in work.jobs.items():
        yield f'crm_jobs{{state="{state}"}} {count}'
    yield from _gauges(
        ("crm_oldest_wait_seconds", "How long the oldest due job has waited.", work.oldest_wait.total_seconds()),
        ("crm_workers", "Workers seen in the last 90 seconds.", work.workers),
        ("crm_broker_up", "Whether the broker can be reached.", int(broker != "away")),
    )


def deliveries(told: outbox.Backlog) -> Iterator[str]:
    """Figures of what other systems are to be told."""
    yield "# HELP crm_deliveries Deliveries to other systems by state."
    yield "# TYPE crm_deliveries gauge"
    for state, count in (("waiting", told.waiting), ("sending", told.sending), ("given_up", told.given_up)):
        yield f'crm_deliveries{{state="{state}"}} {count}'
    oldest = told.oldest_wait.total_seconds()
    yield from _gauges(
        ("crm_oldest_delivery_seconds", "How long the oldest due delivery has waited.", oldest),
        ("crm_broken_lines", "Connections that fail and are only probed.", told.broken_lines),
    )


def _gauges(*figures: tuple[str, str, float]) -> Iterator[str]:
    for name, text, value in figures:
        yield f"# HELP {name} {text}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {value}"
