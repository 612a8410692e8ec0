"""A process that can be killed with everything it started, and comes back."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

GRACE = 25.0  # seconds that a process has to end when it is asked


class Program:
    """One process of the run; ``kill`` is kill -9 of it and of all that it started."""

    def __init__(self, name: str, command: Sequence[str], *, environ: Mapping[str, str], folder: Path) -> None:
        self.name, self.command, self.environ = name, list(command), dict(environ)
        self.log, self.folder = folder / f"{name}.log", Path(__file__).resolve().parents[3]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, in a session of its own."""
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environ, stdout=file, stderr=file, start_new_session=True
            )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """No warning and no clean-up for anybody of the family."""
        if self.process is not None:
            kill_family(self.process.pid)
            self.process.wait()

    def end(self) -> None:
        """Ask it to end, and make it."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self.kill()


def kill_family(pid: int) -> None:
    """Kill a process, its group and all its descendants, whatever groups those are in; returns when none is left.

    The head is stopped first, so that it starts no more of them. A server of PostgreSQL puts each of its processes
    into a session of its own, so killing its group alone would leave them to end in order.
    """
    try:
        head = psutil.Process(pid)
        head.suspend()
        family = [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        family = []
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family[1:], timeout=10)


def wait_until(true: Callable[[], bool], *, what: str, seconds: float = 60) -> None:
    """Wait for something that another process does; raises ``TimeoutError``."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.05)
