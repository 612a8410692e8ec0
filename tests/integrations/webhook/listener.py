"""Somebody who listens to events on a real socket, and answers as it is told."""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple

from integrations.dialects.webhook.signing import is_signed
from tests.integrations.connectors.lines import allow


class Heard(NamedTuple):
    """One event as it came."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_of(self, secret: str) -> bool:
        """Whether it is signed with ``secret``, as a listener finds out."""
        return is_signed(self.body, self.headers["x-crm-signature"], secret=secret, now=int(time.time()))


class Listener(ThreadingHTTPServer):
    """``answers`` are the statuses of the next answers, 200 after the last."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[Heard] = []
        self.answers: list[int] = []
        self.lock = Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/in?from=crm"

    def events(self) -> list[tuple[str, int | None]]:
        """Name and revision of each, in order."""
        return [(one.event["event"], one.event["revision"]) for one in self.heard]


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.heard.append(Heard(body, {name.lower(): value for name, value in self.headers.items()}))
            status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening() -> Generator[Listener]:
    """A listener that may be called."""
    server = Listener()
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    allow(server.address)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
