"""Tasks that leave traces in a file, for workers that the tests start."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from contacts.background.errors import Refused, Retry
from contacts.background.operations import report_progress
from contacts.background.registry import background_task
from crmsite import celery

celery.SECONDS_TO_END_RUNNING_JOBS = 3  # enough for a job of a second, and not for one of a minute


def trace(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(word + "\n")


@background_task(name="practice.work")
def work(path: str, seconds: int) -> None:
    trace(path, "begun")
    report_progress(1, 4)
    time.sleep(seconds)
    trace(path, "ended")


@background_task(name="practice.deadly")
def deadly(path: str) -> None:
    trace(path, "begun")
    os.kill(os.getpid(), signal.SIGKILL)


@background_task(name="practice.refuse")
def refuse() -> None:
    raise Refused("The other side said no.")


@background_task(name="practice.retry")
def retry() -> None:
    raise Retry("The other side was busy.", after=timedelta(hours=1))


@background_task(name="practice.break", attempts=1)
def break_down(mail: str) -> None:
    raise ValueError(f"cannot write to {mail}")
