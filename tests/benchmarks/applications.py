"""What the servers of a run serve: the product, the plain application, and the floor.

A request with ``X-Count`` is answered with ``X-Statements``, so that statements are counted where they are made, and
no other request pays for it. The floor answers the bytes that the product gave, from memory.
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


def product() -> Application:
    """The product as it is served."""
    from crmsite.wsgi import application

    return counted(application)


def plain() -> Application:
    """The plain application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.plain.settings"
    from django.core.wsgi import get_wsgi_application

    return counted(get_wsgi_application())


def floor() -> Application:
    """The files of BENCHMARK_ANSWERS by their names, held in memory."""
    answers = {f"/{path.name}": path.read_bytes() for path in Path(os.environ["BENCHMARK_ANSWERS"]).iterdir()}

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = answers[environ["PATH_INFO"]]
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer
