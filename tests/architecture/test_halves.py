"""Which tests are in which half of the suite, and that none is in neither."""

from pathlib import Path

import pytest

from tests import halves

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_told_to_run_once_is_there() -> None:
    for start in (start for row in halves.ONCE for start in row.begins):
        path, _, name = start.partition("::")
        assert list(ROOT.glob(f"{path}*")), start
        assert not name or f"def {name.partition('[')[0]}" in (ROOT / path).read_text(), start


def test_what_takes_long_is_where_a_run_looks_for_it() -> None:
    assert [path for path in halves.LONG if not (ROOT / path).is_file()] == []


@pytest.mark.django_db
def test_what_touches_a_database_is_in_both(request: pytest.FixtureRequest) -> None:
    assert halves.databases(request.node) == ("sqlite", "postgresql")


def test_what_touches_none_is_in_one(request: pytest.FixtureRequest) -> None:
    assert halves.databases(request.node) == ("postgresql",)


@pytest.mark.django_db
def test_the_longest_beginning_decides(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    here = "tests/architecture/test_halves.py"
    rows = halves.Once("postgresql", "all of it", (here,)), halves.Once("sqlite", "this one", (f"{here}::test_the",))
    monkeypatch.setattr(halves, "ONCE", rows)
    assert halves.databases(request.node) == ("sqlite",)
    monkeypatch.setattr(halves, "ONCE", rows[:1])
    assert halves.databases(request.node) == ("postgresql",)
    monkeypatch.setattr(request.node, "fixturenames", ["chromium", *request.node.fixturenames])
    assert halves.databases(request.node) == ("sqlite",)
