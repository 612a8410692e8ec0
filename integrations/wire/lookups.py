"""What rendering needs beside contacts: rows of look-ups, custom fields, the time zone; read only when needed.

``Lookups`` is made for each call. Where the database told in which state it was read (see ``directory.reading.texts``),
rows of the last state seen are shared between calls: nothing has been written since they were read.
"""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

import msgspec

from contacts.access.accounts import queries as accounts
from contacts.lookups import queries as lookups
from contacts.options import queries as options
from contacts.record.cleaning.custom import Definition
from contacts.tables import caches
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.options import TIME_ZONE

ZONE, FIELDS = ("zone", 0), ("fields", 0)  # what there is one of; the time zone, the custom fields
ITSELF = frozenset({ZONE[0], FIELDS[0]})
DIGEST = 16
MOST_CACHED = 10_000  # rows
NOTHING: Mapping[str, Any] = {}
Read = tuple[str, int]  # a kind, and which one of it
Wanted = Mapping[str, Collection[int]]  # ids by kind
_encoder = msgspec.msgpack.Encoder()


class StateCache:
    """What was read in one ``state`` of the database; an empty one is shared with nobody."""

    def __init__(self, state: bytes) -> None:
        self.state = state
        self.rows: dict[Read, Mapping[str, Any]] = {}
        self.marks: dict[Read, bytes] = {}
        self.fields: dict[str, Definition] | None = None

    def add(self, kind: str, rows: Mapping[int, Mapping[str, Any]], asked: Iterable[int]) -> None:
        """Remember the rows that were found, and, of a named state, which of ``asked`` do not exist."""
        self.rows.update({(kind, ref): row for ref, row in rows.items()})
        if self.state:
            self.rows.update({(kind, ref): NOTHING for ref in asked if ref not in rows})


_last = [StateCache(b"")]


def cache_of(state: bytes) -> StateCache:
    """The rows of this state. The process keeps those of the last state only, at most ``MOST_CACHED``."""
    if not state:
        return StateCache(state)
    cache = _last[0]
    if cache.state != state or len(cache.rows) > MOST_CACHED:
        cache = _last[0] = StateCache(state)
    return cache


def forget() -> None:
    """Keep no state, as in a process that has just started."""
    _last[0] = StateCache(b"")


caches.register(forget)


class Lookups:
    """Look-up rows by kind and id, custom fields of contacts, and the time zone; ``state`` as above."""

    def __init__(self, state: bytes = b"") -> None:
        self._cache = cache_of(state)

    def at(self, state: bytes) -> Self:
        """Itself, from now on for contacts that were read in ``state``."""
        self._cache = cache_of(state)
        return self

    @cached_property
    def zone(self) -> dt.tzinfo:
        name = options.get(TIME_ZONE)
        return dt.UTC if name == "UTC" else zoneinfo.ZoneInfo(name)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        if self._cache.fields is None:
            found = lookups.custom_fields()
            self._cache.fields = {alias: one for (part, _, alias), one in sorted(found.items()) if part == "contact"}
        return self._cache.fields

    @cached_property
    def groups(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for alias, field in self.definitions.items():
            found.setdefault(field.group, {})[alias] = [] if field.type == "multichoice" else None
        return found

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]:
        return self._cache.rows.get((kind, ref), NOTHING) if ref is not None else NOTHING

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        return lookups.having(kind, column, value)

    def load(self, table: Table, bodies: Iterable[Body]) -> None:
        """Fetch the rows that answers about ``bodies`` need; a statement for each kind of look-up that is named."""
        self.fetch(self.wanted(table, bodies))

    def wanted(self, table: Table, bodies: Iterable[Body]) -> Wanted:
        """The ids of the rows that answers about ``bodies`` need, by kind."""
        return table.references(bodies)

    def fetch(self, wanted: Wanted) -> None:
        """Read the rows that are missing, in a statement for each kind."""
        for kind, ids in wanted.items():
            missing = {ref for ref in ids if (kind, ref) not in self._cache.rows}
            if missing:
                self._cache.add(kind, _rows(kind, missing), missing)

    def mark(self, kind: str, ref: int) -> bytes | None:
        """A fingerprint of what is known of a row: another one as soon as anything in it differs.

        None for what must not be remembered (``rendering``).
        """
        if kind == ZONE[0]:
            return str(self.zone).encode()
        if kind == FIELDS[0]:
            return signed(list(self.definitions.values()))
        mark = self._cache.marks.get((kind, ref))
        if mark is None:
            mark = signed(self.row(kind, ref))
            if (kind, ref) in self._cache.rows:
                self._cache.marks[kind, ref] = mark
        return mark

    def reading(self) -> "TrackedLookups":
        """The same for the rendering of one contact, which notes what it reads."""
        return TrackedLookups(self)


class TrackedLookups:
    """``Lookups`` for one rendering, with the rows that it read in ``seen``, in that order.

    A rendering is given nothing else, so ``seen`` is all that it depends on beside the contact.
    """

    __slots__ = ("_known", "seen")

    def __init__(self, known: Lookups) -> None:
        self._known = known
        self.seen: dict[Read, None] = {}

    @property
    def zone(self) -> dt.tzinfo:
        self.seen[ZONE] = None
        return self._known.zone

    @property
    def definitions(self) -> Mapping[str, Definition]:
        self.seen[FIELDS] = None
        return self._known.definitions

    @property
    def groups(self) -> Mapping[str, Mapping[str, Any]]:
        self.seen[FIELDS] = None
        return self._known.groups

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]:
        if ref is not None:
            self.seen[kind, ref] = None
        return self._known.row(kind, ref)

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        raise TypeError("only what a request says is looked for by name")


def signed(value: Any) -> bytes:
    """A fingerprint: short values themselves, longer ones as a digest."""
    text = _encoder.encode(value)
    return text if len(text) <= DIGEST else blake2b(text, digest_size=DIGEST).digest()


def _rows(kind: str, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Rows of a look-up, or of portal accounts and proven addresses, which contacts are the ids of."""
    if kind == "portal_account":
        return accounts.by_contact(ids)
    return accounts.proven_addresses(ids) if kind == "proven_address" else lookups.rows(kind, ids)
