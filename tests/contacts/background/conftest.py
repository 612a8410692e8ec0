from pathlib import Path

import pytest


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    path = tmp_path / "traces"
    path.touch()
    return path


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest) -> str:
    """The REDIS_URL of the worker; empty for a queue inside the worker."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""
