"""The socket of a fake vendor: HTTP/1.1 on the loopback, a thread per connection, up and down at will."""

import json
import socket
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.vendors import playing
from tests.vendors.calls import Answer, Call

if TYPE_CHECKING:  # the vendor has a server, and the server serves the vendor
    from tests.vendors.vendor import Vendor

HOST = "127.0.0.1"
CONTROL = "/.fake/"


class Handler(BaseHTTPRequestHandler):
    """Reads one request after the other, lets the vendor do its work, and plays its fault to the answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Listener"
    headers: HTTPMessage

    def serve(self) -> None:
        at = urlsplit(self.path)
        call = Call(self.command, at.path, at.query, self.headers, self._read())
        if at.path.startswith(CONTROL):
            self.send(_controlled(self.server.vendor, call))
            return
        rule = self.server.vendor.faults.draw(call.method, call.path)
        if rule and rule.fault == "late":
            self.wait(rule.pause(1))
        answer = self.server.vendor.take(call, rule)
        if rule:
            playing.play(rule, answer, self)
        else:
            self.send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = serve  # noqa: N815

    def send(self, answer: Answer) -> None:
        if answer.stream is not None:
            self.send_parts(answer.status, (part.encode() for part in answer.stream), answer.headers)
            return
        self.send_bytes(answer.status, playing.text(answer.body), answer.headers)

    def send_bytes(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """One write for head and body: two would wait for each other's acknowledgement."""
        self.write(self.head(status, headers | ({} if status == 204 else {"Content-Length": str(len(body))})) + body)

    def send_parts(self, status: int, parts: Any, headers: dict[str, str]) -> None:
        self.write(self.head(status, headers | {"Transfer-Encoding": "chunked"}))
        for part in filter(None, parts):
            self.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.write(b"0\r\n\r\n")

    def head(self, status: int, headers: dict[str, str]) -> bytes:
        reason = self.responses.get(status, ("", ""))[0]
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        if "Content-Type" not in headers and status != 204:
            lines.append("Content-Type: application/json")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def write(self, data: bytes) -> None:
        try:
            self.connection.sendall(data)
        except OSError:
            self.close_connection = True
            raise

    def wait(self, seconds: float) -> None:
        """Sleep, unless the vendor goes down meanwhile."""
        self.server.ending.wait(seconds)

    def log_message(self, *_: Any) -> None:
        """The ledger tells."""

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, vendor: "Vendor", port: int) -> None:
        self.vendor = vendor
        self.connections: set[socket.socket] = set()
        self.ending = threading.Event()
        super().__init__((HOST, port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.connections.discard(request)

    def handle_error(self, *_: Any) -> None:
        """A client that went away, or a connection cut on purpose, is no error; anything else is one of the fake."""
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self.vendor.errors.append(error)


class Server:
    """The vendor's listener, when it is up; it comes back on the port it had."""

    def __init__(self, vendor: "Vendor", port: int = 0) -> None:
        self._vendor = vendor
        self._listener: Listener | None = None
        self.port = port
        self.up()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def up(self) -> None:
        if self._listener is None:
            self._listener = Listener(self._vendor, self.port)
            self.port = self._listener.server_address[1]
            threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        listener, self._listener = self._listener, None
        if listener is None:
            return
        listener.ending.set()
        listener.shutdown()
        listener.socket.close()
        for connection in list(listener.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        while listener.connections:
            time.sleep(0.001)  # until each thread has closed its own


def _controlled(vendor: "Vendor", call: Call) -> Answer:
    """What a test in another process tells this vendor to do."""
    told = json.loads(call.raw or b"{}")
    verb = call.path.removeprefix(CONTROL)
    if verb == "size":
        return Answer(len(vendor.contacts))
    if verb == "contact":
        return Answer(vendor.contacts.get(told["id"]))
    if verb == "errors":
        return Answer([repr(error) for error in vendor.errors])
    act = {"add": vendor.add, "edit": vendor.edit, "remove": vendor.remove, "forget_tokens": vendor.forget_tokens}[verb]
    try:
        return Answer(act(*told.get("args", ()), **told.get("fields", {})))  # type: ignore[operator]
    except KeyError as error:
        return Answer({"there is no contact": str(error)}, 404)
