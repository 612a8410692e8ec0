"""The other installation, as a test holds it: its people change contacts through its native API."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx

from tests import PLAIN, processes

TOKEN = re.compile(r"token=([A-Za-z0-9_-]{43})")
MODULE = "tests.integrations.sync.installations.preparing"


class Other:
    """``proofs`` are what each dialect's connection is told; in ``mail`` lies what was mailed."""

    def __init__(self, address: str, proofs: dict[str, dict[str, str]], mail: Path) -> None:
        self.address, self.proofs, self.mail = address, proofs, mail
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

    def confirm(self, addresses: list[str]) -> None:
        """Each of these people opens the link that it was mailed."""
        processes.until(lambda: set(addresses) <= self._links().keys(), what="mails", seconds=120)
        links = self._links()
        for address in addresses:
            answer = self.client.get(f"{self.address}/self-service/v1/contacts/verify_email/{links[address]}")
            assert answer.status_code == 200, answer.text

    def _links(self) -> dict[str, str]:
        """The token of the link that each address got."""
        mails = [message_from_bytes(one.read_bytes(), policy=default) for one in self.mail.glob("*.eml")]
        texts = {str(mail["To"]): mail.get_body(("plain",)) for mail in mails}
        told = {to: TOKEN.findall(text.get_content()) for to, text in texts.items() if text}
        return {to: found[0] for to, found in told.items() if found}


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
    """A new installation in ``folder``, with its web process and a worker that sends its mails."""
    proofs, own = prepared(folder), _own(folder)
    mailing = own | {"DJANGO_SETTINGS_MODULE": "crmsite.settings"}
    with (
        processes.worker(folder / "worker.log", knows="contacts.tasks", **mailing),
        processes.web(folder / "web.log", **own) as address,
    ):
        other = Other(address, proofs, folder / "var" / "mail")
        try:
            yield other
        finally:
            other.client.close()
