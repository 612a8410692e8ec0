"""Fixtures that every part of the suite may use."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as examples

from tests import services
from tests.browser import boss, chromium, desk, page, sound

__all__ = ["boss", "chromium", "desk", "page", "sound"]
# The same examples every time, and no clock; ``--hypothesis-profile=default`` goes and looks for others.
examples.register_profile("steady", deadline=None, derandomize=True)
examples.load_profile("steady")


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
def queries() -> type[CaptureQueriesContext]:
    return CaptureQueriesContext


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of manage.py."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def guards_let_tests_end() -> Generator[None]:
    """SQLite empties tables between tests by DELETE, which the guards of the consent log refuse: they step aside."""
    operations = DatabaseWrapper.ops_class
    whole = operations.sql_flush

    def without_guards(self: Any, *args: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_guard_%'")
            guards = cursor.fetchall()
        off, on = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
        return [*off, *whole(self, *args, **options), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", without_guards)
        yield
