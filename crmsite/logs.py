"""Logs by allow-list: known keys pass, everything else (bodies, tokens, addresses of people) does not."""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from contacts.history.actor import REQUEST_ID

Event = MutableMapping[str, Any]

KEYS = frozenset(
    {
        *("event", "level", "logger", "timestamp", "error", "frames"),
        *("method", "route", "status", "ms", "actor", "actor_id", "door", "contacts", "id", "kind", "count"),
        *("job_id", "task", "attempt", "delivery", "connection", "request_id"),
    }
)


def only_allowed(_logger: object, _method: str, event: Event) -> Event:
    return {key: value for key, value in event.items() if key in KEYS}


def with_request(_logger: object, _method: str, event: Event) -> Event:
    """Name the request during which it happened."""
    return {**event, "request_id": request} if (request := REQUEST_ID.get()) else event


def without_arguments(_logger: object, _method: str, event: Event) -> Event:
    """Other people's loggers: keep the sentence as written in the code, without what was filled in."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg)
    return event


def exception_frames(_logger: object, _method: str, event: Event) -> Event:
    """An exception as its type and the places it passed; its message may quote somebody's data."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["frames"] = [
            f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ]
    return event


def logging_settings(*, readable: bool) -> dict[str, object]:
    """Django's LOGGING: one line of JSON per event on standard error, or coloured lines when ``readable``."""
    stamp: list[Any] = [
        with_request,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*stamp, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*stamp, without_arguments],
        "processors": [exception_frames, only_allowed, last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"events": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            # 4xx answers are in the request log already
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "httpx": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


class RequestLog:
    """One line per request: method, the route's pattern (never the path as sent), status, milliseconds.

    The request's id stands in every line that is logged meanwhile, in the journal beside what was changed, and in the
    answer as ``X-Request-ID``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("crm.request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        token = REQUEST_ID.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = REQUEST_ID.get()
            route = request.resolver_match.route if request.resolver_match else ""
            ms = round((time.perf_counter() - began) * 1000, 1)
            self.log.info("request", method=request.method, route=route, status=response.status_code, ms=ms)
        finally:
            REQUEST_ID.reset(token)
        return response
