"""A fake vendor as a process of its own, held by a test: killed, restarted, and told what its people do."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from tests.vendors.faults import Faults
from tests.vendors.ledger import Ledger
from tests.vendors.server import CONTROL
from tests.vendors.systems import SYSTEMS

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """The handle of one process; port, contacts and rules stay the same over its deaths."""

    def __init__(self, name: str, folder: Path, *, seed: int = 0, token_life: float = 3600) -> None:
        self.name, self.folder, self.seed, self.token_life = name, folder, seed, token_life
        self.credentials = SYSTEMS[name].credentials
        self.ledger = Ledger(folder / f"{name}.jsonl")
        self.faults = Faults(seed=seed, file=folder / f"{name}.faults.json")
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it answers; ends together with this process."""
        command = [
            sys.executable, "-m", "tests.vendors", self.name, "--port", str(self.port),
            "--ledger", str(self.ledger.path),
            "--seed", str(self.seed), "--faults", str(self.faults.file), "--token-life", str(self.token_life),
            "--until-input-ends",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = self.process.stdout.readline() if self.process.stdout else ""
        if not told:
            raise RuntimeError(f"the fake {self.name} did not start")
        self.port = int(told.rpartition(":")[2])

    def kill(self) -> None:
        """As the kernel does it: at once, whatever it is doing."""
        if self.process is None:
            return
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process.wait()
        self.process = None

    def add(self, count: int, seed: int = 0, **fields: Any) -> list[str]:
        ids: list[str] = self._tell("add", args=(count, seed), fields=fields)
        return ids

    def edit(self, id: int | str, **fields: Any) -> dict[str, Any]:
        contact: dict[str, Any] = self._tell("edit", args=(id,), fields=fields)
        return contact

    def remove(self, id: int | str) -> None:
        self._tell("remove", args=(id,))

    def forget_tokens(self) -> None:
        self._tell("forget_tokens")

    def contact(self, id: int | str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._tell("contact", id=id)
        return found

    def size(self) -> int:
        return int(self._tell("size"))

    def errors(self) -> list[str]:
        """What went wrong inside of the fake itself; a test that finds some here has found a fault of the fake."""
        told: list[str] = self._tell("errors")
        return told

    def _tell(self, verb: str, **what: Any) -> Any:
        request = Request(self.address + CONTROL + verb, json.dumps(what).encode(), method="POST")
        with build_opener(ProxyHandler({})).open(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def spawn(name: str, folder: Path, *, seed: int = 0, token_life: float = 3600) -> Generator[Child]:
    """A fake vendor in a process of its own, its ledger and its rules as files in the folder."""
    child = Child(name, folder, seed=seed, token_life=token_life)
    child.start()
    try:
        yield child
    finally:
        child.kill()
