"""The product's own server with one of the applications of a run."""

import os
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryFile

from crmsite import running
from tests.benchmarks.measuring import Client, Request
from tests.services import free_port, stop


@contextmanager
def serving(name: str, *, processes: int, **environment: str) -> Generator[int]:
    """The port on which the application ``name`` of ``applications`` is served."""
    port = free_port()
    web = running.web(host="127.0.0.1", port=port, workers=processes)
    command = [*web.command[:-1], "--factory", f"tests.benchmarks.applications:{name}"]
    variables = os.environ | web.environment | environment
    with TemporaryFile() as log:  # a line for each request is written, as it is in service
        server = subprocess.Popen(command, env=variables, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(port, server, asked=8 * processes)
            yield port
        finally:
            stop(server)


def _wait(port: int, server: subprocess.Popen[bytes], *, asked: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            client = Client(port)
            for _ in range(asked):  # every process has loaded its code before anything is measured
                client.send(Request("GET", "/healthz").encoded())
            client.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{server.args!r} does not answer.")
