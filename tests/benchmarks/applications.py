"""What the servers of a run serve: the product, the plain application, the floor and the bare server.

A request with ``X-Count`` is answered with ``X-Statements``, so that statements are counted where they are made, and
no other request pays for it. One with ``X-First-Time`` meets a process that has shown none of its contacts before. The
floor is the product with all its middleware, answering from memory the bytes that
the product gave; the bare server answers them without any framework, which tells what the framework costs.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def counted(application: Application) -> Application:
    """``application`` with its statements told to those who ask."""
    from django.db import connection

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if "HTTP_X_COUNT" not in environ:
            return application(environ, start)
        seen = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal seen
            seen += 1
            return execute(*arguments)

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [*headers, ("X-Statements", str(seen))], *rest)

        with connection.execute_wrapper(count):
            return application(environ, begin)

    return answer


def forgetful(application: Application) -> Application:
    """``application``, which forgets what it has shown before when it is asked to."""
    from integrations.wire import lookups, rendering

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if "HTTP_X_FIRST_TIME" in environ:
            rendering.CONTACTS.clear()
            rendering.LISTS.clear()
            lookups.forget()
        return application(environ, start)

    return answer


def product() -> Application:
    """The product as it is served."""
    from crmsite.wsgi import application

    return forgetful(counted(application))


def plain() -> Application:
    """The plain application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.plain.settings"
    from django.core.wsgi import get_wsgi_application

    return counted(get_wsgi_application())


def floor() -> Application:
    """The product's own stack in front of the files of BENCHMARK_ANSWERS, held in memory."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.floor"
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def bare() -> Application:
    """The files of BENCHMARK_ANSWERS by their names, held in memory."""
    answers = kept_answers()

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = answers[environ["PATH_INFO"]]
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def kept_answers() -> dict[str, bytes]:
    """The answers by their addresses."""
    return {f"/{path.name}": path.read_bytes() for path in Path(os.environ["BENCHMARK_ANSWERS"]).iterdir()}
