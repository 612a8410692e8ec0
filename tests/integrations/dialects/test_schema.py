"""Every dialect's OpenAPI document names every address there is, and only those."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

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


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/schema/?format=json", *(f"/api/schema/{one.name}/" for one in DIALECTS)])
def test_every_document_is_valid_openapi(path: str) -> None:
    found: dict[str, Any] = json.loads(Client().get(path).content)
    faults = [f"{list(fault.instance_path)}: {fault.message}" for fault in OPENAPI_31_VALIDATOR.iter_errors(found)]
    faults += [f"{list(place)}: {fault.message}" for place, schema in schemas(found) for fault in ill(schema)]
    assert faults == []


def schemas(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every JSON Schema of a document, with where it stands."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        if key == "schema" or place == ("components", "schemas"):
            yield (*place, key), one
        else:
            yield from schemas(one, (*place, key))


def ill(schema: Any) -> list[Any]:
    return list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))


def test_a_document_with_a_fault_is_seen() -> None:
    assert not OPENAPI_31_VALIDATOR.is_valid({"openapi": "3.1.0", "info": {"title": "x"}, "paths": {}})
    assert ill({"type": "text"})


@every
def test_documents_can_be_chosen_on_the_page(dialect: Dialect) -> None:
    shown = Client().get(f"/api/docs/?api={dialect.name}").content.decode()
    assert f'data-schema="/api/schema/{dialect.name}/"' in shown
    assert f'href="/api/docs/?api={dialect.name}"' in Client().get("/api/docs/").content.decode()
    assert Client().get("/api/docs/?api=none").status_code == 404
