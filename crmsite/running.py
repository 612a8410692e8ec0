"""The processes of one installation: a web server and a worker, started together, kept alive, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import FrameType

from msgspec import Struct

PAUSE_BEFORE_RESTART = 1.0  # seconds; a child that dies at once must not spin
GRACE = 20.0  # seconds a child has to end by itself

PR_SET_PDEATHSIG = 1
# glibc gives large pieces back to the kernel as soon as they are free, and gets them anew for the next answer; for a
# page of contacts that takes as long as fetching it. What this keeps is 16 MiB of a process at most.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(4 << 20), "MALLOC_TRIM_THRESHOLD_": str(16 << 20)}
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Between fork and exec: have the kernel end this child when its parent is killed without warning."""
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child(Struct):
    """A process that is to run for as long as its parent does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = {}
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Its own process group, so that Ctrl-C reaches the parent only, which ends the children in order."""
        self.clear()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=os.environ | self.environment,
            start_new_session=True,
            preexec_fn=_end_with_parent if _prctl else None,
        )

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        """Wait for a child that was asked, and make it end when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.clear()

    def clear(self) -> None:
        """End what a dead child has left behind: a killed web server's own workers would keep answering."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def web(*, host: str, port: int, workers: int) -> Child:
    """The WSGI server; it lets header names with underscores through, which some programs send."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backlog", "1024", "--no-access-log",
        "--log-level", "warning", "crmsite.wsgi:application",
    ]  # fmt: skip
    return Child("web", command, KEEP_MEMORY)


def worker() -> Child:
    """The worker with its drainer; without Redis its broker lives inside it, so there is one."""
    command = [
        sys.executable, "-W", "ignore:You're running the worker with superuser privileges", "-m", "celery", "-q",
        "-A", "crmsite", "worker", "--loglevel", "WARNING", "--without-mingle",
    ]  # fmt: skip
    return Child("worker", command)


def keep_running(
    children: Sequence[Child], *, each_turn: Callable[[], object] = lambda: None,
    is_stuck: Callable[[Child], bool] = lambda child: False,
) -> None:  # fmt: skip
    """Start the children and restart any that dies or is stuck, until SIGINT or SIGTERM; then end them all."""
    ending: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        ending.append(number)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for child in children:
            child.start()
        while not ending:
            time.sleep(0.2)
            each_turn()
            for child in children:
                if not child.is_dead() and is_stuck(child):
                    child.clear()
                if child.is_dead() and not ending and time.monotonic() - child.started > PAUSE_BEFORE_RESTART:
                    child.start()
    finally:
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end()
        for number, handler in before.items():
            signal.signal(number, handler)
