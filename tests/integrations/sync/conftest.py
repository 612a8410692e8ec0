"""A fake vendor whose lists tell all of a contact that matters here."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.vendors.systems import SYSTEMS
from tests.vendors.vendor import Vendor


@pytest.fixture
def vendor(tmp_path: Path) -> Generator[Vendor]:
    """Administrate: pages in the order of ids, deletions told, no times of change."""
    with SYSTEMS["administrate"](ledger=tmp_path / "ledger.jsonl") as started:
        yield started
