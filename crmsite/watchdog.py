"""Tells a worker that works from one whose process is there and does nothing any more."""

import socket
import time

from django.db import DatabaseError, close_old_connections

from contacts.background.models import Worker

SILENCE_SECONDS = 30.0
LOOK_SECONDS = 5.0


class Watchdog:
    """Watches the sign of life that a worker leaves in the database every few seconds.

    Only silence that could be heard counts: while the database is away nobody can leave a sign.
    """

    def __init__(self, *, silence: float = SILENCE_SECONDS, look: float = LOOK_SECONDS) -> None:
        self.silence, self.look = silence, look
        self.looked = 0.0
        self.seen: dict[int, tuple[object, float]] = {}  # process → its last sign, and when we first saw that

    def is_silent(self, pid: int) -> bool:
        """Whether the process has given no sign for too long; asks the database every few seconds at most."""
        now = time.monotonic()
        if now - self.looked < self.look:
            return False
        self.looked = now
        try:
            sign = Worker.objects.filter(name=f"{socket.gethostname()}:{pid}").values_list("seen_at", flat=True).first()
        except DatabaseError:
            close_old_connections()
            self.seen.clear()
            return False
        known, since = self.seen.get(pid, (None, now))
        if pid not in self.seen or known != sign:
            self.seen = {pid: (sign, now)}
            return False
        return now - since > self.silence
