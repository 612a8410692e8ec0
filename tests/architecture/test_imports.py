"""Imports point down the ladder, whether they stand at the top of a module or inside a function."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.ladder import FRAMEWORKS, LADDER, PLAIN, UNRANKED
from tests.architecture.test_code import trees

ROOT = Path(__file__).resolve().parents[2]
RANK = {name: rank for rank, names in enumerate(LADDER) for name in names}
Import = tuple[str, str, int]  # importing module, imported module, line


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("crmsite", "contacts", "integrations"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(name: str, path: Path) -> Iterator[Import]:
    for node in ast.walk(trees().get(path) or ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((name, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; say where from"
            yield from ((name, f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def rank(module: str) -> tuple[int, str] | None:
    found = [(RANK[name], name) for name in RANK if module == name or module.startswith(f"{name}.")]
    return found[0] if found else None


@cache
def all_imports() -> list[Import]:
    """Read when the first test asks, and not by every process that collects the tests."""
    return [found for name, path in modules() for found in imports(name, path)]


def test_imports_are_found() -> None:
    assert len(all_imports()) > 200


def test_every_package_has_a_place() -> None:
    packages = {
        ".".join(name.split(".")[:2]) for name, _ in modules() if name.count(".") and not name.startswith("crmsite")
    }
    homeless = {name for name in packages if name not in RANK and name not in UNRANKED}
    assert homeless == set()


def test_imports_point_down() -> None:
    wrong = []
    for importer, imported, line in all_imports():
        above, below = rank(importer), rank(imported)
        if above and below and above[1] != below[1] and below[0] <= above[0]:
            wrong.append(f"{importer}:{line} imports {imported}")
    assert wrong == []


def test_the_model_hub_is_for_django_alone() -> None:
    users = {importer for importer, imported, _ in all_imports() if imported.startswith("contacts.models")}
    assert users == set()


@pytest.mark.parametrize("package", PLAIN)
def test_the_vocabulary_is_plain_python(package: str) -> None:
    used = {
        (importer, imported)
        for importer, imported, _ in all_imports()
        if importer.startswith(package) and imported.split(".")[0] in FRAMEWORKS
    }
    assert used == set()
