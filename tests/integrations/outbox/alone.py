"""A dispatcher in a process of its own, without the rest of a worker: ``python -m tests.integrations.outbox.alone``."""

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests import services
from tests.processes import ROOT, environment


@contextmanager
def dispatcher(log: Path, **more: str) -> Generator[subprocess.Popen[bytes]]:
    """A process that only sends; it is asked to stop at the end, and made to."""
    command = [sys.executable, "-m", "tests.integrations.outbox.alone"]
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**more), stdout=file, stderr=file)
    try:
        yield process
    finally:
        services.stop(process)


def main() -> None:
    import django

    django.setup()
    from integrations.outbox.sending.dispatcher import Dispatcher
    from tests.integrations.outbox import practice  # noqa: F401 - it shortens waits

    loop = Dispatcher()
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    loop.start()
    loop.join()


if __name__ == "__main__":
    main()
