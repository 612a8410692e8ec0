"""The product as ``manage.py start`` runs it, and workers beside it."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from crmsite import running
from tests import PLAIN, services
from tests.chaos.parts.program import Program, wait_until

WORDS = {"web": "granian", "worker": "celery"}


class Installation(Program):
    """One ``manage.py start``; it brings its own web server and its own worker back when they are killed."""

    def __init__(self, *, environ: Mapping[str, str], folder: Path, web_processes: int) -> None:
        self.port = services.free_port()
        command = [sys.executable, "manage.py", "start", "--port", str(self.port), "--workers", str(web_processes)]
        super().__init__("start", command, environ=environ, folder=folder)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill_child(self, name: str) -> None:
        """Kill -9 of the group of its ``web`` or ``worker``, as soon as there is one."""
        wait_until(lambda: self._signalled(name, os.killpg, signal.SIGKILL), what=f"a {name} to kill")

    def end_child(self, name: str) -> None:
        """Ask its ``web`` or ``worker`` to end, as an operator would; ``start`` brings it back."""
        wait_until(lambda: self._signalled(name, os.kill, signal.SIGTERM), what=f"a {name} to end")

    def _signalled(self, name: str, send: Callable[[int, int], None], number: int) -> bool:
        """Whether there was such a child, and it got the signal."""
        if not self.is_running:
            self.start()
        assert self.process is not None
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            for child in psutil.Process(self.process.pid).children():
                if WORDS[name] in child.cmdline():
                    send(child.pid, number)
                    return True
        return False

    def wait(self) -> None:
        """Until it is ready: web answers, the database too."""
        wait_until(self._is_ready, what=f"{self.address} to be ready", seconds=90)

    def _is_ready(self) -> bool:
        if not self.is_running:
            self.start()
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5, verify=PLAIN).status_code == 200
        except httpx.TransportError:
            return False


def extra_worker(*, environ: Mapping[str, str], folder: Path) -> Program:
    """One more worker, as an operator starts it on another machine."""
    return Program("worker", running.worker().command, environ=environ, folder=folder)
