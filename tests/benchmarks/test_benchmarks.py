"""The benchmark's command runs to its end and compares the same contacts; it asserts no times."""

import re
import subprocess
import sys
from pathlib import Path


def test_the_command_measures_the_same_contacts_on_every_side(checkout: Path) -> None:
    command = ["--contacts", "200", "--seconds", "0.02", "--import", "50"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *command], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines() if line[:1] == "|"
    ]
    cases = {row[0]: row for row in rows if len(row) == 12}
    assert len(cases) > 15
    assert [name for name, row in cases.items() if "skipped" in row[1]] == []
    for name in ("list of 100", "detail", "search, few", "filter, town", "deep page", "create, three parts", "update"):
        assert float(cases[name][8]) > 0, name
    assert int(cases["list of 100"][5]) <= 4
    compared = re.search(r"contacts in the product (\d+), in the plain application (\d+)", done.stdout)
    assert compared is not None
    assert compared[1] == compared[2] == "310"  # 200, a hundred who share an address, and ten that were written
    assert "import into 200" in done.stdout
