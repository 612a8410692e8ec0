"""Real worker processes on the test database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests import services

CHECKOUT = Path(__file__).resolve().parents[3]
COMMAND = (*("-m", "celery", "-q", "-A", "crmsite", "worker"), *("-I", "tests.contacts.background.practice"))


def environment(*, redis_url: str) -> dict[str, str]:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        database = f"sqlite:///{name}"
    else:
        database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
    return os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONWARNINGS": "ignore",  # Celery minds being run as root
    }


@contextmanager
def worker(*, redis_url: str = "", log: Path) -> Generator[subprocess.Popen[bytes]]:
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, *COMMAND], cwd=CHECKOUT, env=environment(redis_url=redis_url), stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        services.stop(process)


def wait_until(fact: Callable[[], bool], *, log: Path, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"did not happen in {seconds} s; the worker says:\n{log.read_text()[-3000:]}"
        time.sleep(0.05)
