"""What every test of the integrations begins with: a process that remembers nothing, and one server per module."""

from collections.abc import Generator

import pytest

from contacts.options import queries as options
from integrations.credentials import queries
from integrations.wire.inbound import calls
from tests.processes import web


@pytest.fixture(autouse=True)
def caches_last(monkeypatch: pytest.MonkeyPatch) -> None:
    calls._in_hand.clear()
    for module in (queries, options):  # for a whole test: else a slow machine reads anew while statements are counted
        monkeypatch.setattr(module, "REMEMBERED", 60.0)


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of the server that ``start`` runs, on the tests' database; its tests are transactional ones."""
    with web(tmp_path_factory.mktemp("served") / "web.log") as address:
        yield address
