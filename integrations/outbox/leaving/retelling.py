"""Telling a webhook again of what happened since some time, for a listener that lost something."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from contacts.history.models import Change
from contacts.record.errors import invalid
from integrations.connections.models import Connection
from integrations.outbox.leaving.waking import wake_dispatchers
from integrations.outbox.leaving.writing import COLUMNS, POSTGRESQL, SQLITE

MOST = 100_000  # events that are written in one transaction
STATEMENT = """
    INSERT INTO integrations_delivery ({columns})
    SELECT {uuid}, c.id, e.contact_id, 'event', e.event, e.id, e.revision, 'waiting', TRUE, %s, 0, '', 0, 0, %s, ''
    FROM integrations_connection c CROSS JOIN (
        SELECT id, contact_id, revision, 'contact.' || action AS event FROM contacts_change WHERE at >= %s
    ) AS e
    WHERE c.id = %s AND c.dialect = 'webhook' AND ({listens})
    ORDER BY e.id
"""


def replay_since(*, connection_id: int, since: dt.datetime, now: dt.datetime | None = None) -> int:
    """Leave an event of every change from ``since`` on, in their order, behind what waits; returns how many.

    Raises ``Invalid`` at ``since`` for more than 100,000 of them, ``Connection.DoesNotExist``.
    """
    Connection.objects.get(pk=connection_id)
    count = Change.objects.filter(at__gte=since)[: MOST + 1].count()
    if count > MOST:
        raise invalid("since", "too_many", f"There were more than {MOST:,} changes since then. Name a later time.")
    uuid, _, listens = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    statement = STATEMENT.format(columns=COLUMNS, uuid=uuid, listens=listens)
    adapt = connection.ops.adapt_datetimefield_value
    at = adapt(now or timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [at, at, adapt(since), connection_id])
        transaction.on_commit(wake_dispatchers)
        return int(cursor.rowcount)
