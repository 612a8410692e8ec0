"""OpenAPI 3.1 of a dialect, from what it says of itself."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from integrations.dialects.base import IN_PATH, Dialect, Operation, Parameter
from integrations.dialects.registry import DIALECTS
from integrations.wire.inbound.bodies import answer

DESCRIPTIONS = {
    200: "Done.", 400: "The request is not valid.", 401: "Credentials are needed.", 403: "Not allowed.",
    404: "There is no such thing.", 405: "Not served here.", 409: "Changed by others meanwhile.",
    413: "Too large.", 429: "Too many requests.",
}  # fmt: skip


def view(request: HttpRequest, dialect: str) -> HttpResponse:
    """``/api/schema/<dialect>/``."""
    found = next((one for one in DIALECTS if one.name == dialect), None)
    if found is None:
        raise Http404
    return answer(document(found, settings.PUBLIC_BASE_URL))


def document(dialect: Dialect, base_url: str) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in dialect.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": dialect.title, "version": "1", "description": dialect.about},
        "servers": [{"url": base_url}],
        "security": [{"credential": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {name: _absolute(one, base_url) for name, (one, _) in dialect.schemes().items()}
        },
    }


def _absolute(value: Any, base_url: str) -> Any:
    """A security scheme with this installation's address before paths: the places that tokens come from are URLs."""
    if isinstance(value, dict):
        return {key: _absolute(one, base_url) for key, one in value.items()}
    return base_url + value if isinstance(value, str) and value.startswith("/") else value


def _operation(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": f"{operation.method.lower()}{re.sub(r'[^A-Za-z0-9]+', '_', operation.path)}",
        "parameters": [*_in_path(operation.path), *map(_parameter, operation.parameters)],
        "responses": {str(status): _answer(status, schema) for status, schema in operation.answers.items()},
    }
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {operation.media: {"schema": operation.body}}}
        if operation.example is not None:
            found["requestBody"]["content"][operation.media]["example"] = operation.example
    if operation.is_open:
        found["security"] = []
    elif operation.proofs != ("credential",):
        found["security"] = [{name: [] for name in operation.proofs}]
    if operation.own:
        found["description"] = "Ours; the vendor's document does not have it."
    return found


def _in_path(path: str) -> Iterable[dict[str, Any]]:
    for name in IN_PATH.findall(path):
        kind = "integer" if name.endswith("id") else "string"
        yield {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "description": parameter.about,
        "schema": parameter.schema,
    }


def _answer(status: int, schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"description": DESCRIPTIONS.get(status, "Answered.")}
    if schema is not None:
        found["content"] = {"application/json": {"schema": schema}}
    return found
