"""What an attacker sends to every address of every dialect; a dialect is attacked by being registered."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client
from msgspec import Struct

from integrations.dialects.base import Dialect, Operation
from integrations.dialects.registry import DIALECTS
from tests.integrations.dialects.speakers import SPEAKERS
from tests.integrations.programs import Program

CANARY = "canary7f3a"
CANARY_EMAIL = f"{CANARY}@example.org"
IN_PATH = re.compile(r"\{\w+\}")


class Call(Struct, frozen=True):
    """One operation of one dialect, ready to be sent for the contact ``ref``."""

    dialect: Dialect
    operation: Operation

    @property
    def label(self) -> str:
        return f"{self.dialect.name} {self.operation.method} {self.operation.path}"

    def address(self, ref: object) -> str:
        query = f"?{self.operation.query}" if self.operation.query else ""
        return IN_PATH.sub(str(ref), self.operation.path) + query

    def send(self, program: Program, ref: object, body: Any = None, **headers: str) -> HttpResponse:
        body = self.operation.example if body is None else body
        return program(self.operation.method, self.address(ref), body, **headers)


CALLS = [Call(dialect, operation) for dialect in DIALECTS for operation in dialect.operations]
CLOSED = [call for call in CALLS if not call.operation.is_open]
WITH_BODY = [call for call in CALLS if call.operation.body is not None]
LISTS = [call for call in CLOSED if call.operation.method == "GET" and "{" not in call.operation.path]


class Tokened(Program):
    """A program whose token stands among its parameters: in the query of a GET, in the body of a POST."""

    def __init__(self, token: str) -> None:
        super().__init__({})
        self.token = token

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        if method == "GET":
            path += ("&" if "?" in path else "?") + f"token={self.token}"
        elif body is None or isinstance(body, dict):
            body = (body or {}) | {"token": self.token}
        elif isinstance(body, str) and body.startswith("{"):
            body = f'{{"token":"{self.token}",' + body[1:]
        return super().__call__(method, path, body, **headers)


def program_of(dialect: Dialect) -> Program:
    """A program of the dialect that may do everything."""
    speaker: Any = SPEAKERS[dialect.name]()
    return Tokened(speaker.program.token) if hasattr(speaker, "program") else speaker.call  # type: ignore[no-any-return]


def stranger(client: Client | None = None) -> Program:
    """Somebody without credentials; with ``client`` in its cookies."""
    program = Program({})
    program.client = client or program.client
    return program


def deep(levels: int) -> str:
    """JSON that is nested so deep."""
    return '{"a":' * levels + "1" + "}" * levels


def marked(value: Any, key: str = "") -> Any:
    """``value`` with the canary in every text."""
    if isinstance(value, dict):
        return {name: marked(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [marked(one) for one in value]
    if isinstance(value, str):
        return CANARY_EMAIL if "mail" in key.lower() else CANARY
    return value


def bodies_with_canaries(operation: Operation) -> Iterator[Any]:
    """What a program may send: right, of a wrong type, cut off, and no JSON at all."""
    example = operation.example or {}
    yield marked(example)
    names = example if isinstance(example, dict) else ()
    yield {name: [CANARY, {CANARY: CANARY_EMAIL}] for name in names} | {CANARY: CANARY, "email": CANARY_EMAIL}
    yield json.dumps(marked(example))[:-1] + CANARY
    yield f"{CANARY}=1&email={CANARY_EMAIL}"


def wrong_proofs() -> Iterator[dict[str, str]]:
    """Credentials that are not in force, in every spelling that a dialect may look at."""
    pair = base64.b64encode(f"{CANARY}:{CANARY}".encode()).decode()
    for text in (f"Basic {pair}", f"Bearer {CANARY}.{CANARY}", CANARY, f"Basic {CANARY}"):
        yield {"Authorization": text}
    for name in ("api_key", "auth_token", "refresh_token", "access_token", "X-Api-Key"):
        yield {name: CANARY}


def was_refused(response: HttpResponse) -> bool:
    """Whether an answer says no; some dialects say so with 200."""
    if response.status_code >= 400:
        return True
    told = json.loads(response.content) if not response.streaming and response.content else {}
    if not isinstance(told, dict):
        return False
    status = told.get("status")
    is_coded = isinstance(status, dict) and status.get("code") != "OK"
    return is_coded or told.get("result") is False or "error" in told or "errors" in told
