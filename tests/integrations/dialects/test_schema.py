"""Every dialect's OpenAPI document names every address there is, and only those."""

import re
from typing import Any

import pytest
from django.test import Client

from integrations.dialects.base import Dialect, curl_line
from integrations.dialects.registry import DIALECTS

every = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = Client().get(f"/api/schema/{name}/").json()
    return found


@every
def test_the_document_and_the_addresses_agree(dialect: Dialect) -> None:
    served = {
        re.sub(r"<\w+:(\w+)>", "{}", str(one.pattern))
        for one in dialect.urlpatterns
        if "<path:" not in str(one.pattern)
    }
    described = {re.sub(r"\{\w+\}", "{}", path.lstrip("/")) for path in document(dialect.name)["paths"]}
    assert described == served


@every
def test_every_operation_says_what_it_answers(dialect: Dialect) -> None:
    found = document(dialect.name)
    assert found["openapi"] == "3.1.0"
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            assert operation["responses"], (path, method)
            assert operation["summary"], (path, method)


@every
def test_every_operation_has_a_ready_line(dialect: Dialect) -> None:
    for operation in dialect.operations:
        line = curl_line(dialect, operation, "https://crm.example.org")
        assert line.startswith("curl -sS")
        assert f"https://crm.example.org{operation.path.partition('{')[0]}" in line


def test_there_is_no_document_of_others() -> None:
    assert Client().get("/api/schema/none/").status_code == 404
