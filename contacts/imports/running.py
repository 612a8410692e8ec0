"""Carrying an import out: chunk by chunk, each chunk's contacts, outcomes and sums in one transaction.

A run that is cut off, however hard, goes on behind the last chunk it committed; no row is done twice or left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.directory import operations as door
from contacts.directory import snapshots
from contacts.directory.commands import Command, Create, Outcome, Refused, Saved, Update
from contacts.history.actor import Actor
from contacts.imports.incoming import Incoming, kind_of_new
from contacts.imports.mapping import Mapper, Mapping
from contacts.imports.matching import Key, aligned, filled_only, key_of, matches
from contacts.imports.models import Import, ImportRow, ImportState
from contacts.imports.problems import FileRefused, refuse
from contacts.imports.reading import Cards, Table, read
from contacts.record import codec
from contacts.record.errors import FieldError, Invalid
from contacts.record.parse import parse_patch

CHUNK = 1000
MOST_ROWS = 50_000  # by page or API, where anybody with a key may ask for the work
Progress = Callable[[Import], None]
Judged = Command | Refused


class Row(Struct):
    """A row with what it asks of the door; ``column`` names the column of a neutral path."""

    incoming: Incoming
    command: Judged
    column: Callable[[str], str]


def run(import_id: int, *, progress: Progress = lambda source: None) -> Import:
    """Carry out, or go on with, an import; safe to call twice. A file that cannot be read stores its reason."""
    source = Import.objects.get(pk=import_id)
    if source.state not in (ImportState.WAITING, ImportState.RUNNING):
        return source
    Import.objects.filter(pk=source.pk, started_at=None).update(started_at=timezone.now())
    Import.objects.filter(pk=source.pk).update(state=ImportState.RUNNING)
    try:
        with source.file.open("rb") as file:
            _run(source, file, progress)
    except FileRefused as exc:
        return _finished(source, ImportState.FAILED, str(exc))
    source.refresh_from_db()
    return source if source.state == ImportState.CANCELLED else _finished(source, ImportState.DONE, "")


def _finished(source: Import, state: str, error: str) -> Import:
    source.refresh_from_db()
    source.state, source.error, source.finished_at = state, error[:500], timezone.now()
    source.save(update_fields=["state", "error", "finished_at"])
    return source


def _run(source: Import, file: Any, progress: Progress) -> None:
    content = read(file)
    mapper = Mapper(content.columns, msgspec.convert(source.mapping, Mapping)) if isinstance(content, Table) else None
    cells: dict[int, list[str]] = {}
    if source.total is None:
        total = _count(content)
        if source.actor_kind != "command" and total > MOST_ROWS:
            raise refuse("too_big", f"At most {MOST_ROWS:,} rows (got {total:,}); manage.py import takes more.")
        Import.objects.filter(pk=source.pk).update(total=total)
    actor = _actor(source)
    for chunk in _chunks(_incoming(content, mapper, source.position, cells), source, mapper, cells):
        if not _store(source, chunk, actor):
            return
        cells.clear()
        progress(source)


def _count(content: Table | Cards) -> int:
    return sum(1 for _ in (content.rows() if isinstance(content, Table) else content.incoming()))


def _actor(source: Import) -> Actor:
    kind: Any = source.actor_kind
    return Actor(
        kind=kind, id=source.actor_id, label=source.actor_label, door="import",
        door_detail=source.name[:200], request=source.request,
    )  # fmt: skip


def _incoming(
    content: Table | Cards, mapper: Mapper | None, position: int, cells: dict[int, list[str]]
) -> Iterator[Incoming]:
    """The rows behind ``position``; their cells are kept for naming a column when the door refuses a value."""
    if isinstance(content, Table):
        assert mapper is not None
        for row in content.rows():
            if row.number > position:
                cells[row.number] = row.cells
                yield mapper.incoming(row)
    else:
        yield from (card for card in content.incoming() if card.number > position)


def _chunks(
    rows: Iterable[Incoming], source: Import, mapper: Mapper | None, cells: dict[int, list[str]]
) -> Iterator[list[Row]]:
    """Rows in chunks in which no two speak of the same contact."""
    country = settings.DEFAULT_COUNTRY
    chunk: list[tuple[Incoming, Key | None]] = []
    keys: set[Key] = set()
    for incoming in rows:
        key = key_of(incoming.contact, source.match, country) if source.match else None
        if len(chunk) >= CHUNK or (key is not None and key in keys):
            yield _judged(chunk, mapper, cells)
            chunk, keys = [], set()
        chunk.append((incoming, key))
        keys |= {key} if key else set()
    if chunk:
        yield _judged(chunk, mapper, cells)


def _judged(
    chunk: Sequence[tuple[Incoming, Key | None]], mapper: Mapper | None, cells: dict[int, list[str]]
) -> list[Row]:
    found = matches(key for _, key in chunk if key)
    records = snapshots.records(ids[0] for ids in found.values() if len(ids) == 1)
    taken: set[int] = set()
    rows = []
    for incoming, key in chunk:
        ids = found.get(key, ()) if key else ()
        command = _command(incoming, key, ids, records, taken, mapper.fill_only if mapper else ())
        rows.append(Row(incoming, command, _columns(incoming, mapper, cells)))
    return rows


def _columns(incoming: Incoming, mapper: Mapper | None, cells: dict[int, list[str]]) -> Callable[[str], str]:
    row = cells.get(incoming.number)
    if mapper is None or row is None:
        return lambda path: ""
    return lambda path: mapper.column_of(path, row)


def _command(
    incoming: Incoming, key: Key | None, ids: tuple[int, ...], records: Any, taken: set[int], fill: Sequence[str]
) -> Judged:
    """What a row asks of the door, or why it cannot be asked."""
    if incoming.problems:
        return Refused("invalid", tuple(FieldError(p.column, p.code, p.message) for p in incoming.problems))
    if len(ids) > 1 or (ids and ids[0] in taken):
        name, value = key or ("", "")
        which = ", ".join(map(str, ids[:5]))
        sentence = f"{name} {value!r} belongs to more than one row or contact ({which}); say which by its id."
        return Refused("invalid", (FieldError(name, "ambiguous", sentence),))
    contact = {name: value for name, value in incoming.contact.items() if name not in ("id", "uuid")}
    record = records.get(ids[0]) if ids else None
    try:
        if record is None:
            contact.setdefault("kind", kind_of_new(contact))
            return Create(parse_patch(contact), str(incoming.contact.get("uuid") or ""))
        taken.add(record.id)
        contact = filled_only(aligned(contact, record, settings.DEFAULT_COUNTRY), codec.to_body(record), fill)
        return Update(record.id, parse_patch(contact))
    except Invalid as exc:
        return Refused("invalid", exc.errors)


def _store(source: Import, chunk: list[Row], actor: Actor) -> bool:
    """Write one chunk; False when the import was cancelled meanwhile."""
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=source.pk)
        if stored.state != ImportState.RUNNING:
            return False
        outcomes = _outcomes(chunk, actor, dry_run=source.dry_run)
        rows = [
            _import_row(source, row, outcome, dry_run=source.dry_run)
            for row, outcome in zip(chunk, outcomes, strict=True)
        ]
        ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
        for row in rows:
            setattr(stored, row.outcome, getattr(stored, row.outcome) + 1)
        stored.read += len(rows)
        stored.position = max(row.number for row in rows)
        stored.save()
    for field in ("total", "position", "read", "created", "updated", "unchanged", "refused"):
        setattr(source, field, getattr(stored, field))
    return True


def _outcomes(chunk: list[Row], actor: Actor, *, dry_run: bool) -> list[Outcome]:
    asked = [row.command for row in chunk if not isinstance(row.command, Refused)]
    answered = iter((door.preview if dry_run else door.apply)(asked, actor=actor) if asked else ())
    return [row.command if isinstance(row.command, Refused) else next(answered) for row in chunk]


def _import_row(source: Import, row: Row, outcome: Outcome, *, dry_run: bool) -> ImportRow:
    common = {"source": source, "number": row.incoming.number, "line": row.incoming.line}
    if isinstance(outcome, Refused):
        faults = [
            {"column": row.column(e.path) or e.path, "path": e.path, "code": e.code, "message": e.message}
            for e in outcome.errors[:20]
        ]  # fmt: skip
        return ImportRow(**common, outcome="refused", faults=faults)
    assert isinstance(outcome, Saved)
    is_new = outcome.action == "created"
    return ImportRow(
        **common,
        outcome=outcome.action,
        contact_id=None if dry_run and is_new else outcome.record.id,
        revision=None if dry_run else outcome.record.revision,
        label=outcome.record.display_name[:200],
        changes=codec.dumps(outcome.changes) if dry_run and not is_new and outcome.changes else "",
    )
