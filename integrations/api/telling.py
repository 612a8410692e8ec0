"""Rows as callers read them: connections with how their lines do, and never a secret."""

from collections.abc import Iterable
from typing import Any

from integrations.api.shapes import ConnectionShown, Health, SecretShown, WebhookShown
from integrations.connections.models import Connection, Lane
from integrations.connections.queries import secrets_of
from integrations.outbox import queries as outbox

SHOWN = 4  # characters of a secret


def connections(rows: Iterable[Connection]) -> list[ConnectionShown]:
    """Connections, in one more statement however many they are."""
    rows = list(rows)
    counts = outbox.counts(row.pk for row in rows)
    return [
        ConnectionShown(
            dialect=row.dialect, direction=row.direction, account=row.settings, ownership=row.ownership,
            matching=row.matching, deletion=row.deletion, pull_every=row.pull_every, **_common(row, counts),
        )
        for row in rows
    ]  # fmt: skip


def webhooks(rows: Iterable[Connection]) -> list[WebhookShown]:
    """Subscriptions, likewise."""
    rows = list(rows)
    counts = outbox.counts(row.pk for row in rows)
    return [WebhookShown(**webhook(row, counts)) for row in rows]


def webhook(row: Connection, counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    """The members of one."""
    return {"events": row.events, **_common(row, counts)}


def _common(row: Connection, counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    names = ("id", "name", "address", "is_enabled", "where", "created_at", "created_by", "changed_at", "changed_by")
    told = {name: getattr(row, name) for name in names}
    secrets = {name: SecretShown(row.secrets_set_at, value[-SHOWN:]) for name, value in secrets_of(row).items()}
    return {**told, "secrets": secrets, "health": _health(row, row.lane, counts.get(row.pk, {}))}


def _health(row: Connection, lane: Lane, counts: dict[str, int]) -> Health:
    return Health(
        state=outbox.line_state(row, lane), failures=lane.failures, open_until=lane.open_until,
        last_success_at=lane.last_success_at, last_failure_at=lane.last_failure_at, last_error=lane.last_error,
        waiting=outbox.waiting(counts), dead=outbox.given_up(counts),
    )  # fmt: skip
