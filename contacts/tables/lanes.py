"""Batches on a few connections at once, with the outcome they would have had one after the other.

While PostgreSQL stores one batch, Python makes the next one ready. Each batch is one transaction; a ``Turn`` has two
gates that batches pass in their order: at ``planning`` ids are handed out, at ``committing`` a batch ends. When one
fails, those behind it do not get through and are rolled back. SQLite has one writer: there is one lane there.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from msgspec import Struct

Item = TypeVar("Item")
Result = TypeVar("Result")
LANES = 2


class Turn(Struct, frozen=True):
    """When it is a batch's turn. Enter ``committing`` at the end of the transaction, and leave it behind its end."""

    planning: AbstractContextManager[Any]
    committing: AbstractContextManager[Any]


class Overtaken(Exception):
    """A batch before this one failed, so this one must not be stored."""


def in_order(items: Iterable[Item], work: Callable[[Item, Turn], Result], *, lanes: int = LANES) -> Generator[Result]:
    """The results of ``work`` in the order of ``items``; what one raises is raised here, and none behind it is stored.

    ``items`` are taken by the caller's thread, a few ahead of the results.
    """
    if lanes < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from (work(item, Turn(nullcontext(), nullcontext())) for item in items)
        return
    road = _Road()
    waiting: deque[Future[Result]] = deque()
    try:
        with ThreadPoolExecutor(lanes, "lane") as pool:
            for number, item in enumerate(items):
                waiting.append(pool.submit(road.drive, number, item, work))
                if len(waiting) > lanes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        road.close()


class _Road:
    """What the lanes of one run share: the gates, and the connections that were opened."""

    def __init__(self) -> None:
        self.planning, self.committing = _Gate(), _Gate()
        self.opened: dict[int, Any] = {}

    def drive(self, number: int, item: Item, work: Callable[[Item, Turn], Result]) -> Result:
        here = connections[DEFAULT_DB_ALIAS]
        self.opened[id(here)] = here
        try:
            result = work(item, Turn(self.planning.turn(number), self.committing.turn(number)))
        except BaseException:
            self.planning.shut(number)
            self.committing.shut(number)
            raise
        return result

    def close(self) -> None:
        for opened in self.opened.values():
            opened.inc_thread_sharing()  # its thread has ended
            opened.close()


class _Gate:
    """Lets numbers through in their order, one at a time, until one fails."""

    def __init__(self) -> None:
        self._next = 0
        self._failed: float = float("inf")
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, number: int) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._next == number or number > self._failed)
            if number > self._failed:
                raise Overtaken
        yield
        with self._changed:
            self._next = number + 1
            self._changed.notify_all()

    def shut(self, number: int) -> None:
        with self._changed:
            self._failed = min(self._failed, number)
            self._changed.notify_all()
