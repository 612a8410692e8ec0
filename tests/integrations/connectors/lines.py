"""Accounts at systems that run on this machine, and what their connectors are asked for."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from contacts.options import operations as options
from integrations.connections.options import HOSTS
from integrations.connections.queries import Account, References
from integrations.dialects.registry import DIALECTS
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.outbound.connector import Call, Connector, Found
from integrations.wire.outbound.line import Line
from integrations.wire.outbound.translating import called
from tests.integrations.laws import KNOWN
from tests.integrations.programs import STAFF

TABLES = {dialect.name: dialect.table for dialect in DIALECTS}
CONNECTORS = {dialect.name: dialect.connector for dialect in DIALECTS if dialect.connector}
SAME = {n: str(n) for n in range(1, 10)}  # each look-up has the number there that it has here
KINDS = ("organisation", "marketing_list", "customer_type", "vendor", "branch")
BACK = {theirs: ours for ours, theirs in SAME.items()}
REFERENCES = References(dict.fromkeys(KINDS, SAME), dict.fromkeys(KINDS, BACK))


def allow(*addresses: str) -> None:
    """Let this process call servers of this machine, and no others."""
    options.change(values={HOSTS.name: " ".join(urlsplit(address).netloc for address in addresses)}, actor=STAFF)


def account(dialect: str, address: str, **said: str) -> Account:
    return Account(1, dialect, "There", address, said)


def connector(dialect: str, address: str, *, seconds: float = 5, **said: str) -> Connector:
    """A connector to a system of this machine."""
    allow(address)
    return CONNECTORS[dialect](Line(account(dialect, address, **said), seconds=seconds))


def call_of(there: Connector, body: Body) -> Call:
    """Our contact as a call of this connector."""
    return called(TABLES[there.line.account.dialect], there, body, KNOWN, REFERENCES)


def all_of(there: Connector, since: str = "") -> Iterator[Found]:
    """Every contact, page by page."""
    after, pages = "", 0
    while True:
        page = there.page(since=since, after=after)
        yield from page.items
        pages += 1
        assert pages < 200, "the pages do not end"
        if not page.after:
            return
        after = page.after


def table_of(there: Connector) -> Table:
    return TABLES[there.line.account.dialect]


def said_of(dialect: str, credentials: dict[str, str], **more: str) -> dict[str, Any]:
    """What a connection is told, of the credentials of a fake vendor."""
    names = {need.name for need in CONNECTORS[dialect].needs}
    return {name: value for name, value in credentials.items() if name in names} | more
