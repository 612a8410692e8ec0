"""Subscribing an address to events. A secret is made here and shown once; two are live while one is being replaced."""

import datetime as dt
import secrets
from typing import Any

from django.db import transaction

from contacts.history.actor import Actor
from integrations.connections import operations as connections
from integrations.connections.models import Connection
from integrations.connections.queries import secrets_of
from integrations.dialects.webhook import events
from integrations.dialects.webhook.connector import FORMER, NAME, SECRET, Webhook

COLUMNS = ("name", "address", "is_enabled", "events", "where")


def subscribe(*, actor: Actor, now: dt.datetime | None = None, **said: Any) -> tuple[Connection, str]:
    """A new subscription (``said`` are ``COLUMNS``) and its secret; raises ``Invalid`` at a column."""
    _check(said)
    secret = _made()
    row = connections.connect(dialect=NAME, needs=Webhook.needs, account={SECRET: secret}, actor=actor, now=now, **said)
    return row, secret


def change(*, webhook: int, actor: Actor, **said: Any) -> Connection:
    """The subscription with other values; raises ``Invalid``, ``Connection.DoesNotExist``."""
    _check(said)
    with transaction.atomic():
        _one(webhook)
        return connections.change(connection=webhook, needs=Webhook.needs, actor=actor, **said)


def rotate(*, webhook: int, actor: Actor) -> tuple[Connection, str]:
    """The subscription and a new secret; the one before signs too until ``retire``."""
    secret = _made()
    with transaction.atomic():
        former = secrets_of(_one(webhook))[SECRET]
        account = {SECRET: secret, FORMER: former}
        return connections.change(connection=webhook, needs=Webhook.needs, account=account, actor=actor), secret


def retire(*, webhook: int, actor: Actor) -> Connection:
    """The subscription with its newest secret only."""
    with transaction.atomic():
        _one(webhook)
        return connections.change(connection=webhook, needs=Webhook.needs, forget=(FORMER,), actor=actor)


def _one(webhook: int) -> Connection:
    return Connection.objects.select_for_update().get(pk=webhook, dialect=NAME)


def _check(said: dict[str, Any]) -> None:
    if unknown := set(said) - set(COLUMNS):
        raise TypeError(f"{', '.join(unknown)} is not said of a webhook")
    events.check(said.get("events", []))


def _made() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"
