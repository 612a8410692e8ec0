"""The contacts of one fake vendor: an SQLite file of this process, rebuilt from the ledger; memory stays flat."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

Contact = dict[str, Any]
Keys = Callable[[Contact], Iterable[tuple[str, str]]]

TABLES = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE contact (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT NOT NULL)",
    "CREATE TABLE key (field TEXT, value TEXT, number INTEGER, PRIMARY KEY (field, value, number)) WITHOUT ROWID",
    "CREATE INDEX key_number ON key (number)",
)


@dataclass
class Wanted:
    """Which contacts, in SQL: conditions over ``number``, ``id`` and ``data``, all of which must hold."""

    conditions: list[str] = field(default_factory=lambda: ["1"])
    values: list[Any] = field(default_factory=list)
    order: str = "number"
    limit: int = -1
    offset: int = 0

    def that(self, condition: str, *values: Any) -> "Wanted":
        self.conditions.append(condition)
        self.values.extend(values)
        return self

    def keyed(self, name: str, value: str) -> "Wanted":
        """Only contacts that are looked up by this; fast, whatever their number."""
        return self.that("number IN (SELECT number FROM key WHERE field = ? AND value = ?)", name, value)

    @property
    def where(self) -> str:
        return " AND ".join(f"({condition})" for condition in self.conditions)


class Contacts:
    """Contacts by id, in the order of their making."""

    def __init__(self, keys: Keys) -> None:
        self.lock = threading.RLock()
        self._keys = keys
        self._highest = 0
        self._sql = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in TABLES:
            self._run(statement)

    def put(self, rows: Iterable[tuple[int, str, Contact]]) -> None:
        """Store contacts as (number, id, contact); a number that is there already is replaced."""
        with self.lock:
            self._run("BEGIN")
            for number, id, contact in rows:
                if number <= self._highest:
                    self._run("DELETE FROM key WHERE number = ?", number)
                self._highest = max(self._highest, number)
                self._run("INSERT OR REPLACE INTO contact VALUES (?, ?, ?)", number, id, _packed(contact))
                for name, value in set(self._keys(contact)):
                    self._run("INSERT INTO key VALUES (?, ?, ?)", name, value, number)
            self._run("COMMIT")

    def drop(self, id: str) -> None:
        with self.lock:
            self._run("DELETE FROM key WHERE number = (SELECT number FROM contact WHERE id = ?)", id)
            self._run("DELETE FROM contact WHERE id = ?", id)

    def number(self, id: str) -> int:
        found = self._run("SELECT number FROM contact WHERE id = ?", id)
        return int(found[0][0]) if found else 0

    def get(self, id: int | str) -> Contact | None:
        found = self._run("SELECT data FROM contact WHERE id = ?", str(id))
        return _unpacked(found[0][0]) if found else None

    def find(self, wanted: Wanted) -> list[Contact]:
        return [_unpacked(data) for _, data in self._rows(wanted, wanted.limit, wanted.offset)]

    def count(self, wanted: Wanted) -> int:
        return int(self._run(f"SELECT count(*) FROM contact WHERE {wanted.where}", *wanted.values)[0][0])

    def pages(self, wanted: Wanted, size: int = 500) -> Iterator[list[Contact]]:
        """All wanted contacts in the order of their numbers, some at a time; each page is its own look at the table."""
        last = 0
        while rows := self._rows(Wanted([*wanted.conditions, f"number > {last}"], wanted.values), size, 0):
            last = rows[-1][0]
            yield [_unpacked(data) for _, data in rows]

    def __getitem__(self, id: int | str) -> Contact:
        found = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def __contains__(self, id: int | str) -> bool:
        return self.get(id) is not None

    def __len__(self) -> int:
        return self.count(Wanted())

    def __iter__(self) -> Iterator[Contact]:
        for page in self.pages(Wanted()):
            yield from page

    def close(self) -> None:
        with self.lock:
            self._sql.close()

    def _rows(self, wanted: Wanted, limit: int, offset: int) -> list[Any]:
        sql = f"SELECT number, data FROM contact WHERE {wanted.where} ORDER BY {wanted.order} LIMIT ? OFFSET ?"
        return self._run(sql, *wanted.values, limit, offset)

    def _run(self, sql: str, *values: Any) -> list[Any]:
        with self.lock:
            return self._sql.execute(sql, values).fetchall()


def _packed(contact: Contact) -> str:
    return msgspec.json.encode(contact).decode()


def _unpacked(data: str) -> Contact:
    contact: Contact = msgspec.json.decode(data)
    return contact
