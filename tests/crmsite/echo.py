"""A WSGI application that answers with the request's underscore headers."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    wanted = ("HTTP_API_KEY", "HTTP_AUTH_TOKEN", "HTTP_REFRESH_TOKEN")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["&".join(f"{name}={environ[name]}" for name in wanted if name in environ).encode()]
