"""What each row of a chunk asks of the door, told from its cells and from the contacts it matches."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from msgspec import Struct

from contacts.directory.commands import Command, Create, Update
from contacts.directory.reading import snapshots
from contacts.imports.incoming import Contact, Incoming, kind_of_new
from contacts.imports.mapping import Mapper
from contacts.imports.matching import PLACES, Key, aligned, filled_only, key_of, matches
from contacts.imports.reading.table import Row as TableRow
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch

Raw = TableRow | Incoming  # a row of a table, or a card


class Faulty(Struct, gc=False):
    """A row that cannot be asked as it is: why, and what is left to judge; ``record`` is the contact it updates."""

    errors: tuple[FieldError, ...]
    contact: Contact
    record: int | None
    uuid: str


Judged = Command | Faulty


class Asked(Struct, gc=False):
    """A row as it was read; mapped already where its ``key`` was asked for."""

    raw: Raw
    incoming: Incoming | None = None
    key: Key | None = None


class Row(Struct, gc=False):
    """A row with what it asks of the door."""

    raw: Raw
    incoming: Incoming
    command: Judged


def with_key(raw: Raw, mapper: Mapper | None, match: Sequence[str]) -> Asked:
    """A row with the key that finds its contact, None when it fills none of ``match``."""
    incoming = _mapped(raw, mapper)
    return Asked(raw, incoming, key_of(incoming.contact, match, settings.DEFAULT_COUNTRY))


def _mapped(raw: Raw, mapper: Mapper | None) -> Incoming:
    if isinstance(raw, Incoming):
        return raw
    assert mapper is not None
    return mapper.incoming(raw)


def judged(chunk: Sequence[Asked], mapper: Mapper | None) -> list[Row]:
    """The rows with their commands; a statement for each kind of key, and one for the contacts found."""
    found = matches(asked.key for asked in chunk if asked.key)
    records = snapshots.records(ids[0] for ids in found.values() if len(ids) == 1)
    taken: set[int] = set()
    rows = []
    for asked in chunk:
        ids = found.get(asked.key, ()) if asked.key else ()
        incoming = asked.incoming or _mapped(asked.raw, mapper)
        command = _command(incoming, asked.key, ids, records, taken, mapper.fill_only if mapper else ())
        rows.append(Row(asked.raw, incoming, command))
    return rows


def column(row: Row, mapper: Mapper | None, path: str) -> str:
    """The column that a neutral path of the row came from, empty where there is none."""
    return mapper.column_of(path, row.raw) if mapper and isinstance(row.raw, TableRow) else ""


def _command(
    incoming: Incoming, key: Key | None, ids: tuple[int, ...], records: Any, taken: set[int], fill: Sequence[str]
) -> Judged:
    """What a row asks of the door, or why it cannot be asked."""
    if len(ids) > 1 or (ids and ids[0] in taken):
        return _ambiguous(incoming, key, ids)
    contact = incoming.contact
    if "id" in contact or "uuid" in contact:
        contact = {name: value for name, value in contact.items() if name not in ("id", "uuid")}
    record = records.get(ids[0]) if ids else None
    uuid = "" if record else str(incoming.contact.get("uuid") or "")
    if record is not None:
        contact = filled_only(aligned(contact, record, settings.DEFAULT_COUNTRY), codec.to_body(record), fill)
    elif "kind" not in contact:
        contact = {**contact, "kind": kind_of_new(contact)}
    if incoming.problems:
        return Faulty(_of_reader(incoming), contact, record and record.id, uuid)
    try:
        patch = parse_patch(contact)
    except Invalid as exc:
        return Faulty(exc.errors, contact, record and record.id, uuid)
    if record is None:
        return Create(patch, uuid)
    taken.add(record.id)
    return Update(record.id, patch)


def _of_reader(incoming: Incoming) -> tuple[FieldError, ...]:
    return tuple(FieldError(p.column, p.code, p.message) for p in incoming.problems)


def _ambiguous(incoming: Incoming, key: Key | None, ids: tuple[int, ...]) -> Faulty:
    """Nobody can say whose row this is; the rest of it is judged as if it were nobody's."""
    name, value = key or ("", "")
    which = ", ".join(map(str, ids[:5]))
    sentence = f"{name} {value!r} belongs to more than one row or contact ({which}); say which by its id."
    fault = FieldError(PLACES.get(name, name), "ambiguous", sentence)
    rest = {name: value for name, value in incoming.contact.items() if name not in ("id", "uuid", "code")}
    return Faulty((*_of_reader(incoming), fault), rest, None, "")
