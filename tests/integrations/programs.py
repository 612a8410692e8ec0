"""Programs of the dialects: what a client written for a vendor sends, here over the test client or a real socket."""

import base64
import json
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from integrations.credentials.operations import issue
from integrations.credentials.queries import caller_of
from integrations.credentials.tokens import issue_token
from tests import PLAIN

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
        self.client = httpx.Client(base_url=address, headers=headers, timeout=60, verify=PLAIN)

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


def text_of(dialect: str, name: str) -> str:
    """A sample as it is written, doubled keys and all."""
    return next((SAMPLES / dialect).glob(f"{name}.*")).read_text()


def classic_samples() -> None:
    """The look-ups that samples of the classic CRM.COM dialect name; there from the start, until a test empties all."""
    import_module("integrations.migrations.0003_classic_samples").add(apps, None)


class Classic:
    """A program of the classic CRM.COM dialect: a token beside its parameters, and an envelope around answers."""

    base = "/crmapi/rest/v2/contact_information/"

    def __init__(self, call: Any, token: str) -> None:
        self.call, self.token = call, token

    def get(self, method: str, **said: Any) -> Any:
        """The whole answer of a GET."""
        answer = self.call("GET", f"{self.base}{method}?{urlencode({'token': self.token, **said})}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, method: str, said: Any) -> Any:
        """The whole answer of a POST; a text is sent as it is, but for its token."""
        if isinstance(said, str):
            body = re.sub(r'"token":\s*"[^"]*"', f'"token":"{self.token}"', said)
        else:
            body = json.dumps({"token": self.token, **said})
        answer = self.call("POST", self.base + method, content=body.encode())
        assert answer.status_code == 200, answer.content
        return answer.json()


class Local:
    """Calls in this process, in the words that ``Remote`` takes."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, *, content: bytes = b"", **headers: str) -> HttpResponse:
        return self.client.generic(method, path, content, content_type="application/json", headers=headers)  # type: ignore[return-value]


def classic(**values: Any) -> Classic:
    """A program of that dialect in this process, signed in."""
    row, _ = issue(dialect="crmcom_classic", name="Shop", actor=STAFF, **values)
    return Classic(Local(), issue_token(caller=caller_of(row), lifetime=timedelta(hours=2)))
