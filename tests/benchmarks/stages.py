"""Where the CPU of an import goes: microseconds a contact by stage, of the process and of PostgreSQL's backend.

Run by ``tests.benchmarks.importing`` in a process of its own, on the empty database of DATABASE_URL.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import msgspec

CHUNK = 1000


class Clock:
    """CPU seconds by stage, each without those inside of it; the backend's are read where ``asks`` is said."""

    def __init__(self, backend: int) -> None:
        self.here: dict[str, float] = defaultdict(float)
        self.there: dict[str, float] = defaultdict(float)
        self._inside = (0.0, 0.0)
        self._schedule = Path(f"/proc/{backend}/schedstat")

    @contextmanager
    def stage(self, name: str, *, asks: bool = False) -> Iterator[None]:
        outside, self._inside = self._inside, (0.0, 0.0)
        there, here = self.backend() if asks else 0.0, time.thread_time()
        try:
            yield
        finally:
            here = time.thread_time() - here
            there = self.backend() - there if asks else self._inside[1]
            self.here[name] += here - self._inside[0]
            self.there[name] += there - self._inside[1]
            self._inside = (outside[0] + here, outside[1] + there)

    def watch(
        self, module: ModuleType | type, name: str, stage: Callable[..., str] | str, *, asks: bool = False
    ) -> None:
        """Count every call of ``module.name`` as a stage, whose name may come from its arguments."""
        original = getattr(module, name)

        def watched(*args: Any, **options: Any) -> Any:
            with self.stage(stage if isinstance(stage, str) else stage(*args), asks=asks):
                return original(*args, **options)

        setattr(module, name, watched)

    def backend(self) -> float:
        return int(self._schedule.read_text().split()[0]) / 1e9


def main(path: str) -> None:
    """Import the file chunk by chunk in one thread and print a table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    django.setup()
    from django.db import connection, transaction

    from contacts.management import garbage

    connection.ensure_connection()
    clock = Clock(connection.connection.info.backend_pid)
    with garbage.seldom(), Path(path).open("rb") as file:
        _watch(clock)
        source, commands = _prepared(clock, file)
        for start in range(0, len(commands), CHUNK):
            with clock.stage("commit: checks of foreign keys", asks=True):
                transaction.set_autocommit(False)
                _store(clock, source, commands[start : start + CHUNK])
                transaction.commit()
                transaction.set_autocommit(True)
            if start == 0:
                from contacts.tables.statistics import refresh_new

                refresh_new()
    sys.stdout.write(_table(clock, len(commands)) + "\n")


def _prepared(clock: Clock, file: Any) -> tuple[Any, list[Any]]:
    from contacts.history.actor import Actor
    from contacts.imports import judging, operations, running
    from contacts.imports.mapping import Mapper, Mapping

    actor = Actor(kind="command", label="benchmark", door="import", door_detail="people.csv")
    source = operations.receive(file=file, name="people.csv", actor=actor)
    content: Any = running.read(file)
    with clock.stage("read rows"):
        rows = list(content.rows())
    mapper = Mapper(content.columns, msgspec.convert(source.mapping, Mapping))
    with clock.stage("command"):
        return source, judging.judged([judging.Asked(row) for row in rows], mapper)


def _store(clock: Clock, source: Any, rows: list[Any]) -> None:
    from contacts.imports import running
    from contacts.tables import bulk

    actor = running._actor(source)
    outcomes = running.door.apply([row.command for row in rows], actor=actor)
    with clock.stage("rows of the import"):
        values = [running._import_row(source, None, *pair) for pair in zip(rows, outcomes, strict=True)]
    bulk.insert(running.ImportRow, running.ROW_COLUMNS, values)


def _watch(clock: Clock) -> None:
    from contacts.consents.log import listening
    from contacts.directory import operations as door
    from contacts.directory.deciding import planning
    from contacts.directory.storing import writing
    from contacts.history import journal
    from contacts.imports import judging
    from contacts.record.parsing import codec
    from contacts.tables import bulk

    clock.watch(judging, "_mapped", "map cells")
    clock.watch(judging, "parse_patch", "patch")
    clock.watch(door, "plan", "plan: what is known, ids")
    clock.watch(planning, "merge", "plan: merge")
    clock.watch(planning, "check", "plan: check", asks=True)
    clock.watch(door, "write", "write: the rest")
    clock.watch(writing, "contact_row", "write: contact rows")
    clock.watch(writing, "search_text", "write: search texts")
    clock.watch(writing, "facets", "write: facets")
    clock.watch(writing, "_project", "write: rows of parts")
    clock.watch(codec, "to_text", "write: snapshots")
    clock.watch(journal, "append", "write: journal")
    clock.watch(journal.change_recorded, "send", "listeners", asks=True)
    clock.watch(listening, "write", "listeners: consents")
    clock.watch(bulk, "insert", lambda model, *rest: f"COPY {model._meta.db_table}", asks=True)


def _table(clock: Clock, contacts: int) -> str:
    lines = ["| stage | process, µs | PostgreSQL, µs |", "|---|---:|---:|"]
    for name in sorted(clock.here, key=lambda name: -clock.here[name] - clock.there[name]):
        lines.append(f"| {name} | {_each(clock.here[name], contacts)} | {_each(clock.there[name], contacts)} |")
    sums = (sum(clock.here.values()), clock.backend())
    return "\n".join([*lines, f"| all | {_each(sums[0], contacts)} | {_each(sums[1], contacts)} |"])


def _each(seconds: float, contacts: int) -> str:
    return f"{seconds * 1e6 / contacts:.1f}"


if __name__ == "__main__":
    main(sys.argv[1])
