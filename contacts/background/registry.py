"""The tasks there are, by name; ``contacts/tasks.py`` fills the table."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from celery import shared_task
from django.db import close_old_connections

from contacts.background.running import run_job

TaskFunction = Callable[..., None]


class Entry(NamedTuple):
    """A task: its function, and the period of one that runs by itself."""

    function: TaskFunction
    every: timedelta | None
    attempts: int


ENTRIES: dict[str, Entry] = {}


def background_task(
    *, name: str, every: timedelta | None = None, attempts: int = 20
) -> Callable[[TaskFunction], TaskFunction]:
    """Make a function the task ``name``: called with a job's ``args`` by keyword, repeated until it returns.

    It may be run twice for one job and must be safe so. ``every`` makes it recur without being asked for.
    """

    def register(function: TaskFunction) -> TaskFunction:
        if name in ENTRIES:
            raise ValueError(f"two tasks are named {name}")
        entry = ENTRIES[name] = Entry(function, every, attempts)

        def carry_out(job_id: int, lease: int) -> None:
            close_old_connections()  # a web request does so by itself; a task's thread may hold a broken one
            run_job(job_id=job_id, lease=lease, function=entry.function, attempts=entry.attempts)

        shared_task(name=name)(carry_out)
        return function

    return register
