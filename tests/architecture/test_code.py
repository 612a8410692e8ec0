"""Formatting, types, sizes and what may not be committed."""

import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import services
from tests.architecture.sizes import LONG_FUNCTIONS, LONG_MODULES

ROOT = Path(__file__).resolve().parents[2]
MOST_FUNCTION_LINES, MOST_MODULE_LINES = 32, 250


def code() -> list[Path]:
    tops = ("crmsite", "contacts", "integrations")
    return [p for top in tops for p in sorted((ROOT / top).rglob("*.py")) if "migrations" not in p.parts]


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing() -> None:
    done = run("ruff", "check", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_ruff_would_format_nothing() -> None:
    done = run("ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_types_hold() -> None:
    done = run("mypy", "crmsite", "contacts", "integrations")
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_modules_are_short() -> None:
    long = {str(p.relative_to(ROOT)) for p in code() if p.read_text().count("\n") > MOST_MODULE_LINES}
    assert long == set(LONG_MODULES)


def test_functions_are_short() -> None:
    long = set()
    for path in code():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_FUNCTION_LINES:
                    long.add(f"{path.relative_to(ROOT)}:{node.name}")
    assert long == set(LONG_FUNCTIONS)


def test_nothing_of_a_machine_is_committed() -> None:
    words = re.compile(
        r"/(?:root|home/\w+|work|opt)/|" + "|".join(map(re.escape, ("pypi." + "org", "pythonhosted." + "org")))
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed()
        if path.suffix in {".py", ".md", ".toml", ".lock", ".html", ".css", ".js", ".yaml", ""}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_the_top_level_is_as_agreed() -> None:
    agreed = {"manage.py", "pyproject.toml", "README.md", "LICENSE", "requirements.lock", "requirements-dev.lock"}
    agreed |= {"crmsite", "contacts", "integrations", "templates", "static", "tests"}
    top = {path.relative_to(ROOT).parts[0] for path in committed()}
    assert {name for name in top if not name.startswith(".")} == agreed


def test_what_takes_long_is_where_a_run_looks_for_it() -> None:
    assert [path for path in services.LONG if not (ROOT / path).is_file()] == []
