"""Several sizes measured in turns, a process each: what else the machine does meets all of them alike."""

import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress


@contextmanager
def turn() -> Generator[None]:
    """Wait until it is this process's turn, and tell when it is over; a process by itself waits for nobody."""
    sys.stdin.readline()
    yield
    sys.stdout.write("\n")
    sys.stdout.flush()


def in_turns(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Give each process its turn again and again until all have ended; their pipes must be without buffers."""
    waiting = deque(processes)
    while waiting:
        process = waiting.popleft()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):  # its last turn was the one before
            process.stdin.write(b"\n")
        if process.stdout.readline():
            waiting.append(process)
        elif process.wait():
            raise subprocess.CalledProcessError(process.returncode, process.args)
