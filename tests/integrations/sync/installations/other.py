"""The other installation, as a test holds it: its people change contacts through its native API."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests import PLAIN, processes

MODULE = "tests.integrations.sync.installations.preparing"


class Other:
    """``proofs`` are what each dialect's connection is told."""

    def __init__(self, address: str, proofs: dict[str, dict[str, str]]) -> None:
        self.address, self.proofs = address, proofs
        headers = {"Authorization": f"Bearer {proofs['native']['key']}"}
        self.client = httpx.Client(base_url=f"{address}/api/v1/", headers=headers, timeout=60, verify=PLAIN)

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        answer = self.client.request(method, path, json=said, headers=headers)
        assert answer.status_code < 300, (method, path, answer.text)
        return answer.json() if answer.content else None

    def people(self, dialect: str) -> dict[str, dict[str, Any]]:
        """Those whom a dialect's program may see and who are not put away, by their last names."""
        found = self.ask("GET", "contacts?limit=500")["results"]
        assert len({one["last_name"] for one in found}) == len(found), "somebody is there twice"
        return {one["last_name"]: one for one in found if one["last_name"].startswith(dialect)}

    def add(self, said: dict[str, Any]) -> None:
        self.ask("POST", "contacts", said)

    def change(self, contact: dict[str, Any], said: dict[str, Any]) -> None:
        """As somebody who read the contact just now."""
        self.ask("PATCH", f"contacts/{contact['id']}", said, **{"If-Match": f'"{contact["revision"]}"'})


def prepared(folder: Path) -> dict[str, dict[str, str]]:
    """A migrated installation in ``folder``, and its proofs."""
    (folder / "var").mkdir()
    command = [sys.executable, "-m", MODULE]
    done = subprocess.run(command, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    proofs: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return proofs


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | _own(folder) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def _own(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "CRM_VAR": str(folder / "var")}


@contextmanager
def started(folder: Path) -> Generator[Other]:
    """A new installation in ``folder``, with its web process."""
    proofs = prepared(folder)
    with processes.web(folder / "web.log", **_own(folder)) as address:
        other = Other(address, proofs)
        try:
            yield other
        finally:
            other.client.close()
