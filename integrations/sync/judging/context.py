"""What all contacts of one page are read and decided with: run, connection, dialect, look-ups and actor."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from contacts.history.actor import Actor
from integrations.connections.acting import actor_of
from integrations.connections.models import Connection
from integrations.connections.queries import References, account, references
from integrations.dialects.base import Dialect
from integrations.dialects.registry import BY_NAME
from integrations.mapping.draft import Misread, Parsed
from integrations.mapping.sources import Body
from integrations.sync.judging.fields import Said, cut
from integrations.sync.models import Run
from integrations.wire.outbound.connector import Connector, Found
from integrations.wire.outbound.line import Line
from integrations.wire.outbound.translating import Abroad, replied
from integrations.wire.outbound.troubles import Declined


class Reading(Struct, frozen=True):
    """What a contact of theirs says that one of ours does not, and the parsed answer it was taken from."""

    said: Said
    parsed: Parsed


class PageContext:
    """Made anew for each page, so that the look-ups it has read are as fresh as the page."""

    def __init__(self, run: Run, connection: Connection, connector: Connector, dialect: Dialect) -> None:
        self.run, self.connection, self.connector, self.table = run, connection, connector, dialect.table
        self.known = Abroad(connector.line.account)

    @cached_property
    def references(self) -> References:
        return references(self.connection.pk)

    @property
    def side(self) -> str:
        """Whose values a mending run takes: ``ours``, ``theirs``, or empty when ownership decides."""
        return self.run.side if self.run.side in ("ours", "theirs") else ""

    @cached_property
    def actor(self) -> Actor:
        """The connection itself: what it changes is not sent back to where it came from."""
        return actor_of(self.connection, f"run {self.run.pk}")

    def load(self, bodies: Iterable[Body]) -> None:
        """Fetch the look-ups that reading beside ``bodies`` needs."""
        self.known.load(self.table, bodies)

    def read(self, found: Found, body: Body) -> Reading:
        """What ``found`` says that ``body`` does not; raises ``TryAgain`` when nothing of it can be read."""
        parsed = replied(self.table, self.connector, found.data, body, self.known, self.references)
        return Reading(cut(parsed, body), parsed)

    def looks(self, ours: Body, base: Body) -> set[str]:
        """Their names of the fields in which two bodies of ours differ once they are rendered for them."""
        shown = self.table.render(ours, self.known, self.table.forms[0])
        try:
            return set(cut(self.table.reply(shown, current=base, known=self.known), base).fields)
        except Misread as error:
            return {fault.path for fault in error.errors}


def dialect_of(connection: Connection) -> Dialect:
    """The dialect of a connection, with a connector; raises ``Declined`` for one that cannot be fetched from."""
    dialect = BY_NAME.get(connection.dialect)
    if dialect is None or dialect.connector is None:
        raise Declined("Nothing can be fetched from this kind of system.")
    return dialect


def connector_of(connection: Connection, dialect: Dialect) -> Connector:
    """The way to the other side; raises ``SealBroken``."""
    assert dialect.connector is not None
    return dialect.connector(Line(account(connection)))


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of a contact of theirs, the same whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
