"""What answers need beside contacts, read once per call and only when it is needed."""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

import msgspec

from contacts.access.accounts import queries as accounts
from contacts.lookups import queries as lookups
from contacts.options import queries as options
from contacts.record.custom import Definition
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.memory import Read
from integrations.wire.options import TIME_ZONE

ZONE, FIELDS = ("zone", 0), ("fields", 0)  # what there is one of; the time zone, the custom fields
ITSELF = frozenset({ZONE[0], FIELDS[0]})
DIGEST = 16
Wanted = Mapping[str, Collection[int]]  # ids by kind
_encoder = msgspec.msgpack.Encoder()


class Knowing:
    """Look-up rows by kind and id, custom fields of contacts, and the time zone."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], Mapping[str, Any]] = {}

    @cached_property
    def zone(self) -> dt.tzinfo:
        name = options.get(TIME_ZONE)
        return dt.UTC if name == "UTC" else zoneinfo.ZoneInfo(name)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        found = lookups.custom_fields()
        return {alias: field for (part, _, alias), field in sorted(found.items()) if part == "contact"}

    @cached_property
    def groups(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for alias, field in self.definitions.items():
            found.setdefault(field.group, {})[alias] = [] if field.type == "multichoice" else None
        return found

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]:
        return self._rows.get((kind, ref), {}) if ref is not None else {}

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
            missing = {ref for ref in ids if (kind, ref) not in self._rows}
            for ref, row in (_rows(kind, missing) if missing else {}).items():
                self._rows[kind, ref] = row

    def mark(self, kind: str, ref: int) -> bytes | None:
        """A short sign of what is known here, another one when anything of it differs; None where there is none."""
        if kind == ZONE[0]:
            return str(self.zone).encode()
        return signed(list(self.definitions.values()) if kind == FIELDS[0] else self.row(kind, ref))

    def reading(self) -> "Reading":
        """The same for the rendering of one contact."""
        return Reading(self)


class Reading:
    """What is known as the rendering of one contact sees it, and in ``seen`` what it looked at, in that order.

    A rendering is given nothing else, so whatever it depends on beside the contact is written down here.
    """

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
