"""A program with a key, as it meets the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from contacts.access.keys import operations, queries
from contacts.access.keys.scopes import SCOPES
from contacts.history.actor import Actor
from contacts.options import queries as options

STAFF = Actor(kind="staff", id=1, label="Ada", door="desk")


class Program:
    """Speaks JSON with one API key."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        data = body if isinstance(body, (bytes, str)) else b"" if body is None else json.dumps(body)
        return self.client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=sent)  # type: ignore[return-value]

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PATCH", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.call("DELETE", path, **headers)


@pytest.fixture(autouse=True)
def caches_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a slow machine looks up a key, or what was decided, in the midst of statements that are being counted."""
    for module in (queries, options):
        monkeypatch.setattr(module, "REMEMBERED", 60.0)


@pytest.fixture
def program_with(db: None) -> Callable[..., Program]:
    """A program whose key has these scopes."""

    def make(*scopes: str, per_minute: int = 6000) -> Program:
        return Program(operations.issue_key(name="Shop", scopes=scopes, actor=STAFF, per_minute=per_minute)[1])

    return make


@pytest.fixture
def api(program_with: Callable[..., Program]) -> Program:
    """A program that may do everything."""
    return program_with(*SCOPES)
