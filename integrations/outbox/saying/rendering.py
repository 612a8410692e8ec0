"""Our contacts as requests to the system of one connection."""

from functools import cached_property
from typing import Any

from integrations.connections.acting import actor_of
from integrations.connections.models import Connection
from integrations.connections.queries import References, references
from integrations.dialects.registry import BY_NAME
from integrations.mapping.sources import Body
from integrations.wire.numbers import whole
from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.translating import Abroad, called


class CallRenderer:
    """Made anew for each delivery, so that the look-ups it has read are as fresh as that."""

    def __init__(self, connection: Connection, connector: Connector) -> None:
        self.connection, self.connector = connection, connector
        self.table = BY_NAME[connection.dialect].table
        self.known = Abroad(connector.line.account)

    @cached_property
    def references(self) -> References:
        return references(self.connection.pk)

    def call(self, body: Body) -> dict[str, Any]:
        """The contact as their request says it."""
        self.known.load(self.table, [body])
        return called(self.table, self.connector, body, self.known, self.references)

    def whole(self, body: Body) -> Body:
        """The contact with its identity numbers in full, where the account is one that gets them."""
        if not self.connector.gets_numbers:
            return body
        return whole([body], actor=actor_of(self.connection, "sending"))[0]
