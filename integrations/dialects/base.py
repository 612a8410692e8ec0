"""What a dialect says of itself; the OpenAPI document, the desk's page and the tests are made from it."""

import json
import re
import shlex
from typing import Any

from django.urls import URLPattern
from msgspec import Struct, field

from integrations.mapping.table import Table
from integrations.wire.outbound.connector import Connector

IN_PATH = re.compile(r"\{(\w+)\}")


class Parameter(Struct, frozen=True):
    """Something in the query or a header; ``schema`` is JSON Schema."""

    name: str
    about: str
    where: str = "query"
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one address, by the ``proofs`` of the dialect unless it is open.

    ``body`` and the values of ``answers`` are JSON Schemas, None for no JSON.

    ``example`` and ``query`` work on a fresh installation; ``own`` ones are not in the vendor's document.
    """

    method: str
    path: str
    summary: str
    answers: dict[int, Any]
    body: dict[str, Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    example: Any = None
    query: str = ""
    own: bool = False
    is_open: bool = False
    media: str = "application/json"
    proofs: tuple[str, ...] = ("credential",)  # all of these at once


class Dialect(Struct, frozen=True, kw_only=True):
    """One vendor's API. ``security`` is its OpenAPI security scheme, ``curl`` proves the caller on a command line.

    ``notes`` are sentences that whoever works with it should read first. One that is entered ``by_apps`` knows the keys
    of apps and no credentials.

    ``connector`` calls the vendor itself, for those that we can be connected to.

    ``more`` are further ways to prove oneself by name, each a scheme and what stands for it on a command line.
    """

    name: str
    title: str
    about: str
    table: Table
    operations: tuple[Operation, ...]
    urlpatterns: tuple[URLPattern, ...]
    security: dict[str, Any]
    curl: str
    notes: tuple[str, ...] = ()
    by_apps: bool = False
    more: dict[str, tuple[dict[str, Any], str]] = {}
    connector: type[Connector] | None = None

    def schemes(self) -> dict[str, tuple[dict[str, Any], str]]:
        """Every way to prove oneself."""
        return {"credential": (self.security, self.curl), **self.more}


def curl_line(dialect: Dialect, operation: Operation, base_url: str) -> str:
    """A command that makes the call at ``base_url``; words in capitals are the reader's to fill in."""
    parts = ["curl", "-sS"]
    if operation.method != "GET":
        parts += ["-X", operation.method]
    if not operation.is_open:
        parts += [dialect.schemes()[name][1] for name in operation.proofs]
    if operation.example is not None and operation.media != "application/json":
        parts += [f"-F {shlex.quote(f'{key}={value}')}" for key, value in operation.example.items()]
    elif operation.example is not None:
        parts += ["-H", "'Content-Type: application/json'", "-d", shlex.quote(json.dumps(operation.example))]
    path = IN_PATH.sub(lambda found: found[1].upper(), operation.path)  # curl itself reads {…} as a choice
    address = base_url + path + (f"?{operation.query}" if operation.query else "")
    return " ".join([*parts, shlex.quote(address)])
