"""Bringing files in and taking contacts out."""

import hashlib
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import msgspec
from django.core.files import File
from django.db import transaction

from contacts.background.operations import enqueue
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.imports.mapping import Mapping, Order, date_orders, guessed, in_order, parse_mapping
from contacts.imports.matching import MATCH_KEYS
from contacts.imports.models import Import, ImportState
from contacts.imports.problems import FileRefused, refuse
from contacts.imports.reading import Cards, Table, read
from contacts.imports.writing import Columns, FormatName, write
from contacts.lookups import queries as lookups
from contacts.record.errors import Invalid, invalid
from contacts.record.parsing import codec

TASK = "imports.run"
SAMPLE = 1000  # rows that are looked at before a file is read
MOST_BYTES = 100 << 20  # by page or API


class NotDraft(Exception):
    """The import was begun or discarded meanwhile."""


def receive(*, file: BinaryIO, name: str, actor: Actor, as_before: bool = False) -> Import:
    """Store an uploaded file with the mapping that is guessed for it; raises ``FileRefused`` when it is none.

    ``as_before`` takes from the last import that had the same columns its mapping and by what it found contacts.
    """
    size = file.seek(0, os.SEEK_END)
    if actor.kind != "command" and size > MOST_BYTES:
        raise refuse("too_big", f"At most {MOST_BYTES >> 20} MiB (got {size >> 20}); manage.py import takes more.")
    file.seek(0)
    content = read(file)
    header = _digest(content) if isinstance(content, Table) else ""
    before = _last_with(header) if as_before and header else None
    source = Import(
        name=os.path.basename(name)[:255] or "file",
        size=size,
        format="vcard" if isinstance(content, Cards) else "table",
        header=header,
        mapping=before.mapping if before else _guess(content),
        as_in=before,
        match=before.match if before else [],
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        request=actor.request,
    )
    file.seek(0)
    source.file.save(f"{actor.request}{os.path.splitext(source.name)[1][:10]}", File(file), save=False)
    source.save()
    return source


def _digest(table: Table) -> str:
    """A digest of the columns' names; empty where the file names none, as then they tell nothing about another file."""
    return hashlib.sha256("\0".join(table.columns).encode()).hexdigest() if table.header_row else ""


def _last_with(header: str) -> Import | None:
    """The last import with this header, unless contacts no longer have a place that it wrote to."""
    source = Import.objects.filter(header=header).exclude(state=ImportState.DRAFT).order_by("-pk").first()
    try:
        return source if source and parse_mapping(source.mapping["columns"], source.mapping["columns"]) else None
    except Invalid:
        return None


def _own_places() -> dict[str, str]:
    """The custom fields of contacts, by their labels."""
    return {row.label: f"custom.{row.group.alias}.{row.alias}" for row in lookups.custom_rows("contact")}


@contextmanager
def _opened(source: Import) -> Generator[Table | Cards]:
    """What is in the file of an import, while it is open."""
    with source.file.open("rb") as file:
        yield read(cast(BinaryIO, file))


def columns_of(source: Import) -> tuple[str, ...]:
    """The file's columns; none for cards."""
    with _opened(source) as content:
        return content.columns if isinstance(content, Table) else ()


def sample_of(source: Import) -> tuple[tuple[str, ...], list[list[str]]]:
    """The file's columns and its first rows; nothing for cards."""
    with _opened(source) as content:
        return (content.columns, content.sample(SAMPLE)) if isinstance(content, Table) else ((), [])


def guess_again(source: Import) -> dict[str, Any]:
    """The mapping that is guessed for a table, whatever it was brought in with."""
    with _opened(source) as content:
        return _guess(content)


def _guess(content: Table | Cards) -> dict[str, Any]:
    if not isinstance(content, Table):
        return {}
    mapping: dict[str, Any] = msgspec.to_builtins(guessed(content, _own_places()))
    return mapping


def bring(
    *, file: BinaryIO, name: str, actor: Actor, match: Sequence[str], mapping: dict[str, Any] | None, dry_run: bool,
    in_background: bool = True, dates: Order = "",
) -> Import:  # fmt: skip
    """``receive`` and ``begin`` at once; what cannot begin leaves nothing behind."""
    source = receive(file=file, name=name, actor=actor)
    try:
        return begin(
            source=source, match=match, mapping=mapping, dry_run=dry_run, in_background=in_background, dates=dates
        )
    except BaseException:
        discard(source=source)
        raise


def begin(
    *, source: Import, match: Sequence[str] = (), mapping: dict[str, Any] | None = None, dry_run: bool = False,
    in_background: bool = True, dates: Order = "",
) -> Import:  # fmt: skip
    """Settle how a file is read and let it run; raises ``Invalid`` for a match key or a mapping that cannot be.

    ``dates`` is the order of day and month in columns of which the mapping says none. Raises ``NotDraft`` when somebody
    was faster.
    """
    if unknown := [key for key in match if key not in MATCH_KEYS]:
        raise invalid("match", "invalid_choice", f"Expected {', '.join(MATCH_KEYS)} (got {unknown[0]!r}).")
    if source.format == "table":
        columns, rows = sample_of(source)
        known = msgspec.convert(source.mapping, Mapping) if mapping is None else parse_mapping(mapping, columns)
        if not known.columns:
            raise invalid("mapping", "required", "Say for one column at least where it goes.")
        source.mapping = msgspec.to_builtins(in_order(known, date_orders(columns, rows), order=dates))
    source.match, source.dry_run, source.state = list(match), dry_run, ImportState.WAITING
    settled = {name: getattr(source, name) for name in ("mapping", "match", "dry_run", "state")}
    with transaction.atomic():
        if not Import.objects.filter(pk=source.pk, state=ImportState.DRAFT).update(**settled):
            raise NotDraft
        if in_background:
            enqueue(name=TASK, args={"import_id": source.pk})
    return source


def cancel(*, source: Import) -> None:
    """Stop a run behind its current chunk; what is in stays in."""
    open_states = (ImportState.DRAFT, ImportState.WAITING, ImportState.RUNNING)
    Import.objects.filter(pk=source.pk, state__in=open_states).update(state=ImportState.CANCELLED)


def discard(*, source: Import) -> bool:
    """Forget a file that was received and never begun; False when it was begun, or forgotten, meanwhile.

    Its bytes go too, unless another import has them: mapping a file again after a dry run copies no bytes.
    """
    with transaction.atomic():
        draft = Import.objects.select_for_update().filter(pk=source.pk, state=ImportState.DRAFT).first()
        if draft is None:
            return False
        if not Import.objects.exclude(pk=draft.pk).filter(file=draft.file.name).exists():
            draft.file.delete(save=False)
        draft.delete()
    return True


def export(contacts: Any, *, format: FormatName, columns: Columns | None = None) -> Iterator[bytes]:
    """``contacts`` (a QuerySet) as a file in chunks of bytes, streamed from their snapshots; ``columns`` of a table."""
    rows: Any = contacts if contacts is not None else Contact.objects.filter(is_archived=False).order_by("pk")
    return write((codec.body_from_text(text) for text in snapshots.stream(rows)), format, columns=columns)


__all__ = [
    "FileRefused", "NotDraft", "begin", "bring", "cancel", "columns_of", "discard", "export", "guess_again", "receive",
    "sample_of",
]  # fmt: skip
