"""Fixtures that every part of the suite may use."""

import time
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as examples
from pytest_django.plugin import DjangoDbBlocker

from contacts.tables import caches
from integrations.wire.inbound import calls
from tests import emptying, services
from tests.browser import boss, chromium, desk, page, sound

__all__ = ["boss", "chromium", "desk", "page", "sound"]
# The same examples every time, and no clock; ``--hypothesis-profile=default`` goes and looks for others.
examples.register_profile("steady", deadline=None, derandomize=True)
examples.load_profile("steady")


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """Each test begins as a process that has just started: what it had cached belongs to rows that are gone."""
    caches.empty_all()


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
def dear(settings: Any) -> None:
    """Passwords are hashed as in an installation."""
    settings.PASSWORD_HASHERS = ["crmsite.passwords.Argon2"]


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute that requests and refusals are counted in does not end meanwhile."""
    at = time.time()
    monkeypatch.setattr("contacts.access.keys.limits.time", SimpleNamespace(time=lambda: at))


@pytest.fixture
def queries() -> type[CaptureQueriesContext]:
    return CaptureQueriesContext


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of manage.py."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """The test database, and what is in it before the first test; calls that are still to be noted go with it."""
    with django_db_blocker.unblock():
        emptying.remember()
    yield
    with django_db_blocker.unblock():
        calls.flush()


@pytest.fixture(scope="session", autouse=True)
def tables_are_left_as_migrated() -> Generator[None]:
    """What follows a test that commits, also past the guards of the consent log; rights stay, and none are missing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *given, **named: None)
        for operations, flush in ((SQLite.ops_class, emptying.sqlite), (PostgreSQL.ops_class, emptying.postgresql)):
            patch.setattr(operations, "sql_flush", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def databases_can_be_dropped() -> Generator[None]:
    """PostgreSQL drops no database while a forgotten thread of a test is connected to it: its session is ended."""
    drop = DatabaseCreation._destroy_test_db

    def without_others(self: Any, name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        drop(self, name, verbosity)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_destroy_test_db", without_others)
        yield
