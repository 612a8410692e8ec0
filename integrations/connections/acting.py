"""Who acts when something comes from a connection, or goes to it."""

from contacts.history.actor import Actor
from integrations.connections.models import Connection


def actor_of(connection: Connection, detail: str) -> Actor:
    """The connection itself; ``detail`` says in which run, or that it sends."""
    return Actor(
        kind="connection", id=connection.pk, label=connection.name, door="sync", door_detail=detail,
        request=f"sync {detail}",
    )  # fmt: skip
