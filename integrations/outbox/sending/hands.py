"""Threads that send, as many as are needed at once; they are no reason to keep the process from ending."""

import queue
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

Work = Callable[[], None]


class Hands:
    """At most ``most`` threads, made when work finds none that is free."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._made = 0

    def give(self, work: Work, *, busy: int) -> None:
        """Have ``work`` done; ``busy`` says how many are at work already."""
        if busy >= self._made and self._made < self.most:
            self._made += 1
            threading.Thread(target=self._work, name=f"outbox-{self._made}", daemon=True).start()
        self._waiting.put(work)

    def dismiss(self) -> None:
        for _ in range(self._made):
            self._waiting.put(None)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            close_old_connections()
            work()
        connection.close()
