"""Carrying an import out: chunk by chunk, each chunk's contacts, outcomes and sums in one transaction.

A run that is cut off, however hard, goes on behind the last chunk it committed; no row is done twice or left out.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from msgspec import UNSET, Struct

from contacts.directory import operations as door
from contacts.directory.commands import Command, Create, Outcome, Refused, Update
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.imports.incoming import Incoming, kind_of_new
from contacts.imports.mapping import Mapper, Mapping
from contacts.imports.matching import Key, aligned, filled_only, key_of, matches
from contacts.imports.models import Import, ImportRow, ImportState
from contacts.imports.problems import FileRefused, refuse
from contacts.imports.reading import Cards, Table, read
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.tables import bulk
from contacts.tables.lanes import LANES, Turn, in_order
from contacts.tables.statistics import refresh_new

CHUNK = 1000
MOST_ROWS = 50_000  # by page or API, where anybody with a key may ask for the work
Progress = Callable[[Import], None]
Judged = Command | Refused
SHOWN = ("total", "position", "read", "created", "updated", "unchanged", "refused")


class Row(Struct, gc=False):
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
    chunks = _chunks(_incoming(content, mapper, source.position, cells), source, mapper, cells)
    # A row that is matched must find what the rows before it stored.
    lanes = 1 if source.match or source.dry_run else LANES
    work = partial(_store, source, actor)
    with closing(chunks), closing(in_order(chunks, work, lanes=lanes)) as results:
        for number, stored in enumerate(results):
            if stored is None:
                return
            if number == 0:
                refresh_new()
            for field in SHOWN:
                setattr(source, field, getattr(stored, field))
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
) -> Generator[list[Row]]:
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
        if key:
            keys.add(key)
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
    row = cells.pop(incoming.number, None)
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
    contact = incoming.contact
    if "id" in contact or "uuid" in contact:
        contact = {name: value for name, value in contact.items() if name not in ("id", "uuid")}
    record = records.get(ids[0]) if ids else None
    try:
        if record is None:
            if "kind" not in contact:
                contact = {**contact, "kind": kind_of_new(contact)}
            return Create(parse_patch(contact), str(incoming.contact.get("uuid") or ""))
        taken.add(record.id)
        contact = filled_only(aligned(contact, record, settings.DEFAULT_COUNTRY), codec.to_body(record), fill)
        return Update(record.id, parse_patch(contact))
    except Invalid as exc:
        return Refused("invalid", exc.errors)


def _store(source: Import, actor: Actor, chunk: list[Row], turn: Turn) -> Import | None:
    """Write one chunk and return the import with its new sums; None when it was cancelled meanwhile."""
    with ExitStack() as last, transaction.atomic():
        if _names_itself(chunk):
            last.enter_context(turn.committing)
        outcomes = _outcomes(chunk, actor, turn, dry_run=source.dry_run)
        rows = [
            _import_row(source, row, outcome, dry_run=source.dry_run)
            for row, outcome in zip(chunk, outcomes, strict=True)
        ]
        bulk.insert(ImportRow, ROW_COLUMNS, rows)
        if not _names_itself(chunk):
            last.enter_context(turn.committing)
        stored = Import.objects.select_for_update().get(pk=source.pk)
        if stored.state != ImportState.RUNNING:
            transaction.set_rollback(True)
            return None
        for outcome, times in Counter(row[ROW_COLUMNS.index("outcome")] for row in rows).items():
            setattr(stored, outcome, getattr(stored, outcome) + times)
        stored.read += len(rows)
        stored.position = max(row.incoming.number for row in chunk)
        stored.save()
    return stored


def _names_itself(chunk: list[Row]) -> bool:
    """Whether a row brings a code or UUID of its own: the chunk must then see those of all before it."""
    creates = [row.command for row in chunk if isinstance(row.command, Create)]
    return any(create.uuid or create.patch.code is not UNSET for create in creates)


def _outcomes(chunk: list[Row], actor: Actor, turn: Turn, *, dry_run: bool) -> list[Outcome]:
    asked = [row.command for row in chunk if not isinstance(row.command, Refused)]
    if dry_run:
        answered = iter(door.preview(asked, actor=actor))
    else:
        answered = iter(door.apply(asked, actor=actor, turn=turn.planning))
    return [row.command if isinstance(row.command, Refused) else next(answered) for row in chunk]


ROW_COLUMNS = (
    *("source_id", "number", "line", "outcome"),
    *("contact_id", "revision", "label", "changes", "faults"),
)


def _import_row(source: Import, row: Row, outcome: Outcome, *, dry_run: bool) -> bulk.Row:
    """The row's outcome in the order of ``ROW_COLUMNS``."""
    common = (source.pk, row.incoming.number, row.incoming.line)
    if isinstance(outcome, Refused):
        faults = [
            {"column": row.column(e.path) or e.path, "path": e.path, "code": e.code, "message": e.message}
            for e in outcome.errors[:20]
        ]  # fmt: skip
        return (*common, "refused", None, None, "", "", codec.dumps(faults))
    is_new = outcome.action == "created"
    changes = codec.dumps(outcome.changes) if dry_run and not is_new and outcome.changes else ""
    contact = None if dry_run and is_new else outcome.record.id
    revision = None if dry_run else outcome.record.revision
    return (*common, outcome.action, contact, revision, outcome.record.display_name[:200], changes, "[]")
