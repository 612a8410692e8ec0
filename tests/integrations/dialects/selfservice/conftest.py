"""A process that has just started."""

from collections.abc import Generator

import pytest

from contacts.access.apps import queries as apps
from contacts.access.providers import discovery
from contacts.access.sessions import queries as sessions
from contacts.options import queries as options


@pytest.fixture(autouse=True)
def just_started() -> Generator[None]:
    for _ in _forgotten():
        yield


def _forgotten() -> Generator[None]:
    for again in (False, True):
        sessions._seen.clear()
        apps._seen.clear()
        apps._origins.clear()
        apps.METER.start_afresh()
        discovery.forget()
        options.forget()
        if not again:
            yield
