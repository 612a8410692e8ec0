"""Programs of the product that need not load it: a process that has loaded it already forks for each of them.

They are the programs ``python -m celery`` and ``python -m granian`` with the same arguments, environment and log; each
is a process of its own, and can be killed. To load two thousand modules anew is a second or two of the processor.
"""

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
LOADED = ("contacts.tasks", "integrations.tasks", "celery.apps.worker", "granian.cli")
MOST = 3  # environments that are kept loaded: a hundred megabytes each
SIZE = 4  # bytes of a number on the line
_loaded: dict[str, "Loaded"] = {}


class Forked:
    """What a test holds of a running program, as of a ``Popen``."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.pid = self._number()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.line.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(self._number())
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None
            self.line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        told = self.line.recv(SIZE)
        assert len(told) == SIZE, "who forks the programs is gone"
        return int.from_bytes(told, "big")


class Loaded:
    """The product, loaded under one environment: settings are read from it once."""

    def __init__(self, environment: dict[str, str], log: IO[bytes]) -> None:
        self.control, other = socket.socketpair()
        command = [sys.executable, "-m", "tests.forking", str(other.fileno())]
        with other:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, pass_fds=[other.fileno()], stdout=log, stderr=log
            )

    def start(self, program: list[str], log: IO[bytes]) -> Forked:
        line, other = socket.socketpair()
        with other:
            socket.send_fds(self.control, [json.dumps(program).encode()], [other.fileno(), log.fileno()])
        return Forked(line)

    def end(self) -> None:
        self.control.close()
        self.process.wait()


def start(program: list[str], environment: dict[str, str], log: IO[bytes]) -> Forked:
    """``python -m`` with the rest of the command in ``program``."""
    environment = {name: value for name, value in environment.items() if name != "PYTEST_CURRENT_TEST"}
    key = json.dumps(environment, sort_keys=True)
    loaded = _loaded.pop(key, None) or Loaded(environment, log)
    _loaded[key] = loaded
    while len(_loaded) > MOST:
        _loaded.pop(next(iter(_loaded))).end()
    return loaded.start(program, log)


def end() -> None:
    """Let go of what is loaded; programs that still run are not touched."""
    while _loaded:
        _loaded.popitem()[1].end()


def main() -> None:
    """Load, then fork for each program that is asked for, and be that program there."""
    from crmsite.loading import load  # not in the process that asks: it is no product, and has settings of its own

    load()
    for name in LOADED:
        import_module(name)
    assert threading.active_count() == 1, "a fork has no other threads than its first"
    gc.freeze()
    if program := _asked(socket.socket(fileno=int(sys.argv[1]))):
        sys.argv = program
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)


def _asked(control: socket.socket) -> list[str]:
    """Returns in the forks, with the program to be; and with none when nobody asks any more."""
    while True:
        said, (*handed,), *_ = socket.recv_fds(control, 1 << 16, 2)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass  # keepers that have told the end
        if not said:
            return []
        if os.fork() == 0:
            control.close()
            _keep(*handed)
            return list(json.loads(said))
        for one in handed:
            os.close(one)


def _keep(line: int, log: int) -> None:
    """Fork the program and tell its number, and how it ended; returns in the program."""
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    pid = os.fork()
    if pid == 0:
        os.close(line)
        return
    try:
        os.write(line, pid.to_bytes(SIZE, "big"))
        os.write(line, os.waitpid(pid, 0)[1].to_bytes(SIZE, "big"))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
