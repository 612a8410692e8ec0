"""The loop inside each worker that turns rows into running tasks and takes lost ones back."""

import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from celery import Celery
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from contacts.background import leasing, pulse
from contacts.background.models import Worker
from contacts.background.registry import ENTRIES
from contacts.background.running import running_here
from contacts.background.schedules import enqueue_recurring, write_schedules
from contacts.background.wake import wait_for_work

SWEEP_SECONDS = HEARTBEAT_SECONDS = 5
PAUSE_AFTER_ERROR_SECONDS = 1
PAUSE_WHILE_BUSY_SECONDS = 0.01
URGENT_LANES = 8
"""Threads of each worker that run urgent jobs only, at once and past the broker: the worker's own may all be busy."""

log = structlog.get_logger("crm.drainer")


class Drainer(threading.Thread):
    """Hands due jobs to Celery, renews what runs here, sweeps what was lost, and says that the worker lives."""

    def __init__(self, app: Celery) -> None:
        super().__init__(name="drainer", daemon=True)
        self.app = app
        self.ending = threading.Event()
        self.swept = self.renewed = self.told = 0.0
        self.lanes = ThreadPoolExecutor(URGENT_LANES, thread_name_prefix="urgent")
        self.in_lanes: set[Future[None]] = set()

    def run(self) -> None:
        prepared = False
        while not self.ending.is_set():
            pulse.beat("drainer")
            try:
                if not prepared:
                    write_schedules(now=timezone.now())
                    prepared = True
                self.look_after()
                if not self.hand_out():
                    self.rest()
            except (DatabaseError, BrokerError):
                log.exception("drainer pauses")
                close_old_connections()
                time.sleep(PAUSE_AFTER_ERROR_SECONDS)
        pulse.end("drainer")
        self.say_goodbye()

    def hand_out(self) -> int:
        """One look at the table; returns how many jobs went on their way."""
        return self._hand_out_urgent() + self._hand_out_all()

    def _hand_out_urgent(self) -> int:
        """Run urgent jobs here as far as there are free lanes; the rest waits in the table, oldest first."""
        self.in_lanes = {one for one in self.in_lanes if not one.done()}
        free = URGENT_LANES - len(self.in_lanes)
        if not free:
            return 0
        handouts = leasing.lease_due(now=timezone.now(), worker=leasing.this_worker(), urgent=True, most=free)
        for handout in handouts:
            if handout.task in ENTRIES:
                task = self.app.tasks[handout.task]
                self.in_lanes.add(self.lanes.submit(task, handout.job_id, handout.lease))
            else:
                self._give_up(handout)
        return len(handouts)

    def _hand_out_all(self) -> int:
        handouts = leasing.lease_due(now=timezone.now(), worker=self._sender(), urgent=False)
        for index, handout in enumerate(handouts):
            if handout.task not in ENTRIES:
                self._give_up(handout)
                continue
            try:
                self.app.tasks[handout.task].apply_async(args=[handout.job_id, handout.lease], retry=False)
            except BrokerError:
                leasing.unsend(handouts=handouts[index:])
                raise
        return len(handouts)

    def rest(self) -> None:
        """Short while jobs are on their way, because room for more comes soon; else until there may be work."""
        if self.in_lanes or leasing.some_are_sent():
            time.sleep(PAUSE_WHILE_BUSY_SECONDS)
        else:
            wait_for_work()

    def look_after(self) -> None:
        clock, now = time.monotonic(), timezone.now()
        if clock - self.renewed > settings.BACKGROUND_LEASE.total_seconds() / 3:
            self.renewed = clock
            leasing.renew(running=list(running_here.items()), now=now)
        if clock - self.told > HEARTBEAT_SECONDS and pulse.all_beat():
            self.told = clock
            Worker.objects.update_or_create(name=leasing.this_worker(), defaults={"seen_at": now})
        if clock - self.swept > SWEEP_SECONDS:
            self.swept = clock
            close_old_connections()
            enqueue_recurring(now=now)
            if swept := leasing.sweep(now=now):
                log.warning("jobs taken back from lost workers", count=swept)

    def stop(self) -> None:
        self.ending.set()

    def say_goodbye(self) -> None:
        try:
            Worker.objects.filter(name=leasing.this_worker()).delete()
        except DatabaseError:
            log.exception("drainer leaves without a word")  # its silence will tell
        connection.close()

    def _sender(self) -> str:
        """Over Redis a message outlives this process; in memory it dies with it, and the sweeper may know."""
        return "" if settings.REDIS_URL else leasing.this_worker()

    def _give_up(self, handout: leasing.Handout) -> None:
        now = timezone.now()
        leasing.begin(job_id=handout.job_id, lease=handout.lease, now=now, worker=leasing.this_worker())
        error = f"There is no task named {handout.task}."
        leasing.fail(job_id=handout.job_id, lease=handout.lease, error=error, now=now)


def leave_in_time(*, seconds: float) -> None:
    """End this process when running jobs do not end within ``seconds``; they go back without blame."""
    end = time.monotonic() + seconds
    while running_here and time.monotonic() < end:
        time.sleep(0.05)
    if running_here:
        leasing.release(running=list(running_here.items()))
        os._exit(0)
