"""Reading runs, what staff must see of them, open conflicts, and where values came from."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from msgspec import Struct

from contacts.directory.reading import snapshots
from contacts.history import queries as history
from contacts.history.models import Change
from contacts.record.parsing import codec
from integrations.sync.models import OPEN, Conflict, Finding, Run


def runs(connection: int | None = None) -> QuerySet[Run]:
    """Runs with their connections, newest first."""
    rows = Run.objects.select_related("connection")
    return rows if connection is None else rows.filter(connection=connection)


def under_way(connection: int) -> Run | None:
    """The run of a connection that waits or works, None when there is none."""
    return Run.objects.filter(connection=connection, state__in=OPEN).first()


def findings(run: int, kind: str = "") -> QuerySet[Finding]:
    """What staff must see of a run, with the contacts, in the order it was found."""
    rows = Finding.objects.filter(run=run).select_related("contact")
    return rows.filter(kind=kind) if kind else rows


def finding_counts(run: int) -> dict[str, int]:
    """How many findings are listed of each kind, in one statement."""
    rows = Finding.objects.filter(run=run).order_by().values_list("kind")
    return dict(rows.annotate(Count("id")))


def open_conflicts(connection: int | None = None) -> QuerySet[Conflict]:
    """Values that staff must decide, newest first, with contacts and connections."""
    rows = Conflict.objects.filter(state=Conflict.State.OPEN).select_related("contact", "connection")
    return rows if connection is None else rows.filter(connection=connection)


def conflicts_of(contact: int) -> QuerySet[Conflict]:
    """Everything that was ever asked about a contact, newest first."""
    return Conflict.objects.filter(contact=contact).select_related("connection")


def open_conflict_count() -> int:
    """How many values staff must decide."""
    return Conflict.objects.filter(Q(state=Conflict.State.OPEN)).count()


class Origin(Struct, frozen=True):
    """Where a value came from. ``connection`` is the id of the one that brought it, None for any other door."""

    at: dt.datetime
    revision: int
    label: str
    door: str
    door_detail: str
    connection: int | None


def origin_of(contact: int) -> dict[str, Origin]:
    """Where each value of a contact came from, by its path in the journal (``emails.12.email``); two statements."""
    body = snapshots.bodies([contact]).get(contact)
    left = dict.fromkeys(_paths(body, "")) if body else {}
    found: dict[str, Origin] = {}
    for row in history.of_contact(contact).iterator(chunk_size=100):
        said = codec.loads(row.changes).keys()
        for path in [path for path in left if "" in said or not said.isdisjoint(_heads(path))]:
            found[path] = _origin(row)
            del left[path]
        if not left:
            break
    return found


def _origin(row: Change) -> Origin:
    connection = row.actor_id if row.actor_kind == "connection" else None
    return Origin(row.at, row.revision, row.actor_label, row.door, row.door_detail, connection)


def _heads(path: str) -> Iterator[str]:
    """The path and all above it."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _paths(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value):
        for one in value:
            yield from _paths(one, f"{path}.{one['id']}")
    else:
        yield path
