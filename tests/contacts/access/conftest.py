"""What the tests of access share."""

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from contacts.access.apps import queries as apps
from contacts.access.keys import queries
from contacts.access.sessions import queries as sessions


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """So many seconds pass, on the clock of what a process remembers of keys, apps and sessions."""

    def pass_by(seconds: float) -> None:
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + seconds)
        for module in (apps, queries, sessions):
            monkeypatch.setattr(module, "time", clock)

    return pass_by
