"""PostgreSQL as an operator would run it: durable, and used by a role that is no superuser."""

import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests import services
from tests.chaos.parts.program import kill_family, wait_until

DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"


class PostgreSQL:
    """``options`` come after the durable ones, so that a run can be given a server that forgets."""

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self.stack = ExitStack()
        place = self.stack.enter_context(services.temporary_folder())  # whose parents everybody may enter
        self.cluster = services.new_cluster(place, superuser="owner")
        self.port, self.log = services.free_port(), folder / "postgresql.log"
        self.options = f"{DURABLE} -c max_connections=100 {options}"
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """DATABASE_URL of the role that the product signs in as."""
        return f"postgresql://crm@127.0.0.1:{self.port}/crm"

    def create(self) -> None:
        """Start for the first time, and make the role and its database."""
        self.start()
        with psycopg.connect(f"postgresql://owner@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute("CREATE ROLE crm LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
            connection.execute("CREATE DATABASE crm OWNER crm")

    def start(self) -> None:
        """Start, and wait until it has recovered and answers."""
        self.server = self.cluster.start(self.port, self.options, log=self.log)
        wait_until(self._answers, what="PostgreSQL to answer")

    def kill(self) -> None:
        """Kill -9 of the postmaster and of every process it started."""
        if self.server is not None:
            kill_family(self.server.pid)
            self.server.wait()

    def end(self) -> None:
        """Stop as ``pg_ctl stop -m fast`` does."""
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def close(self) -> None:
        """Stop, and throw its data away."""
        self.end()
        self.stack.close()

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"postgresql://owner@127.0.0.1:{self.port}/postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True
