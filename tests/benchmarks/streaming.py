"""``python -m tests.benchmarks.streaming [--contacts 1000000]``: a list of everybody, and its memory.

Works on the database of the environment, to which the contacts are added.
"""

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence

import django
import httpx
import psutil

FIRST_BYTES = 1 << 20


def main(arguments: Sequence[str]) -> int:
    """Fill, serve, read to the end; prints seconds, megabytes and the most memory of the server's processes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.streaming", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    count = parser.parse_args(arguments).contacts
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    django.setup()
    from tests.benchmarks.loading import manage  # models need the settings above

    manage("migrate", "--verbosity", "0")
    manage("generate", "--contacts", str(count), "--seed", "1")
    sys.stdout.write(_read() + "\n")
    return 0


def _read() -> str:
    from integrations.credentials.operations import MOST_PER_MINUTE, issue  # models need the settings above
    from tests.benchmarks.dialects import ACTOR, administrate
    from tests.benchmarks.servers import serving

    row, secret = issue(dialect="administrate", name="benchmark", actor=ACTOR, per_minute=MOST_PER_MINUTE)
    path, headers = "/api/v2/crm/contacts", dict(administrate(row, secret).headers)
    with serving("product", processes=2) as port:
        for _ in range(20):  # each process has loaded its code and its connection before anything is measured
            httpx.get(f"http://127.0.0.1:{port}{path}?_limit=600", headers=headers, timeout=60)
        memory = _Memory()
        started, size, first = time.perf_counter(), 0, 0.0
        with memory, httpx.stream("GET", f"http://127.0.0.1:{port}{path}", headers=headers, timeout=None) as answer:
            for chunk in answer.iter_raw(FIRST_BYTES):
                first = first or time.perf_counter() - started
                size += len(chunk)
        seconds = time.perf_counter() - started
    return (
        f"{size / 1e6:,.0f} MB in {seconds:.1f} s, the first after {first * 1000:.0f} ms; "
        f"memory of the server {memory.least / 1e6:.0f} MB before, {memory.most / 1e6:.0f} MB at most"
    )


class _Memory:
    """The resident memory of our children while something runs, in bytes."""

    def __enter__(self) -> None:
        self.least = self.most = self._now()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.1):
            self.most = max(self.most, self._now())

    def _now(self) -> int:
        return sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
