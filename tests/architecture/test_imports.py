"""Imports point down, wherever in a module they stand; pyproject.toml holds the contracts."""

import tomllib

from importlinter.cli import lint_imports

from tests.architecture.test_code import ROOT

# Outside the layers: ``models`` gathers every room's models for Django, ``apps`` is where Django begins.
OUTSIDE = {f"{top}.{name}" for top in ("contacts", "integrations") for name in ("apps", "models", "migrations")}


def test_the_contracts_are_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


def test_every_package_has_a_place() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    placed = {name for layer in contracts[0]["layers"] for name in layer.split(" | ")} | OUTSIDE
    there = {
        f"{top}.{path.stem}"
        for top in ("contacts", "integrations")
        for path in (ROOT / top).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert there - placed == set()
