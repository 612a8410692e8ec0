"""Fixtures that every part of the suite may use."""

from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import services
from tests.browser import boss, chromium, desk, page, sound

__all__ = ["boss", "chromium", "desk", "page", "sound"]


@pytest.fixture(scope="session")
def redis_url() -> Generator[str]:
    """A Redis of this run's own."""
    import shutil

    if shutil.which("redis-server") is None:
        services.unavailable("redis", "redis-server is not installed")
    with services.redis() as url:
        yield url


@pytest.fixture
def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture
def queries() -> type[CaptureQueriesContext]:
    return CaptureQueriesContext


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of manage.py."""
    return Path(__file__).resolve().parent.parent
