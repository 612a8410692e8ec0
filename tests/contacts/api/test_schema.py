"""The OpenAPI document tells what the API does, and the page that shows it holds under the strict policy."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from contacts.api import urls as native
from contacts.api.urls import V1
from contacts.lookups.models import CustomField, CustomFieldGroup
from integrations.api import urls as outward
from tests.contacts.api.conftest import Program

pytestmark = pytest.mark.django_db


def schema(client: Client, **headers: str) -> dict[str, Any]:
    answer = client.get("/api/schema/?format=json", headers=headers)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_path_and_method_is_in_it(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    document = schema(client)
    assert "Warning" not in capfd.readouterr().err
    assert document["openapi"].startswith("3.1")
    served = {
        (str(pattern.pattern).replace("<str:", "{").replace("<row:", "{").replace(">", "}"), method)
        for pattern in (*native.urlpatterns, *outward.urlpatterns)
        if str(pattern.pattern).startswith(V1) and hasattr(pattern.callback, "view_class")
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(pattern.callback.view_class, method)
    }
    told = {(path.lstrip("/"), method) for path, methods in document["paths"].items() for method in methods}
    assert told == served
    assert len(told) > 80
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    assert all(op["summary"] for methods in document["paths"].values() for op in methods.values())
    assert get_resolver().resolve("/api/v1/contacts").route == "api/v1/contacts"


def test_every_reference_leads_somewhere(client: Client) -> None:
    document = schema(client)
    for reference in references(document):
        place: Any = document
        for key in reference.removeprefix("#/").split("/"):
            place = place[key]
    assert {"Contact", "ContactChange", "Problem", "Category"} <= set(document["components"]["schemas"])


def test_a_real_answer_has_the_keys_that_are_told(client: Client, api: Program) -> None:
    contact = api.post("contacts", {"first_name": "Ada", "emails": [{"email": "ada@example.org"}]}).json()
    shapes = schema(client)["components"]["schemas"]
    assert set(contact) == set(shapes["Contact"]["properties"])
    assert set(contact["emails"][0]) == set(shapes["Email"]["properties"])
    entry = api.get(f"contacts/{contact['id']}/history").json()["results"][0]
    assert set(entry) == set(shapes["HistoryEntry"]["properties"])
    assert set(api.get("contacts/x").json()) == set(shapes["Problem"]["properties"])


def test_custom_fields_are_told_to_holders_of_a_key_only(client: Client, api: Program) -> None:
    group = CustomFieldGroup.objects.create(alias="facts", name="Facts")
    CustomField.objects.create(group=group, alias="colour", label="Colour", type="choice", choices=["Red"])
    assert "colour" not in json.dumps(schema(client))
    told = schema(client, Authorization=f"Bearer {api.key}")["components"]["schemas"]
    for shape in ("Contact", "ContactChange"):
        assert told[shape]["properties"]["custom"]["properties"]["facts"]["properties"]["colour"] == {
            "type": "string", "enum": ["Red"]
        }  # fmt: skip


def test_the_document_is_yaml_too(client: Client) -> None:
    assert client.get("/api/schema/").content.startswith(b"openapi: 3.1")
