"""The sides of a comparison, each on the product's own server, one after the other for each case."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client as Browser

from contacts.access.keys.operations import MOST_PER_MINUTE, issue_key
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from tests.benchmarks.cases import Case, cases, pages
from tests.benchmarks.dialects import dialects
from tests.benchmarks.measuring import CONNECTIONS, LEAST, Client, Figures, Request, latencies, middle, rate
from tests.benchmarks.one_size import Line
from tests.benchmarks.servers import serving
from tests.benchmarks.turns import turn
from tests.benchmarks.writes import creating, updating

ACTOR = Actor(kind="command", label="benchmark", door="command")
SCOPES = ("contacts:read", "contacts:write")
WRITES = 200
FIRST_TIME = ("X-First-Time", "1")
ROUNDS = 5  # of all sides in turns, so that what else the machine does meets each of them; the middle counts
PROCESSES = 2  # of each server
BRIEFLY = 0.1  # seconds for a figure; for less only whether everything works can be seen, which once tells as well


class Sides:
    """The servers' ports while they run, and what is asked of them."""

    def __init__(self, folder: Path, *, seconds: float, with_plain: bool) -> None:
        self.folder, self.seconds, self.with_plain = folder, seconds, with_plain
        self.is_brief = seconds < BRIEFLY
        self.rounds, self.processes = (1, 1) if self.is_brief else (ROUNDS, PROCESSES)
        _, key = issue_key(name="benchmark", scopes=SCOPES, actor=ACTOR, per_minute=MOST_PER_MINUTE)
        self.headers = (("Authorization", f"Bearer {key}"),)
        self.ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:WRITES])
        self.cases = [*cases(key), *dialects(), *pages(self.ids[:20], _cookie())]

    def measured(self) -> list[Line]:
        """A line for each case, reads first."""
        with ExitStack() as servers:
            with turn():
                product, floor, bare, plain = self._serve(servers)
            lines = [self._line(n, case, (product, floor, bare), plain) for n, case in enumerate(self.cases)]
            with turn():
                return [*lines, *self._writes(product, plain)]

    def _serve(self, servers: ExitStack) -> tuple[int, int, int, int | None]:
        """The ports of the product, of the floor and the bare server that know its answers, and of the plain one."""
        if self.with_plain:
            _fill_plain()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        answers = self.folder / "answers"
        answers.mkdir()
        product = servers.enter_context(serving("product", processes=self.processes))
        self._keep(product, answers)
        floor, bare = (
            servers.enter_context(serving(name, processes=self.processes, BENCHMARK_ANSWERS=str(answers)))
            for name in ("floor", "bare")
        )
        plain = servers.enter_context(serving("plain", processes=self.processes)) if self.with_plain else None
        return product, floor, bare, plain

    def counts(self) -> tuple[int, int]:
        """How many contacts the product and the plain application have."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM contacts_contact")
            ours = int(cursor.fetchone()[0])
            if not self.with_plain:
                return ours, ours
            cursor.execute("SELECT count(*) FROM plain_contact")
            return ours, int(cursor.fetchone()[0])

    def _keep(self, port: int, folder: Path) -> None:
        (folder / "healthz").write_bytes(b"ok")
        client = Client(port)
        for n, case in enumerate(self.cases):
            (folder / str(n)).write_bytes(client.send(case.product[0].encoded()).body)
        client.close()

    def _line(self, number: int, case: Case, ports: tuple[int, int, int], plain: int | None) -> Line:
        product, floor, bare = ports
        kept = [Request("GET", f"/{number}")]
        asked = {"product": (product, case.product), "floor": (floor, kept), "bare": (bare, kept)}
        if plain and case.plain:
            asked["plain"] = (plain, case.plain)
        if case.remembered:
            asked["first"] = (product, [one.with_header(*FIRST_TIME) for one in case.product])
        with turn():
            for port, requests in () if self.is_brief else asked.values():
                latencies(port, requests, seconds=self.seconds / 4, least=2)
        rounds = [self._round(asked) for _ in range(self.rounds)]
        return Line(case.name, grows=case.grows, **{side: middle([one[side] for one in rounds]) for side in asked})

    def _round(self, asked: dict[str, tuple[int, list[Request]]]) -> dict[str, Figures]:
        with turn():
            return {side: self._figures(*of) for side, of in asked.items()}

    def _figures(self, port: int, requests: list[Request]) -> Figures:
        least, connections = (1, 1) if self.is_brief else (LEAST, CONNECTIONS)
        found = latencies(port, requests, seconds=self.seconds / self.rounds, least=least)
        if found.status >= 400:
            return found
        passed = rate(port, requests[0], seconds=self.seconds / self.rounds, connections=connections)
        return Figures(found.p50, found.p95, passed, found.size, found.statements, found.status)

    def _writes(self, product: int, plain: int | None) -> list[Line]:
        times = max(10, min(WRITES, int(self.seconds * 100)))
        made = [creating(port, headers, times=times) if port else None for port, headers in self._both(product, plain)]
        changed = [
            updating(port, headers, self.ids, times=times) if port else None
            for port, headers in self._both(product, plain)
        ]
        lines = []
        for name, (ours, theirs) in (("create, three parts", made), ("update", changed)):
            assert ours is not None
            lines.append(Line(name, ours, theirs))
        return lines

    def _both(self, product: int, plain: int | None) -> list[tuple[int | None, tuple[tuple[str, str], ...]]]:
        return [(product, self.headers), (plain, ())]


def _fill_plain() -> None:
    code = "import django; django.setup(); from tests.benchmarks.plain.filling import fill; fill()"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.plain.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def _cookie() -> str:
    user, _ = User.objects.get_or_create(username="benchmark", defaults={"is_staff": True, "is_superuser": True})
    browser = Browser()
    browser.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"
