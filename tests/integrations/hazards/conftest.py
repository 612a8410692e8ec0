"""Programs at the product's own WSGI application, as a server calls it, with nothing of a test client in between."""

from collections.abc import Generator
from contextlib import ExitStack
from typing import Any, Protocol

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from crmsite.wsgi import application
from tests.integrations.dialects.selfservice import customers
from tests.integrations.programs import Remote

BASE = "http://localhost"


class Line(Remote):
    """Speaks to the application without a socket; ``headers`` go with every call."""

    def __init__(self, **headers: str) -> None:
        self.client = httpx.Client(transport=httpx.WSGITransport(app=application), base_url=BASE, headers=headers)

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """As the test client does, leave the connection alone in whose transaction the test is."""
        signals = (request_started, request_finished)
        for signal in signals:
            signal.disconnect(close_old_connections)
        try:
            return super().__call__(method, path, body, **options)
        finally:
            for signal in signals:
                signal.connect(close_old_connections)


class Dial(Protocol):
    """``dial(api_key="…")``: a line with these headers."""

    def __call__(self, **headers: str) -> Line: ...


@pytest.fixture
def dial(db: None) -> Generator[Dial]:
    with ExitStack() as lines:
        yield lambda **headers: lines.enter_context(Line(**headers))  # type: ignore[return-value]


@pytest.fixture
def shop(dial: Dial) -> Line:
    """An app of customers with a publishable key, and nobody signed in."""
    return dial(api_key=customers.app()[1])
