"""What the tests of people and their proofs share."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from contacts.access.accounts.signals import credentials_changed
from contacts.access.hashing import pool
from contacts.options import queries as decided


@pytest.fixture(autouse=True)
def caches_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process remembers of options does not end amid a test that counts statements."""
    monkeypatch.setattr(decided, "REMEMBERED", 60.0)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stored hashes that passwords were really compared with, in order; dummies are left out."""
    seen: list[str] = []
    real: Callable[[str, str], bool] = pool.verify

    def verify(password: str, encoded: str) -> bool:
        if encoded != pool._dummy(pool.get_hasher().algorithm):
            seen.append(encoded)
        return real(password, encoded)

    monkeypatch.setattr(pool, "verify", verify)
    return seen


@pytest.fixture
def ended() -> Generator[list[tuple[int, int | None]]]:
    """``(account, session that stays)`` for each time that sessions were told to end."""
    heard: list[tuple[int, int | None]] = []

    def listen(account: Any, except_session: int | None, **kwargs: object) -> None:
        heard.append((account.pk, except_session))

    credentials_changed.connect(listen)
    yield heard
    credentials_changed.disconnect(listen)
