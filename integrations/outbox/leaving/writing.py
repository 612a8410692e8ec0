"""Deliveries are written with the change that they tell of, by one statement for each batch.

It asks for the connections and inserts at once: an installation that has none pays for one look at an empty table.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from msgspec import Struct

from contacts.history.actor import Actor
from contacts.history.journal import Entry
from contacts.record.parsing import codec
from integrations.connections.models import ExternalId
from integrations.outbox.leaving.waking import wake_dispatchers
from integrations.outbox.models import Delivery, Kind, State

COLUMNS = (
    "uuid, connection_id, contact_id, kind, event, change, revision, state, in_bulk, due, lease, worker, attempts, "
    "deaths, created_at, last_error"
)
# What differs between the databases: a UUID, the list of contacts, and whether a webhook listens to the event.
POSTGRESQL = (
    "gen_random_uuid()",
    "CROSS JOIN jsonb_to_recordset(%s::jsonb) AS e(contact bigint, revision int, event text)",
    "c.events = '[]'::jsonb OR c.events @> to_jsonb(e.event)",
)
SQLITE = (
    "lower(hex(randomblob(16)))",
    "CROSS JOIN (SELECT json_extract(value, '$.contact') AS contact, json_extract(value, '$.revision') AS revision, "
    "json_extract(value, '$.event') AS event FROM json_each(%s)) AS e",
    "c.events = '[]' OR EXISTS (SELECT 1 FROM json_each(c.events) WHERE value = e.event)",
)
# The words of the conflict's condition are those of the index, in its order: SQLite compares them as they stand.
STATEMENT = """
    INSERT INTO integrations_delivery ({columns})
    SELECT {uuid}, c.id, e.contact,
        CASE WHEN c.dialect = 'webhook' THEN 'event' ELSE 'contact' END,
        CASE WHEN c.dialect = 'webhook' THEN e.event ELSE '' END,
        CASE WHEN c.dialect = 'webhook' THEN (
            SELECT h.id FROM contacts_change h WHERE h.contact_id = e.contact AND h.revision = e.revision
        ) END,
        e.revision, 'waiting', {in_bulk}, %s, 0, '', 0, 0, %s, ''
    FROM integrations_connection c {contacts}
    WHERE {whom}
    ORDER BY c.id, e.contact
    ON CONFLICT (connection_id, contact_id) WHERE (kind = 'contact' AND state = 'waiting')
    DO UPDATE SET
        revision = CASE WHEN excluded.revision > integrations_delivery.revision
            THEN excluded.revision ELSE integrations_delivery.revision END,
        in_bulk = excluded.in_bulk AND integrations_delivery.in_bulk
"""
LISTENING = """
    c.direction IN ('push', 'both')
    AND CASE WHEN c.dialect = 'webhook' THEN ({listens}) ELSE c.id <> %s END
"""


class Due(Struct, frozen=True):
    """What is written of one contact."""

    contact: int
    revision: int
    event: str


def listen(*, entries: Sequence[Entry], actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
    """Receives ``change_recorded``. Contacts do not go back where they came from; webhooks are told all the same."""
    origin = actor.id if actor.kind == "connection" and actor.id else 0
    due = [Due(entry.after.id, entry.after.revision, f"contact.{entry.action}") for entry in entries]
    if _write(LISTENING, [origin], due, in_bulk=False, now=now):
        transaction.on_commit(wake_dispatchers)


def write_in_bulk(*, connection_id: int, contacts: Iterable[tuple[int, int]], now: dt.datetime) -> int:
    """Leave a delivery of each ``(contact, revision)`` for one connection, in one statement, behind all others."""
    return _write("c.id = %s", [connection_id], [Due(*pair, "") for pair in contacts], in_bulk=True, now=now)


def recall(*, connection_id: int, contact: int) -> int:
    """Take back what waits untried and has nothing to tell: the other side has the contact as it is."""
    told = ExternalId.objects.filter(connection=connection_id, contact=contact, again=[])
    if not told.filter(revision__gte=F("contact__revision")).exists():
        return 0
    waiting = Delivery.objects.filter(
        connection=connection_id, contact=contact, kind=Kind.CONTACT, state=State.WAITING, attempts=0
    )
    return waiting.delete()[0]


def _write(whom: str, values: list[Any], due: Sequence[Due], *, in_bulk: bool, now: dt.datetime) -> int:
    """Returns how many deliveries there are of it, also those that waited already."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, whom, in_bulk), [at, at, codec.dumps(due), *values])
        return int(cursor.rowcount)


@cache
def _statement(vendor: str, whom: str, in_bulk: bool) -> str:
    uuid, contacts, listens = POSTGRESQL if vendor == "postgresql" else SQLITE
    return STATEMENT.format(
        columns=COLUMNS, uuid=uuid, contacts=contacts, whom=whom.format(listens=listens), in_bulk=str(in_bulk).upper()
    )
