"""What answers need beside contacts, read once per call and only when it is needed."""

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
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.options import TIME_ZONE

ZONE, FIELDS = ("zone", 0), ("fields", 0)  # what there is one of; the time zone, the custom fields
ITSELF = frozenset({ZONE[0], FIELDS[0]})
DIGEST = 16
MOST_TOLD = 10_000  # rows
NOTHING: Mapping[str, Any] = {}
Read = tuple[str, int]  # a kind, and which one of it
Wanted = Mapping[str, Collection[int]]  # ids by kind
_encoder = msgspec.msgpack.Encoder()


class Told:
    """What was read in one state of the database; nobody else gets it where there is none."""

    def __init__(self, state: bytes) -> None:
        self.state = state
        self.rows: dict[Read, Mapping[str, Any]] = {}
        self.marks: dict[Read, bytes] = {}
        self.fields: dict[str, Definition] | None = None

    def add(self, kind: str, rows: Mapping[int, Mapping[str, Any]], asked: Iterable[int]) -> None:
        """Know the rows that were found; that one is not there may be known of a state alone."""
        self.rows.update({(kind, ref): row for ref, row in rows.items()})
        if self.state:
            self.rows.update({(kind, ref): NOTHING for ref in asked if ref not in rows})


_last = [Told(b"")]


def told_in(state: bytes) -> Told:
    """What is known of this state; one is kept, and not more of it than a few pages need."""
    if not state:
        return Told(state)
    told = _last[0]
    if told.state != state or len(told.rows) > MOST_TOLD:
        told = _last[0] = Told(state)
    return told


def start_afresh() -> None:
    """Know nothing, as after a restart."""
    _last[0] = Told(b"")


class Knowing:
    """Look-up rows by kind and id, custom fields of contacts, and the time zone.

    With the ``state`` of the database that contacts were read in, what was read in that state before is known already:
    nothing has been written since.
    """

    def __init__(self, state: bytes = b"") -> None:
        self._told = told_in(state)

    def at(self, state: bytes) -> Self:
        """The same from now on for contacts that were read in ``state``."""
        self._told = told_in(state)
        return self

    @cached_property
    def zone(self) -> dt.tzinfo:
        name = options.get(TIME_ZONE)
        return dt.UTC if name == "UTC" else zoneinfo.ZoneInfo(name)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        if self._told.fields is None:
            found = lookups.custom_fields()
            self._told.fields = {alias: one for (part, _, alias), one in sorted(found.items()) if part == "contact"}
        return self._told.fields

    @cached_property
    def groups(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for alias, field in self.definitions.items():
            found.setdefault(field.group, {})[alias] = [] if field.type == "multichoice" else None
        return found

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]:
        return self._told.rows.get((kind, ref), NOTHING) if ref is not None else NOTHING

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        return lookups.having(kind, column, value)

    def load(self, table: Table, bodies: Iterable[Body]) -> None:
        """Have at hand what answers about ``bodies`` need; a statement for each kind of look-up that is named."""
        self.fetch(self.wanted(table, bodies))

    def wanted(self, table: Table, bodies: Iterable[Body]) -> Wanted:
        """What answers about ``bodies`` need at hand, by kind."""
        return table.references(bodies)

    def fetch(self, wanted: Wanted) -> None:
        """Have these rows at hand; a statement for each kind of which any is missing."""
        for kind, ids in wanted.items():
            missing = {ref for ref in ids if (kind, ref) not in self._told.rows}
            if missing:
                self._told.add(kind, _rows(kind, missing), missing)

    def mark(self, kind: str, ref: int) -> bytes | None:
        """A short sign of what is known here, another one when anything of it differs; None where there is none."""
        if kind == ZONE[0]:
            return str(self.zone).encode()
        if kind == FIELDS[0]:
            return signed(list(self.definitions.values()))
        mark = self._told.marks.get((kind, ref))
        if mark is None:
            mark = signed(self.row(kind, ref))
            if (kind, ref) in self._told.rows:
                self._told.marks[kind, ref] = mark
        return mark

    def reading(self) -> "Reading":
        """The same for the rendering of one contact."""
        return Reading(self)


class Reading:
    """What is known as the rendering of one contact sees it, and in ``seen`` what it looked at, in that order.

    A rendering is given nothing else, so whatever it depends on beside the contact is written down here.
    """

    __slots__ = ("_known", "seen")

    def __init__(self, known: Knowing) -> None:
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
    """Short values as they are, longer ones by a digest that no two of them share."""
    text = _encoder.encode(value)
    return text if len(text) <= DIGEST else blake2b(text, digest_size=DIGEST).digest()


def _rows(kind: str, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Rows of a look-up, or of portal accounts and proven addresses, which contacts are the ids of."""
    if kind == "portal_account":
        return accounts.by_contact(ids)
    return accounts.proven_addresses(ids) if kind == "proven_address" else lookups.rows(kind, ids)
