"""``python -m tests.benchmarks [--contacts 10000] [--contacts 1000000]``: everything side by side, as Markdown.

A private PostgreSQL is started and thrown away. Each size runs in a process of its own, in turns with the others.
Beside other work on the machine only the ratios mean something: the load is printed with them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
import psycopg

from tests.benchmarks.one_size import Sizes
from tests.benchmarks.report import report
from tests.benchmarks.turns import in_turns
from tests.services import OWN_VARIABLES, another_database, postgresql


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit status tells only whether the run came to its end."""
    options = _options(arguments)
    for name in OWN_VARIABLES:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="crm-benchmark-") as folder, postgresql() as server:
        results = _measured(options, Path(folder), server)
    sizes = [msgspec.json.decode(result, type=Sizes) for result in results]
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    lines = [f"{os.cpu_count()} cores; load {load}", *report(sizes)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--contacts", type=int, action="append", help="a size; give it again for more (10000)")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each figure of each case")
    parser.add_argument("--import", dest="imports", type=int, default=20_000, help="rows of the imported file, 0: none")
    parser.add_argument("--without-plain", action="store_true", help="leave the plain application out")
    options = parser.parse_args(arguments)
    options.contacts = sorted(set(options.contacts or [10_000]))
    return options


def _measured(options: argparse.Namespace, folder: Path, server: str) -> list[bytes]:
    """What the process of each size found."""
    results = [folder / f"{contacts}.json" for contacts in options.contacts]
    with ExitStack() as running:
        sizes = [
            running.enter_context(_size(contacts, options, result, server))
            for contacts, result in zip(options.contacts, results, strict=True)
        ]
        in_turns(sizes)
    return [result.read_bytes() for result in results]


def _size(contacts: int, options: argparse.Namespace, result: Path, server: str) -> subprocess.Popen[bytes]:
    name = f"crm_{contacts}"
    with _connected(server) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = os.environ | {
        "DATABASE_URL": another_database(server, name),
        "CRM_VAR": str(result.with_suffix("")),
        "DJANGO_SETTINGS_MODULE": "crmsite.settings",
    }
    plain = "without" if options.without_plain else "plain"
    command = [sys.executable, "-m", "tests.benchmarks.one_size"]
    values = [str(contacts), str(options.seconds), str(options.imports), plain, str(result)]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, *values], env=environment, stdin=pipe, stdout=pipe, bufsize=0)


def _connected(server: str, *, seconds: float = 60) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to a server that may not be ready yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(server, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
