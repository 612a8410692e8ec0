"""Having the other side told of contacts whose values stayed ours."""

from collections.abc import Collection

from django.utils import timezone

from contacts.directory import queries as contacts
from integrations.connections.models import Connection, Direction
from integrations.connections.operations import unsay
from integrations.outbox.leaving.writing import recall, write_in_bulk


def untell(connection: Connection, contact: int, their: str) -> None:
    """Take back that the other side is told of a field, where that has not begun."""
    unsay(connection.pk, contact, their)
    recall(connection_id=connection.pk, contact=contact)


def tell(connection: Connection, ids: Collection[int]) -> int:
    """Leave a delivery of each contact, in one statement, where we send at all; returns how many there are now."""
    if not ids or connection.direction == Direction.PULL:
        return 0
    pairs = [(contact, revision) for contact, (revision, _) in sorted(contacts.standing(ids).items())]
    return write_in_bulk(connection_id=connection.pk, contacts=pairs, now=timezone.now())
