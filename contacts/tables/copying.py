"""COPY in PostgreSQL's binary format: neither side spells numbers and moments out, or looks for the ends of lines.

A value must be of its column's kind: an int for a number, a bool, a str, a datetime with its zone. UUIDs and JSON are
taken as text, which is what records hold.
"""

import datetime as dt
import struct
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # of PostgreSQL's time
MICROSECOND = dt.timedelta(microseconds=1)
_short, _whole, _long = struct.Struct("!h").pack, struct.Struct("!i").pack, struct.Struct("!q").pack


class _Binary(Dumper):
    format = Format.BINARY


class _Short(_Binary):
    """The driver's own would cut off what is too large."""

    oid = 21
    dump: Any = staticmethod(_short)


class _Whole(_Binary):
    oid = 23
    dump: Any = staticmethod(_whole)


class _Moment(_Binary):
    """Most moments of a batch are one and the same."""

    oid = 1184
    _last: dt.datetime | None = None
    _written = b""

    def dump(self, obj: dt.datetime) -> Buffer:
        if obj is not self._last:
            self._last, self._written = obj, _long((obj - BEGINNING) // MICROSECOND)
        return self._written


class _Uuid(_Binary):
    oid = 2950

    def dump(self, obj: UUID | str) -> Buffer:
        return bytes.fromhex(obj.replace("-", "")) if isinstance(obj, str) else obj.bytes


class _Json(_Binary):
    """Written as text already; a 1 before it names the version of the format."""

    oid = 3802

    def dump(self, obj: str) -> Buffer:
        return b"\x01" + obj.encode()


DUMPERS: tuple[type[_Binary], ...] = (_Short, _Whole, _Moment, _Uuid, _Json)


def copy(cursor: Any, start: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Carry out ``start`` (COPY … FROM STDIN) with ``rows``, whose columns are of ``types`` by PostgreSQL's names."""
    for dumper in DUMPERS:
        cursor.adapters.register_dumper(dumper, dumper)  # found by the type of the column, not by that of the value
    with cursor.copy(f"{start} (FORMAT BINARY)") as into:
        into.set_types(types)
        for row in rows:
            into.write_row(row)
