"""Entries for the worker: each makes one call into a package."""

from datetime import timedelta

from contacts.background.registry import background_task
from integrations.credentials import tokens
from integrations.wire.inbound import calls


@background_task(name="dialects.tidy", every=timedelta(hours=1))
def tidy_calls_and_tokens() -> None:
    calls.drop_old()
    tokens.drop_old()
