"""Carrying an import out: chunk by chunk, each chunk's contacts, outcomes and sums in one transaction.

A run that is cut off, however hard, goes on behind the last chunk it committed; no row is done twice or left out.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, nullcontext
from functools import partial
from typing import Any

import msgspec
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from msgspec import UNSET

from contacts.directory import operations as door
from contacts.directory.commands import Create, Outcome, Refused
from contacts.history.actor import Actor
from contacts.imports.incoming import Contact
from contacts.imports.judging import Asked, Faulty, Raw, Row, column, judged, with_key
from contacts.imports.mapping import Mapper, Mapping
from contacts.imports.matching import Key
from contacts.imports.models import Import, ImportRow, ImportState
from contacts.imports.problems import FileRefused, refuse
from contacts.imports.reading import Cards, Table, read
from contacts.imports.refusing import in_full
from contacts.record.parsing import codec
from contacts.record.parsing.parse import MAX_ERRORS
from contacts.tables import bulk
from contacts.tables.lanes import LANES, Turn, in_order
from contacts.tables.statistics import refresh_new

CHUNK = 1000
MOST_ROWS = 50_000  # by page or API, where anybody with a key may ask for the work
Progress = Callable[[Import], None]
SHOWN = ("total", "position", "read", "created", "updated", "unchanged", "refused")


def run(import_id: int, *, progress: Progress = lambda source: None) -> Import:
    """Carry out, or go on with, an import; safe to call twice. A file that cannot be read stores its reason."""
    open_ = Import.objects.filter(pk=import_id, state__in=(ImportState.WAITING, ImportState.RUNNING))
    # In one statement: one that is cancelled at this moment stays so.
    is_open = open_.update(state=ImportState.RUNNING, started_at=Coalesce("started_at", timezone.now()))
    source = Import.objects.get(pk=import_id)
    if not is_open:
        return source
    try:
        with source.file.open("rb") as file:
            _run(source, file, progress)
    except FileRefused as exc:
        return _finished(source, ImportState.FAILED, str(exc))
    return _finished(source, ImportState.DONE, "")


def _finished(source: Import, state: str, error: str) -> Import:
    """The run as it ended; one that was cancelled meanwhile ended so."""
    running = Import.objects.filter(pk=source.pk, state=ImportState.RUNNING)
    running.update(state=state, error=error[:500], finished_at=timezone.now())
    source.refresh_from_db()
    return source


def _run(source: Import, file: Any, progress: Progress) -> None:
    content = read(file)
    mapper = Mapper(content.columns, msgspec.convert(source.mapping, Mapping)) if isinstance(content, Table) else None
    if source.total is None:
        total = _count(content)
        if source.actor_kind != "command" and total > MOST_ROWS:
            raise refuse("too_big", f"At most {MOST_ROWS:,} rows (got {total:,}); manage.py import takes more.")
        source.total = total
        source.save(update_fields=["total"])
    actor = _actor(source)
    chunks = _chunks(_behind(content, source.position), source, mapper)
    # A row that is matched must find what the rows before it stored.
    is_short = source.total is not None and source.total - source.read <= CHUNK
    lanes = 1 if source.match or source.dry_run or is_short else LANES
    work = partial(_store, source, actor, mapper)
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


def _behind(content: Table | Cards, position: int) -> Iterator[Raw]:
    rows: Iterator[Raw] = content.rows() if isinstance(content, Table) else content.incoming()
    return (row for row in rows if row.number > position)


def _chunks(rows: Iterable[Raw], source: Import, mapper: Mapper | None) -> Generator[list[Asked]]:
    """Rows in chunks in which no two speak of the same contact."""
    chunk: list[Asked] = []
    keys: set[Key] = set()
    for raw in rows:
        asked = with_key(raw, mapper, source.match) if source.match else Asked(raw)
        if len(chunk) >= CHUNK or (asked.key is not None and asked.key in keys):
            yield chunk
            chunk, keys = [], set()
        chunk.append(asked)
        if asked.key:
            keys.add(asked.key)
    if chunk:
        yield chunk


def _store(source: Import, actor: Actor, mapper: Mapper | None, asked: list[Asked], turn: Turn) -> Import | None:
    """Write one chunk and return the import with its new sums; None when it was cancelled meanwhile."""
    chunk = judged(asked, mapper)
    with ExitStack() as last, transaction.atomic():
        if _names_itself(chunk):
            last.enter_context(turn.committing)
        outcomes = _outcomes(chunk, mapper, actor, turn, dry_run=source.dry_run)
        rows = [_import_row(source, mapper, row, outcome) for row, outcome in zip(chunk, outcomes, strict=True)]
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
    commands = [row.command for row in chunk]
    return any(
        (isinstance(one, Create) and (one.uuid or one.patch.code is not UNSET))
        or (isinstance(one, Faulty) and (one.uuid or "code" in one.contact))
        for one in commands
    )


def _outcomes(chunk: list[Row], mapper: Mapper | None, actor: Actor, turn: Turn, *, dry_run: bool) -> list[Outcome]:
    asked = [row.command for row in chunk if not isinstance(row.command, Faulty)]
    with door.undone() if dry_run else nullcontext():
        answered = iter(door.apply(asked, actor=actor, turn=turn.planning))
        outcomes = [
            Refused("invalid", row.command.errors) if isinstance(row.command, Faulty) else next(answered)
            for row in chunk
        ]
        return in_full(chunk, outcomes, mapper, actor=actor)  # here, where also a dry run sees the other rows


ROW_COLUMNS = (
    *("source_id", "number", "line", "outcome"),
    *("contact_id", "revision", "label", "changes", "faults"),
)


def _import_row(source: Import, mapper: Mapper | None, row: Row, outcome: Outcome) -> bulk.Row:
    """The row's outcome in the order of ``ROW_COLUMNS``."""
    common = (source.pk, row.incoming.number, row.incoming.line)
    if isinstance(outcome, Refused):
        faults = [
            {"column": column(row, mapper, e.path) or e.path, "path": e.path, "code": e.code, "message": e.message}
            for e in outcome.errors
        ]
        if mapper:  # each step found its own; what belongs to no column stands behind
            faults.sort(key=lambda fault: mapper.order.get(fault["column"], len(mapper.order)))
        faults = faults[:MAX_ERRORS]
        return (*common, "refused", None, None, _called(row.incoming.contact), "", codec.dumps(faults))
    is_new, dry_run = outcome.action == "created", source.dry_run
    changes = codec.dumps(outcome.changes) if dry_run and not is_new and outcome.changes else ""
    contact = None if dry_run and is_new else outcome.record.id
    revision = None if dry_run else outcome.record.revision
    return (*common, outcome.action, contact, revision, outcome.record.display_name[:200], changes, "[]")


def _called(contact: Contact) -> str:
    """What a row that was refused calls its contact, so that people know which one it is."""
    names = (contact.get(key) for key in ("first_name", "last_name", "company_name"))
    return " ".join(str(name) for name in names if name)[:200]
