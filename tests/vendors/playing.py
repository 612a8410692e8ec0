"""How each fault looks on the wire."""

import itertools
import json
import os
import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from tests.vendors.calls import Answer
from tests.vendors.faults import Rule

if TYPE_CHECKING:  # the server plays faults, and faults are played on it
    from tests.vendors.server import Handler

PAGE = b"<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1><hr>nginx</body></html>\n"
HTML = {"Content-Type": "text/html; charset=utf-8"}
MEBIBYTE = 1 << 20


def play(rule: Rule, answer: Answer, to: "Handler") -> None:
    """Answer as the rule says; ``answer`` is what a vendor in good health would say."""
    PLAYS[rule.fault](rule, answer, to)


def text(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def whole(answer: Answer) -> bytes:
    return "".join(answer.stream).encode() if answer.stream is not None else text(answer.body)


def latency(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.wait(rule.pause(1))
    to.send(answer)


def late(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send(answer)  # the server waited before the work


def hang(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.wait(rule.pause(30))
    cut(to)


def too_many(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(429, text({"error": "Too many requests."}), {"Retry-After": f"{rule.pause(1):g}"})


def broken(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(500, text({"error": "Internal server error."}), {})


def bad_gateway(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(502, PAGE % (b"502 Bad Gateway", b"502 Bad Gateway"), HTML)


def not_found(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(404, PAGE % (b"404 Not Found", b"404 Not Found"), HTML)


def page(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(200, PAGE % (b"Maintenance", b"We will be back soon"), HTML)


def reset(rule: Rule, answer: Answer, to: "Handler") -> None:
    cut(to)


def truncated(rule: Rule, answer: Answer, to: "Handler") -> None:
    body = whole(answer)
    to.send_bytes(answer.status, body[: len(body) // 2], answer.headers)


def huge(rule: Rule, answer: Answer, to: "Handler") -> None:
    """Good JSON, after a hundred megabytes of blanks."""
    blanks = itertools.repeat(b" " * MEBIBYTE, rule.size // MEBIBYTE)
    to.send_parts(answer.status, itertools.chain(blanks, [whole(answer)]), answer.headers)


def slow(rule: Rule, answer: Answer, to: "Handler") -> None:
    body = whole(answer)
    to.write(to.head(answer.status, answer.headers | {"Content-Length": str(len(body))}))
    for place in range(len(body)):
        to.wait(rule.pause(1))
        to.write(body[place : place + 1])


def wrong_types(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(answer.status, text(twisted(json.loads(whole(answer) or b"null"))), answer.headers)


def nan(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(answer.status, text(without_numbers(json.loads(whole(answer) or b"null"))), answer.headers)


def gzip_bomb(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(answer.status, bomb(rule.size), answer.headers | {"Content-Encoding": "gzip"})


def twice(rule: Rule, answer: Answer, to: "Handler") -> None:
    to.send_bytes(answer.status, whole(answer) * 2, answer.headers)


PLAYS: dict[str, Callable[[Rule, Answer, "Handler"], None]] = {
    "latency": latency, "late": late, "hang": hang, "404": not_found, "429": too_many, "500": broken,
    "502": bad_gateway, "html": page, "refuse": reset, "reset": reset, "truncated": truncated, "huge": huge,
    "slow": slow, "wrong_types": wrong_types, "nan": nan, "gzip_bomb": gzip_bomb, "twice": twice,
}  # fmt: skip


def cut(to: "Handler") -> None:
    """Close the connection with a reset: no answer, no farewell."""
    to.close_connection = True
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(to.connection.detach())


def twisted(value: Any) -> Any:
    """The same shape, and every value of another type."""
    if isinstance(value, dict):
        return {key: twisted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [twisted(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return {"unexpected": value}
    return f"about {value}" if isinstance(value, (int, float)) else [len(value)]


def without_numbers(value: Any) -> Any:
    """The same, with NaN for every number, boolean and null."""
    if isinstance(value, dict):
        return {key: without_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_numbers(inner) for inner in value]
    return value if isinstance(value, str) else float("nan")


@cache
def bomb(size: int) -> bytes:
    """Blanks of this size, in bytes, as one gzip member a thousandth of it: a flushed block repeats as it is."""
    blanks, packer = b" " * MEBIBYTE, zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    count, check = size // MEBIBYTE, 0
    for _ in range(count):
        check = zlib.crc32(blanks, check)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + block * count + packer.flush() + struct.pack("<II", check, count * MEBIBYTE % 2**32)


def entities(pages: Iterator[list[Any]], before: str, after: str) -> Iterator[str]:
    """A JSON array around pages of values, piece by piece."""
    yield before
    comma = ""
    for values in pages:
        yield comma + msgspec.json.encode(values)[1:-1].decode()
        comma = ","
    yield after
