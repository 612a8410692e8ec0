"""``python -m tests.benchmarks [--contacts 10000] [--contacts 1000000]``: everything side by side, as Markdown.

A private PostgreSQL is started and thrown away. Each size runs in a process
of its own. Beside other work on the machine only the ratios mean something: the load is printed with them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import psycopg

from tests.benchmarks.one_size import Sizes
from tests.benchmarks.report import report
from tests.services import OWN_VARIABLES, another_database, postgresql


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit status tells only whether the run came to its end."""
    options = _options(arguments)
    for name in OWN_VARIABLES:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="crm-benchmark-") as folder, postgresql() as server:
        sizes = [_size(contacts, options, Path(folder), server) for contacts in options.contacts]
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
    options.contacts = sorted(options.contacts or [10_000])
    return options


def _size(contacts: int, options: argparse.Namespace, folder: Path, server: str) -> Sizes:
    name = f"crm_{contacts}"
    with _connected(server) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    result = folder / f"{name}.json"
    environment = os.environ | {
        "DATABASE_URL": another_database(server, name),
        "CRM_VAR": str(folder / name),
        "DJANGO_SETTINGS_MODULE": "crmsite.settings",
    }
    sys.stderr.write(f"{contacts:,} contacts …\n")
    plain = "without" if options.without_plain else "plain"
    command = [sys.executable, "-m", "tests.benchmarks.one_size"]
    values = [str(contacts), str(options.seconds), str(options.imports), plain, str(result)]
    subprocess.run([*command, *values], env=environment, check=True)
    return msgspec.json.decode(result.read_bytes(), type=Sizes)


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
