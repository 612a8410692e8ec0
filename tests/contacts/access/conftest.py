"""Each test begins as a process that has just started."""

from collections.abc import Iterator

import pytest

from contacts.access.keys import limits, queries


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    limits.start_afresh()
    queries._seen.clear()
    yield
    limits.start_afresh()
    queries._seen.clear()
