"""Starts fakes for the tests of the fakes."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.vendors import Vendor, fake
from tests.vendors.clients import client

Start = Callable[[str], tuple[Vendor, httpx.Client]]


@pytest.fixture
def start(tmp_path: Path) -> Generator[Start]:
    """Starts a fake by name, with a client of it; ends both with the test."""
    with ExitStack() as stack:

        def started(name: str) -> tuple[Vendor, httpx.Client]:
            vendor = stack.enter_context(fake(name, tmp_path))
            return vendor, stack.enter_context(client(vendor))

        yield started
