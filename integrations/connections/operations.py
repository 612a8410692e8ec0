"""Connecting, changing, pausing and disconnecting; a secret is taken and never shown."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.vault.seal import seal
from integrations.connections import checking
from integrations.connections.models import Connection, ExternalId, ExternalReference, Lane
from integrations.connections.needs import Need
from integrations.connections.queries import secrets_of

CHANGEABLE = (
    *("name", "address", "direction", "is_enabled", "events", "where", "ownership", "matching", "deletion"),
    "pull_every",
)


def connect(
    *, dialect: str, needs: Sequence[Need], actor: Actor, account: Mapping[str, str] | None = None,
    now: dt.datetime | None = None, **said: Any,
) -> Connection:  # fmt: skip
    """A new connection. ``account`` has the values that ``needs`` names, ``said`` columns of ``CHANGEABLE``.

    Raises ``Invalid`` at the name of a column or ``account.<name>``.
    """
    now = now or timezone.now()
    row = Connection(dialect=dialect, created_at=now, created_by=actor.label)
    with transaction.atomic():
        _say(row, said, actor, now)
        checking.check(row, needs=needs, account=dict(account or {}), known=frozenset())
        row.save(force_insert=True)
        _keep(row, needs, account or {}, {}, now)
        Lane.objects.create(connection=row)
    return row


def change(
    *, connection: int, needs: Sequence[Need], actor: Actor, account: Mapping[str, str] | None = None,
    forget: Iterable[str] = (), now: dt.datetime | None = None, **said: Any,
) -> Connection:  # fmt: skip
    """The connection with other values; what of the account is not named, or blank, stays. Raises as ``connect``.

    Secrets that ``forget`` names go. With another address all that are sent go which are not said again.
    """
    now = now or timezone.now()
    account = {name: value for name, value in (account or {}).items() if value}
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(pk=connection)
        gone = set(forget)
        if said.get("address", row.address).strip() != row.address:
            gone |= {need.name for need in needs if need.secret and need.sent}
        kept = {name: value for name, value in secrets_of(row).items() if name not in gone}
        _say(row, said, actor, now)
        checking.check(row, needs=needs, account=account, known=frozenset(row.settings) | frozenset(kept))
        row.save()
        _keep(row, needs, account, kept, now)
    return row


def pause(*, connection: int, paused: bool, actor: Actor, now: dt.datetime | None = None) -> Connection:
    """The connection stopped, or let go on with everything that waited; its circuit closes with it."""
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(pk=connection)
        row.is_enabled, row.changed_at, row.changed_by = not paused, now or timezone.now(), actor.label
        row.save(update_fields=["is_enabled", "changed_at", "changed_by"])
        if not paused:
            Lane.objects.filter(pk=connection).update(failures=0, open_until=None)
    return row


def disconnect(*, connection: int, actor: Actor) -> None:
    """The connection gone, with its secrets, its deliveries and what the other side calls our contacts."""
    Connection.objects.filter(pk=connection).delete()


def refer(*, connection: int, kind: str, pairs: Iterable[tuple[int, str]]) -> None:
    """Say what the other side calls look-ups of one kind, in place of what was said before; raises ``Invalid``."""
    rows = [ExternalReference(connection_id=connection, kind=kind, ours=ours, theirs=theirs) for ours, theirs in pairs]
    if faults := list(checking.reference_faults(rows)):
        raise Invalid(faults)
    with transaction.atomic():
        ExternalReference.objects.filter(connection=connection, kind=kind).delete()
        ExternalReference.objects.bulk_create(rows)


def _say(row: Connection, said: Mapping[str, Any], actor: Actor, now: dt.datetime) -> None:
    for name, value in said.items():
        if name not in CHANGEABLE:
            raise TypeError(f"{name} is not to be changed")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.changed_at, row.changed_by = now, actor.label


def _keep(
    row: Connection, needs: Sequence[Need], account: Mapping[str, str], kept: Mapping[str, str], now: dt.datetime
) -> None:
    """Store the account: sealed to the row, which has its key only now."""
    secret = {need.name: account[need.name] for need in needs if need.secret and account.get(need.name)}
    row.settings |= {need.name: account[need.name] for need in needs if not need.secret and need.name in account}
    told = {**kept, **secret}
    row.secrets = seal(msgspec.json.encode(told).decode(), place=f"connection|secrets|{row.pk}") if told else ""
    row.secrets_set_at = now if secret else row.secrets_set_at if told else None
    row.save(update_fields=["settings", "secrets", "secrets_set_at"])


def unsay(connection: int, contact: int, their: str) -> None:
    """Take back what ``say_again`` asked for, where it was not told yet; in the caller's transaction."""
    for row in ExternalId.objects.select_for_update().filter(connection=connection, contact=contact):
        row.again = [name for name in row.again if name != their]
        row.save(update_fields=["again"])


def say_again(connection: int, contact: int, their: str) -> None:
    """Have a field told of a contact that is linked, in their name for it, although both sides had the same; "": all.

    In the caller's transaction.
    """
    for row in ExternalId.objects.select_for_update().filter(connection=connection, contact=contact):
        row.again = sorted({*row.again, their})
        row.save(update_fields=["again"])
