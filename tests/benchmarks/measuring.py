"""Requests over a real socket: how long each takes, and how many a second pass on several connections."""

import re
import socket
import threading
import time
from collections.abc import Sequence
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
STATEMENTS = re.compile(rb"\r\nX-Statements: *(\d+)", re.IGNORECASE)
ETAG = re.compile(rb"\r\nETag: *(\S+)", re.IGNORECASE)
CONNECTIONS = 4
LEAST = 5  # requests that a median is of


class Request(Struct, frozen=True):
    """One request as it is sent."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_header(self, name: str, value: str) -> "Request":
        return replace(self, headers=(*self.headers, (name, value)))

    def encoded(self, *more: tuple[str, str]) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (*self.headers, *more)]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


class Answer(Struct, frozen=True):
    """Status, head and body of an answer, and how many seconds it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    @property
    def statements(self) -> int | None:
        found = STATEMENTS.search(self.head)
        return int(found[1]) if found else None

    @property
    def etag(self) -> str:
        found = ETAG.search(self.head)
        return found[1].decode() if found else ""


class Figures(Struct, frozen=True):
    """What a case measured; times in milliseconds, ``rate`` in requests a second."""

    p50: float
    p95: float
    rate: float = 0.0
    size: int = 0
    statements: int | None = None
    status: int = 200


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        self._socket.close()

    def send(self, request: bytes) -> Answer:
        started = time.perf_counter()
        self._socket.sendall(request)
        head, _, rest = self._head()
        if not head.startswith(b"HTTP/1.1 "):
            raise ConnectionError(f"Not an answer: {head[:60]!r}")
        found = LENGTH.search(head)
        missing = int(found[1]) - len(rest) if found else 0
        pieces = [rest]
        while missing > 0:
            pieces.append(self._received(min(missing, 1 << 20)))
            missing -= len(pieces[-1])
        seconds = time.perf_counter() - started
        return Answer(int(head[9:12]), head, b"".join(pieces), seconds)

    def _head(self) -> tuple[bytes, bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._received(65536)
        return data.partition(b"\r\n\r\n")

    def _received(self, most: int) -> bytes:
        data = self._socket.recv(most)
        if not data:
            raise ConnectionError("The server closed the connection.")
        return data


def latencies(port: int, requests: Sequence[Request], *, seconds: float, least: int = LEAST) -> Figures:
    """Requests one after the other, in turns, for so long; a refused one counts by its status."""
    client = Client(port)
    try:
        first = client.send(requests[0].encoded(("X-Count", "1")))
        taken: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(taken) < least:
            answer = client.send(requests[len(taken) % len(requests)].encoded())
            taken.append(answer.seconds * 1000)
            if answer.status >= 400:
                return Figures(0, 0, status=answer.status)
    finally:
        client.close()
    return summed(taken, size=len(first.body), statements=first.statements, status=first.status)


def summed(taken: list[float], *, size: int = 0, statements: int | None = None, status: int = 200) -> Figures:
    """p50 and p95 of times in milliseconds."""
    taken = sorted(taken)
    p50, p95 = taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    return Figures(p50, p95, size=size, statements=statements, status=status)


def middle(figures: Sequence[Figures]) -> Figures:
    """The median of each figure over several rounds; a round that was refused stands for all."""
    refused = [one for one in figures if one.status >= 400]
    if refused:
        return refused[0]
    p50, p95, passed = (
        median(values) for values in zip(*((one.p50, one.p95, one.rate) for one in figures), strict=True)
    )
    return replace(figures[0], p50=p50, p95=p95, rate=passed)


def rate(port: int, request: Request, *, seconds: float, connections: int) -> float:
    """Requests a second on a few connections at once."""
    data, counts = request.encoded(), [0] * connections
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        client = Client(port)
        while time.perf_counter() < end:
            client.send(data)
            counts[number] += 1
        client.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)
