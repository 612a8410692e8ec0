"""Reading connections and what the other sides call things."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from contacts.vault.seal import unseal
from integrations.connections.models import Conflict, Connection, ExternalId, ExternalReference


class Account(Struct, frozen=True):
    """A connection as those who call need it: ``said`` are its settings and its opened secrets. Never logged."""

    connection: int
    dialect: str
    name: str
    address: str
    said: dict[str, str]

    def __repr__(self) -> str:
        return f"Account({self.connection}, {self.dialect})"


def account(row: Connection) -> Account:
    """The account with its secrets opened; raises ``SealBroken``."""
    return Account(row.pk, row.dialect, row.name, row.address, row.settings | secrets_of(row))


def secrets_of(row: Connection) -> dict[str, str]:
    """The opened secrets; raises ``SealBroken``."""
    if not row.secrets:
        return {}
    opened = unseal(row.secrets, place=f"connection|secrets|{row.pk}")
    return msgspec.json.decode(opened, type=dict[str, str])


def secret_place(connection: int, contact: int) -> str:
    """Where the sealed secret of an external id opens, and nowhere else."""
    return f"external|secret|{connection}|{contact}"


def secret_of(row: ExternalId) -> str:
    """What lets us act for the contact there, opened; raises ``SealBroken``."""
    return unseal(row.secret, place=secret_place(row.connection_id, row.contact_id)) if row.secret else ""


def by_theirs(connection: int, theirs: Iterable[str]) -> dict[str, ExternalId]:
    """Which contacts the other side's ids are, in one statement."""
    rows = ExternalId.objects.filter(connection=connection, theirs__in=list(theirs))
    return {row.theirs: row for row in rows if row.theirs is not None}


class References(Struct, frozen=True):
    """What the other side calls our look-ups, both ways, by kind."""

    theirs: dict[str, dict[int, str]]
    ours: dict[str, dict[str, int]]


def references(connection: int) -> References:
    """Every look-up that has a name there, in one statement."""
    found = References({}, {})
    for row in ExternalReference.objects.filter(connection=connection):
        found.theirs.setdefault(row.kind, {})[row.ours] = row.theirs
        found.ours.setdefault(row.kind, {})[row.theirs] = row.ours
    return found


def undecided(connection: int, contact: int) -> list[str]:
    """Their names of a contact's fields that staff must decide, in one statement."""
    rows = Conflict.objects.filter(connection=connection, contact=contact, state=Conflict.State.OPEN)
    return list(rows.values_list("their", flat=True))


def linked(contact: int) -> list[ExternalId]:
    """Everything that other sides call a contact, with the connections, in one statement."""
    return list(ExternalId.objects.filter(contact=contact).select_related("connection").order_by("connection_id"))
