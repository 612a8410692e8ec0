"""All parts of a run together, and what can be done to them."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg

from tests import services
from tests.chaos.parts.installation import Installation, extra_worker
from tests.chaos.parts.postgresql import PostgreSQL
from tests.chaos.parts.program import Program
from tests.chaos.parts.proxy import Proxy
from tests.chaos.parts.redis import Redis
from tests.chaos.parts.vendors import Vendors
from tests.chaos.plan import Fault, Plan

ROOT = Path(__file__).resolve().parents[3]
FORGETFUL = "-c synchronous_commit=off -c wal_writer_delay=10000 -c wal_buffers=16MB"


class Stage:
    """PostgreSQL or SQLite, Redis, vendors, the installation, a second worker, and proxies; ``close`` ends them all."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder, self.stack = plan, folder, ExitStack()
        self.proxies: dict[str, Proxy] = {}
        self.postgresql = None if plan.sqlite else PostgreSQL(folder, options=_options(plan))
        if self.postgresql is not None:
            self.stack.callback(self.postgresql.close)
        self.redis = Redis(folder) if plan.redis else None
        self.vendors = Vendors(plan.vendors, folder, seed=plan.seed)
        self.environ = self._environ()
        self.start = Installation(environ=self.environ, folder=folder, web_processes=plan.web_processes)
        self.second = extra_worker(environ=self.environ, folder=folder) if plan.redis else None
        self.api_key = ""

    def open(self) -> None:
        """Start everything; ``api_key`` is known then."""
        for part in (self.vendors, self.redis, self.second, self.start):
            if part is not None:
                self.stack.callback(part.end)
        if self.postgresql is not None:
            self.postgresql.create()
        if self.redis is not None:
            self.redis.start()
        self.vendors.start()
        self.proxies |= self.vendors.proxies
        accounts = json.dumps(self.vendors.accounts())
        prepared = self.manage("-m", "tests.chaos.inside.prepare", accounts)
        if prepared.returncode:
            raise RuntimeError(prepared.stderr)
        self.api_key = prepared.stdout
        self.start.start()
        if self.second is not None:
            self.second.start()
        self._proxied("web", self.start.port)
        self.start.wait()

    @property
    def address(self) -> str:
        """Where programs find the installation: behind the proxy."""
        return f"http://127.0.0.1:{self.proxies['web'].port}"

    def close(self) -> None:
        self.stack.close()

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command in the environment of the installation, carried out."""
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database itself says."""
        if self.postgresql is not None:
            with psycopg.connect(self.postgresql.url) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.folder / "var" / "db.sqlite3", timeout=20)) as database:
            return database.execute(query).fetchall()

    def revive(self) -> None:
        """Bring back what nobody else brings back."""
        for part in (self.start, self.second):
            if part is not None and not part.is_running:
                part.start()

    def heal(self) -> None:
        """End every fault that lasts."""
        self.vendors.heal()
        for proxy in self.proxies.values():
            proxy.heal()
        self.revive()
        self.start.wait()

    def strike(self, fault: Fault) -> None:
        """Do it; a fault that lasts goes on until ``release``."""
        if fault.kind == "kill":
            self._kill(fault.part)
        elif fault.kind == "restart":
            self._restart(fault.part)
        elif fault.kind == "flush" and self.redis is not None:
            self.redis.flush()
        elif fault.kind == "cut":
            self.proxies[fault.part].cut()
        elif fault.kind == "delay":
            self.proxies[fault.part].delay(0.2)
        elif fault.kind == "half-open":
            self.proxies[fault.part].half_open()

    def release(self, fault: Fault) -> None:
        if fault.part in self.proxies:
            self.proxies[fault.part].heal()

    def _kill(self, name: str) -> None:
        part = self._part(name)
        if part is None:
            self.start.kill_child(name)
        else:
            part.kill()
            part.start()

    def _restart(self, name: str) -> None:
        """As an operator does it; Redis is killed, since it keeps nothing either way."""
        part = self._part(name)
        if part is None:
            self.start.end_child(name)
            return
        part.kill() if name == "redis" else part.end()
        part.start()

    def _part(self, name: str) -> Program | PostgreSQL | None:
        parts = {"postgresql": self.postgresql, "redis": self.redis, "start": self.start, "worker 2": self.second}
        return parts.get(name)

    def _proxied(self, name: str, port: int) -> int:
        proxy = self.proxies[name] = Proxy(port)
        self.stack.callback(proxy.end)
        return proxy.port

    def _environ(self) -> dict[str, str]:
        environ = {name: text for name, text in os.environ.items() if name not in services.OWN_VARIABLES}
        environ |= {"CRM_VAR": str(self.folder / "var"), "DJANGO_SETTINGS_MODULE": "tests.chaos.inside.settings"}
        environ |= {"CRM_CHAOS_SCALE": str(self.plan.scale), "PYTHONWARNINGS": "ignore"}
        if self.plan.breaks:
            environ["CRM_CHAOS_BREAK"] = self.plan.breaks
        if self.postgresql is not None:
            environ["DATABASE_URL"] = self.postgresql.url
        if self.redis is not None:
            environ["REDIS_URL"] = f"redis://127.0.0.1:{self._proxied('redis', self.redis.port)}/0"
        return environ


def _options(plan: Plan) -> str:
    return FORGETFUL if plan.breaks == "lazy-commit" else ""
