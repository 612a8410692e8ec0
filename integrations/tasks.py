"""Entries for the worker: each makes one call into a package."""

from datetime import timedelta

from django.utils import timezone

from contacts.background.registry import background_task
from integrations.credentials import tokens
from integrations.dialects.crmcom_selfservice.wifi import operations as wifi
from integrations.outbox import operations as outbox
from integrations.outbox.sending import sweeping
from integrations.sync import operations as sync
from integrations.sync.pulling import running
from integrations.wire.inbound import calls


@background_task(name="dialects.tidy", every=timedelta(hours=1))
def tidy_calls_and_tokens() -> None:
    calls.drop_old()
    tokens.drop_old()
    wifi.drop_old()


@background_task(name="wifi.tell", attempts=12)
def tell_wifi(authorisation: int) -> None:
    wifi.tell(authorisation)


@background_task(name="sync.run")
def go_on_with_run(run: int) -> None:
    running.run(run)


@background_task(name="sync.due", every=timedelta(minutes=1))
def start_due_runs() -> None:
    sync.start_due(now=timezone.now())


@background_task(name="outbox.tidy", every=timedelta(hours=1))
def tidy_deliveries() -> None:
    sweeping.drop_old()


@background_task(name="outbox.send_all")
def send_all(connection: int) -> None:
    outbox.push_everything(connection=connection)


@background_task(name="outbox.replay")
def replay(connection: int, by: str) -> None:
    outbox.replay_everything(connection=connection, by=by)


@background_task(name="sync.tidy", every=timedelta(days=1))
def tidy_runs() -> None:
    sync.drop_old(now=timezone.now())
