"""Each test begins as a process that has just started."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from contacts.access.apps import queries as apps
from contacts.access.keys import limits, queries
from contacts.access.sessions import queries as sessions


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    limits.start_afresh()
    queries._seen.clear()
    yield
    limits.start_afresh()
    queries._seen.clear()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """So many seconds pass, on the clock of what a process remembers of keys, apps and sessions."""

    def pass_by(seconds: float) -> None:
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + seconds)
        for module in (apps, queries, sessions):
            monkeypatch.setattr(module, "time", clock)

    return pass_by
