"""What a program knows of its own writes: on disk before they are sent, and again when they are answered."""

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from msgspec import Struct


class Write(Struct, frozen=True):
    """One write. ``key`` is its Idempotency-Key and the last name that it gives to the contact.

    ``is_race``: others edit the same contact, so it may be refused with 412.
    """

    key: str
    method: str
    path: str
    body: dict[str, Any]
    if_match: str = ""
    is_race: bool = False


class Answered(Struct, frozen=True):
    """The final answer to the write ``key``: the contact and its revision when it was accepted."""

    key: str
    status: int
    contact: int = 0
    revision: int = 0


class Line(Struct, frozen=True, omit_defaults=True):
    """A line of the file: one of both."""

    sent: Write | None = None
    answered: Answered | None = None


class Account(Struct):
    """A write and what became of it as far as its program knows."""

    write: Write
    answer: Answered | None = None

    @property
    def is_accepted(self) -> bool:
        return self.answer is not None and 200 <= self.answer.status < 300


class Journal:
    """An append-only file; a line is on the disk when ``sent`` or ``answered`` returns."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock = path, Lock()
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def sent(self, write: Write) -> None:
        self._put(Line(sent=write))

    def answered(self, answer: Answered) -> None:
        self._put(Line(answered=answer))

    def close(self) -> None:
        os.close(self.file)

    def _put(self, line: Line) -> None:
        with self.lock:
            os.write(self.file, msgspec.json.encode(line) + b"\n")
            os.fsync(self.file)


def read(paths: Iterable[Path]) -> dict[str, Account]:
    """Every write by its key, from the files alone."""
    accounts: dict[str, Account] = {}
    for path in paths:
        for text in path.read_bytes().splitlines():
            line = msgspec.json.decode(text, type=Line)
            if line.sent is not None:
                accounts.setdefault(line.sent.key, Account(line.sent))
            elif line.answered is not None:
                accounts[line.answered.key].answer = line.answered
    return accounts
