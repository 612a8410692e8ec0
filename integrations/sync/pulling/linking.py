"""External ids as a page needs them: found and locked, found again after a doubtful create, and written."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from msgspec import Struct

from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history import queries as history
from contacts.record.changing import diff
from contacts.record.parsing import codec
from contacts.tables import bulk
from integrations.connections.models import Connection, ExternalId
from integrations.mapping.sources import Body
from integrations.sync.judging.cases import MALFORMED
from integrations.wire.outbound.connector import Found
from integrations.wire.outbound.translating import MARK, is_mark

if TYPE_CHECKING:
    from integrations.sync.judging.cases import Case
    from integrations.sync.judging.context import PageContext

LONGEST = 200  # characters of an id of theirs
MOST_DOUBTFUL = 200
COLUMNS = tuple(field.attname for field in ExternalId._meta.concrete_fields if not field.primary_key)


class Linked(Struct, frozen=True):
    """What is known of a contact of theirs after a page."""

    found: Found
    digest: str
    link: ExternalId | None
    contact: int
    revision: int
    again: list[str]


def locked(connection: int, theirs: Iterable[str]) -> dict[str, ExternalId]:
    """Which contacts these ids of theirs are, nobody else writing the rows meanwhile."""
    rows = ExternalId.objects.filter(connection=connection, theirs__in=set(theirs)).order_by("pk")
    return {str(row.theirs): row for row in rows.select_for_update(of=("self",))}


def of_ours(connection: int, contacts: Iterable[int]) -> dict[int, ExternalId]:
    """Rows of contacts that theirs were matched to: those without an id of theirs, or with one that is gone."""
    rows = ExternalId.objects.filter(connection=connection, contact__in=set(contacts)).order_by("pk")
    return {row.contact_id: row for row in rows.select_for_update(of=("self",))}


def asked(context: "PageContext", cases: Sequence["Case"]) -> dict[str, ExternalId]:
    """Those that we had asked them to make and never heard of: by our mark, or by being just what was asked for."""
    rows = ExternalId.objects.filter(theirs=None, connection=context.connection.pk).order_by("-pk")
    rows = rows.select_related("contact")
    doubtful = list(rows.select_for_update(of=("self",))[:MOST_DOUBTFUL]) if cases else []
    if not doubtful:
        return {}
    by_mark = {f"{MARK}{row.contact.uuid}": row for row in doubtful}
    marked = context.connector.marked
    found: dict[str, ExternalId] = {}
    for case in cases:
        mark = case.found.data.get(marked) if marked else None
        if is_mark(mark) and mark in by_mark:
            found[case.theirs] = by_mark.pop(mark)
    _look_alike(context, [case for case in cases if case.theirs not in found], by_mark.values(), found)
    return found


def _look_alike(
    context: "PageContext", cases: Sequence["Case"], rows: Iterable[ExternalId], found: dict[str, ExternalId]
) -> None:  # fmt: skip
    free = {row.contact_id: row for row in rows}
    bodies = _as_asked(free)
    context.load(bodies.values())
    for case in cases:
        for contact, body in bodies.items():
            try:
                is_same = contact in free and not context.read(case.found, body).said.fields
            except MALFORMED:
                break
            if is_same:
                found[case.theirs] = free.pop(contact)
                break


def _as_asked(rows: Mapping[int, ExternalId]) -> dict[int, Body]:
    """Each contact as it was when they were asked to make it."""
    bodies: dict[int, Body] = dict(snapshots.bodies(rows))
    behind = {contact: row.asked for contact, row in rows.items() if 0 < row.asked < bodies[contact]["revision"]}
    for contact, changes in history.since(behind).items():
        for change in reversed(changes):
            bodies[contact] = diff.undo(dict(bodies[contact]), codec.loads(change.changes))
    return bodies


def seen(links: Sequence[ExternalId], *, at: dt.datetime) -> None:
    """Note that the other side has these still, just as they were."""
    if links:
        ExternalId.objects.filter(pk__in=[row.pk for row in links]).update(seen_at=at)


def listed(connection: int, theirs: Sequence[str], *, at: dt.datetime) -> None:
    """The same by their ids, where the other side told of them in any way."""
    ExternalId.objects.filter(connection=connection, theirs__in=theirs).update(seen_at=at)


def let_go(links: Sequence[ExternalId], *, at: dt.datetime) -> None:
    """Note that the other side has these no more, and at which revision of ours that was found."""
    if links:
        now = Contact.objects.filter(pk=OuterRef("contact")).values("revision")[:1]
        rows = ExternalId.objects.filter(pk__in=[row.pk for row in links])
        rows.update(gone_at=at, digest="", revision=Subquery(now))


def forget(links: Sequence[ExternalId]) -> None:
    """Have contacts made there anew that the other side deleted."""
    if links:
        ExternalId.objects.filter(pk__in=[row.pk for row in links]).delete()


def known_gone(connection: Connection, *, since: dt.datetime) -> list[int]:
    """Contacts that sending found to be deleted there, at most a thousand, and nobody put away or brought back here."""
    rows = ExternalId.objects.filter(connection=connection, gone_at__gte=since, contact__is_archived=False)
    gone = dict(rows.order_by("pk").values_list("contact_id", "revision")[:1000])
    changes = history.since(gone)
    return [one for one in gone if not any("is_archived" in codec.loads(row.changes) for row in changes[one])]


def store(connection: int, linked: Sequence[Linked], *, at: dt.datetime) -> None:
    """Write what is known now, in two statements."""
    rows = []
    for one in linked:
        row = one.link or ExternalId(connection_id=connection, contact_id=one.contact, created_at=at)
        row.theirs, row.revision, row.digest = one.found.theirs, one.revision, one.digest
        row.theirs_at, row.seen_at, row.gone_at, row.again = one.found.at, at, None, one.again
        rows.append(row)
    bulk.insert(ExternalId, COLUMNS, [_values(row, COLUMNS) for row in rows if row.pk is None])
    known = [_values(row, ("id", *COLUMNS)) for row in rows if row.pk is not None]
    if known:
        bulk.upsert(ExternalId, ("id", *COLUMNS), known, key=("id",))


def _values(row: ExternalId, columns: Iterable[str]) -> bulk.Row:
    return tuple(codec.dumps(row.again) if name == "again" else getattr(row, name) for name in columns)
