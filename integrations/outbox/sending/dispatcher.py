"""The loop inside each worker that sends deliveries, past the broker: what waits in the table needs no other queue."""

import threading
import time
from functools import partial

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from contacts.background import pulse, wake
from integrations.outbox.leaving.waking import KEY
from integrations.outbox.sending import claiming, sweeping
from integrations.outbox.sending.claiming import Claim
from integrations.outbox.sending.dispatching import deliver
from integrations.outbox.sending.threads import DaemonPool

MOST_THREADS = 32
"""Calls under way in one process. A connection has two at most, and one each half minute while it is down."""
SWEEP_SECONDS = 5
PAUSE_AFTER_ERROR_SECONDS = 1
PATIENCE_SECONDS = 30  # with a database that is away while an answer waits to be written down
SECONDS_TO_END = 8

log = structlog.get_logger("crm.outbox")


class Dispatcher(threading.Thread):
    """Claims what is due, has it sent, renews what is under way, and takes back what others lost."""

    def __init__(self) -> None:
        super().__init__(name="dispatcher", daemon=True)
        self.ending, self.look = threading.Event(), threading.Event()
        self.pool = DaemonPool(MOST_THREADS)
        self.held: set[Claim] = set()
        self.swept = self.renewed = 0.0

    def run(self) -> None:
        if settings.REDIS_URL:
            threading.Thread(target=self._listen, name="dispatcher-wake", daemon=True).start()
        while not self.ending.is_set():
            pulse.beat("dispatcher")
            self.look.clear()  # before the look: what comes during it is seen by the next
            try:
                self.look_after()
                sent = self.send_due()
            except DatabaseError:
                log.exception("dispatcher pauses")
                close_old_connections()
                self.ending.wait(PAUSE_AFTER_ERROR_SECONDS)
                continue
            if not sent:
                self.look.wait(self._longest_wait())
        pulse.end("dispatcher")
        self._leave()

    def send_due(self) -> int:
        """One look at the table; returns how many went on their way."""
        free = MOST_THREADS - len(self.held)
        claims = claiming.claim_due(now=timezone.now(), most=free) if free else []
        for claim in claims:
            busy = len(self.held)
            self.held.add(claim)
            self.pool.submit(partial(self._carry_out, claim), busy=busy)
        return len(claims)

    def look_after(self) -> None:
        clock, now = time.monotonic(), timezone.now()
        if clock - self.renewed > settings.BACKGROUND_LEASE.total_seconds() / 3:
            self.renewed = clock
            claiming.renew(held=list(self.held), now=now)
        if clock - self.swept > SWEEP_SECONDS:
            self.swept = clock
            close_old_connections()
            if swept := sweeping.sweep(held=list(self.held), now=now):
                log.warning("deliveries taken back", count=swept)

    def stop(self) -> None:
        self.ending.set()
        self.look.set()

    def _carry_out(self, claim: Claim) -> None:
        try:
            deliver(claim, patience=PATIENCE_SECONDS)
        except Exception:
            log.exception("a delivery was let fall", delivery=claim.delivery)  # the next sweep picks it up
        finally:
            self.held.discard(claim)
            self.look.set()

    def _longest_wait(self) -> float:
        """Without Redis nobody says that there is something to do."""
        return float(wake.REDIS_POLL_SECONDS if settings.REDIS_URL else settings.BACKGROUND_POLL.total_seconds())

    def _listen(self) -> None:
        while not self.ending.is_set():
            if wake.wait_for_hint(KEY):
                self.look.set()

    def _leave(self) -> None:
        """Let calls end that end soon; the others go back without blame."""
        end = time.monotonic() + SECONDS_TO_END
        while self.held and time.monotonic() < end:
            time.sleep(0.05)
        try:
            sweeping.release(held=list(self.held))
        except DatabaseError:
            log.exception("dispatcher leaves without a word")  # its silence will tell
        self.pool.shutdown()
        connection.close()
