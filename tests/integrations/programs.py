"""Programs of the dialects: what a client written for a vendor sends, here over the test client or a real socket."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
from django.core.management.color import no_style
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from integrations.credentials.operations import issue

SAMPLES = Path(__file__).parent / "samples"
STAFF = Actor(kind="staff", id=1, label="Ada", door="desk")


def sample(dialect: str, name: str) -> Any:
    """A sample of the document; ``name`` is its file's."""
    return json.loads((SAMPLES / dialect / f"{name}.json").read_text())


def organisation(**values: Any) -> int:
    """The organisation that samples name; 1 in all of them. It is there from the start, until a test empties all."""
    row, is_new = Organisation.objects.update_or_create(pk=1, defaults={"name": "First customer"} | values)
    if is_new:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
                cursor.execute(statement)
    return row.pk


def credential(dialect: str, **values: Any) -> tuple[str, str]:
    """``(username, secret)`` of a new credential."""
    row, secret = issue(dialect=dialect, name="Shop", actor=STAFF, **values)
    return row.username, secret


def basic(username: str, secret: str) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"Authorization": f"Basic {base64.b64encode(f'{username}:{secret}'.encode()).decode()}"}


class Program:
    """Speaks JSON with the headers of one credential, in this process."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers, self.client = headers, Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        data = body if isinstance(body, (bytes, str)) else b"" if body is None else json.dumps(body)
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, path, data, content_type="application/json", headers=sent)  # type: ignore[return-value]


class Remote:
    """The same over a real socket."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self.client = httpx.Client(base_url=address, headers=headers, timeout=60)

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *exc: object) -> None:
        self.client.close()

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        sent = options | ({} if body is None else {"json": body})
        return self.client.request(method, path, **sent)


def whole(response: Any) -> Any:
    """The JSON of an answer, streamed or not."""
    content = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
    return json.loads(content)
