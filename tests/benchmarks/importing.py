"""``python -m tests.benchmarks.importing [--rows 20000]``: CPU, rate and memory of ``manage.py import``, by stage.

A private PostgreSQL is started and thrown away. CPU is that of the command and of all processes of PostgreSQL together
and means the same beside other work on the machine; the rate by the clock does not, so the load is printed with it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from msgspec import Struct

from tests.services import OWN_VARIABLES, another_database, postgresql

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class Run(Struct, frozen=True):
    """One command: its seconds, CPU seconds of the command and of PostgreSQL, and the most bytes it held."""

    seconds: float
    command: float
    database: float
    memory: int


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit status tells only whether the run came to its end."""
    options = _options(arguments)
    for name in OWN_VARIABLES:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="crm-import-") as folder, postgresql() as server:
        os.environ |= {"CRM_VAR": folder, "DJANGO_SETTINGS_MODULE": "crmsite.settings", "DATABASE_URL": server}
        path, short = Path(folder) / "people.csv", Path(folder) / "short.csv"
        _written(path, options.rows)
        _written(short, 1)
        for number in range(options.times):
            _new_database(server, f"whole{number}")
            start = _run(server, "manage.py", "import", str(short))
            run = _run(server, "manage.py", "import", str(path), *options.more)
            sys.stdout.write(_line("import", run, start, options.rows) + "\n")
            if options.verify:
                _run(server, "manage.py", "verify")
        if options.generate:
            _new_database(server, "made")
            start = _run(server, "manage.py", "generate", "--contacts", "1")
            run = _run(server, "manage.py", "generate", "--contacts", str(options.generate))
            sys.stdout.write(_line("generate", run, start, options.generate) + "\n")
        if options.stages:
            _new_database(server, "stages")
            subprocess.run([sys.executable, "-m", "tests.benchmarks.stages", str(path)], cwd=ROOT, check=True)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the imported file")
    parser.add_argument("--times", type=int, default=1, help="imports, each into a new database")
    parser.add_argument("--generate", type=int, default=0, metavar="CONTACTS", help="measure generate too")
    parser.add_argument("--stages", action="store_true", help="tell the stages of an import in one thread")
    parser.add_argument("--verify", action="store_true", help="prove what was imported")
    parser.add_argument("more", nargs="*", help="options for import, behind --")
    return parser.parse_args(arguments)


def _written(path: Path, rows: int) -> None:
    import django

    django.setup()
    from tests.benchmarks.loading import write_file  # models need the settings above

    write_file(path, rows)


def _new_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = another_database(server, name)
    for command in (["migrate", "--verbosity", "0"], ["generate", "--contacts", "1", "--seed", "2"]):  # with look-ups
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _run(server: str, *arguments: str) -> Run:
    database = _postmaster(server)
    before, started = _cpu_of_all(database), time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    time.sleep(0.2)  # until the server has counted those of its processes that ended
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, _cpu_of_all(database) - before, usage.ru_maxrss * 1024)


def _postmaster(server: str) -> psutil.Process:
    with psycopg.connect(server) as connection:
        found = psutil.Process(connection.info.backend_pid).parent()
    assert found is not None
    return found


def _cpu_of_all(postmaster: psutil.Process) -> float:
    """CPU seconds of PostgreSQL's processes, those that have ended too."""
    own = postmaster.cpu_times()
    found = float(own.user + own.system + own.children_user + own.children_system)
    for child in postmaster.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # ended meanwhile, and is counted the next time
            times = child.cpu_times()
            found += float(times.user + times.system)
    return found


def _line(name: str, run: Run, start: Run, contacts: int) -> str:
    """``start`` is the same command with one contact: what it takes by itself."""
    here = (run.command - start.command) * 1e6 / contacts
    there = max(run.database - start.database, 0) * 1e6 / contacts
    seconds = run.seconds - start.seconds
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{name}: {contacts:,} in {seconds:.1f} s, {contacts / seconds:,.0f} a second at a load of {load}; "
        f"CPU a contact: {here:.0f} µs of the command, {there:.0f} µs of PostgreSQL, {here + there:.0f} µs together; "
        f"memory {run.memory / 1e6:.0f} MB at most, {start.memory / 1e6:.0f} MB for one contact"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
