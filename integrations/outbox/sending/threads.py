"""A pool of daemon threads: one that still waits for an answer does not keep the process from ending.

The threads of ``ThreadPoolExecutor`` are waited for at the end of the process, however long their calls take.
"""

import queue
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

Work = Callable[[], None]


class DaemonPool:
    """At most ``most`` threads, started when there is work and none is free."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._started = 0

    def submit(self, work: Work, *, busy: int) -> None:
        """Have ``work`` done; ``busy`` says how many threads are at work already."""
        if busy >= self._started and self._started < self.most:
            self._started += 1
            threading.Thread(target=self._run, name=f"outbox-{self._started}", daemon=True).start()
        self._waiting.put(work)

    def shutdown(self) -> None:
        """Let each thread end after what it is doing; nothing is waited for."""
        for _ in range(self._started):
            self._waiting.put(None)

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            close_old_connections()
            work()
        connection.close()
