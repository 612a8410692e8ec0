"""Somebody who listens to every event, and does not always say so."""

import hashlib
import hmac
import random
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import msgspec
from msgspec import Struct

FAILS = 0.1  # of the calls, half of them after the event was taken


class Event(Struct, frozen=True):
    """What was heard: the parts that are compared, and whether the signature was right."""

    id: str
    contact_id: int
    revision: int
    is_signed: bool = True


class Listener:
    """A server of this process; ``heard`` are the events in the order of their coming."""

    def __init__(self, *, seed: int) -> None:
        self.secret, self.draw, self.lock = secrets.token_urlsafe(32), random.Random(seed), Lock()
        self.heard: list[Event] = []
        self.fails = FAILS
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def start(self) -> None:
        self.thread.start()

    def end(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
        self.server.server_close()

    def take(self, body: bytes, signature: str) -> int:
        """The status of the answer."""
        with self.lock:
            chance = self.draw.random()
            if chance > self.fails / 2:
                event = msgspec.json.decode(body, type=Event)
                self.heard.append(msgspec.structs.replace(event, is_signed=self._is_signed(body, signature)))
            return 500 if chance < self.fails else 200

    def _is_signed(self, body: bytes, signature: str) -> bool:
        """As the document for listeners says: HMAC-SHA256 over the time, a dot and the body."""
        at, _, digest = signature.removeprefix("t=").partition(",v1=")
        wanted = hmac.new(self.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, digest)


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(listener.take(body, self.headers.get("X-CRM-Signature", "")))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """The run tells."""

    return Handler
