"""Real processes of the product on the database of the running test."""

import os
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
from django.db import connection

from tests import PLAIN, forking, services
from tests.forking import Forked

ROOT = Path(__file__).resolve().parent.parent
AS_ROOT = "ignore:You're running the worker with superuser privileges"


def environment(**more: str) -> dict[str, str]:
    """The variables of a process that shares this test's database and folder."""
    own = {"DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONWARNINGS": AS_ROOT}
    return os.environ | own | more


@contextmanager
def program(log: Path, *command: str, **more: str) -> Generator[Forked]:
    """``python -m`` with ``command``; it is asked to stop at the end, and made to."""
    with log.open("ab") as file:
        process = forking.start(list(command), environment(**more), file)
    try:
        yield process
    finally:
        services.stop(process)


def worker(
    log: Path, *, knows: str = "tests.contacts.background.practice", **more: str
) -> AbstractContextManager[Forked]:
    """A worker that also loads the module it ``knows``."""
    command = ("celery", "-q", "-A", "crmsite", "worker", "--loglevel", "WARNING",
               "--without-mingle", "--without-gossip", "-I", knows)  # fmt: skip
    return program(log, *command, **more)


@contextmanager
def web(log: Path, *, threads: int = 2, **more: str) -> Generator[str]:
    """The web server as ``start`` runs it; yields its address."""
    port = services.free_port()
    command = ("granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", str(threads), "--no-access-log", "--log-level", "warning",
               "crmsite.wsgi:application")  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with program(log, *command, **more):
        until(lambda: _answers(address), what=f"{address} to answer", log=log)
        yield address


def until(true: Callable[[], bool], *, what: str = "it", log: Path | None = None, seconds: float = 60) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not true():
        told = log.read_text()[-3000:] if log and log.exists() else ""
        assert time.monotonic() < end, f"waited {seconds} s for {what}\n{told}"
        time.sleep(0.02)


def kill(process: Forked) -> None:
    """As the kernel does it when memory is short: no warning, no clean-up."""
    process.kill()
    process.wait()


def _answers(address: str) -> bool:
    try:
        httpx.get(address, timeout=5, verify=PLAIN)
    except httpx.TransportError:
        return False
    return True


def _database_url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgresql://{at['USER']}@:{at['PORT']}/{at['NAME']}?host={at['HOST']}"
