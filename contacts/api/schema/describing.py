"""From a view's method to its entry in the document."""

import re
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry

from contacts.api.resources.lookups import RESOURCES, LookUpResource, serializer_of
from contacts.api.schema.components import REF
from contacts.api.schema.operation import Operation
from contacts.api.schema.operations import BYTES, FORMS, OPERATIONS, PARAMETERS, form

VERBS = {"GET": "get", "POST": "create", "PATCH": "change", "PUT": "replace", "DELETE": "remove"}
VARIABLE = re.compile(r"\{(\w+)\}")


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a key is sent."""

    target_class = "contacts.api.protocol.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "crm_…"}


class Describing(AutoSchema):
    """Operations as the table of ``operations`` and the docstrings tell them."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        """One operation of the document."""
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        if self.is_excluded():  # the schema's own page
            return None
        row = OPERATIONS.get((type(self.view).__name__, self.method)) or self._look_up()
        summary, _, description = self.get_description().replace("``", "`").partition("\n")
        entry: dict[str, Any] = {
            "operationId": row.id,
            "summary": summary,
            "description": description.strip(),
            "tags": [row.tag],
            "parameters": [*map(_variable, VARIABLE.findall(path)), *map(_parameter, row.parameters)],
            "security": [{"apiKey": []}],
            "responses": self._responses(row),
        }
        if row.body:
            kind = "multipart/form-data" if row.body in FORMS else "application/json"
            schema = form(row.body) if row.body in FORMS else self._schema(row.body)
            entry["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
        self.get_auth()
        return entry

    def _look_up(self) -> Operation:
        """A look-up's operation; its shape comes from its serializer."""
        name = cast(LookUpResource, self.view).path
        single = "{pk}" in self.path
        verb = VERBS[self.method] if single or self.method != "GET" else "list"
        parameters = () if single else ("limit", "after", "count")
        return Operation(
            f"{verb}_{name.replace('-', '_')}",
            name,
            parameters if self.method == "GET" else ("Idempotency-Key",),
            body="row" if self.method in ("POST", "PATCH", "PUT") else "",
            answer="" if self.method == "DELETE" else "row" if single or self.method == "POST" else "rows",
            status={"POST": 201, "DELETE": 204}.get(self.method, 200),
        )

    def _schema(self, shape: str) -> dict[str, Any]:
        if shape not in ("row", "rows"):
            return {"$ref": REF + shape}
        _, model = RESOURCES[cast(LookUpResource, self.view).path]
        direction: Any = "request" if self.method == "PATCH" else "response"
        row: dict[str, Any] = self.resolve_serializer(serializer_of(model), direction).ref
        if shape == "row":
            return row
        properties: dict[str, Any] = {"results": {"type": "array", "items": row}, "next": {"type": ["string", "null"]}}
        properties["count"] = {"type": "integer"}
        return {"type": "object", "required": ["results", "next"], "properties": properties}

    def _responses(self, row: Operation) -> dict[str, Any]:
        found: dict[str, Any] = {str(row.status): {"description": "Done."}}
        if row.answer == "bytes":
            found["200"]["content"] = {"application/octet-stream": {"schema": BYTES}}
        elif row.answer == "pdf":
            pdf = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}
            found[str(row.status)]["content"] = pdf
        elif row.answer:
            found[str(row.status)]["content"] = {"application/json": {"schema": self._schema(row.answer)}}
        elif row.status == 200:
            found["200"]["content"] = {"application/json": {"schema": {"type": "object"}}}
        errors = {"400", "401", "403", "429"}
        errors |= {"404"} if "{" in self.path else set()
        errors |= {"412", "428"} if "If-Match" in row.parameters else set()
        errors |= {"409", "422"} if "Idempotency-Key" in row.parameters else set()
        if "If-None-Match" in row.parameters:
            found["304"] = {"description": "Nothing changed."}
        return found | {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(errors)}


NAMED = {"ref": "contact", "message": "communication", "approval": "approval request"}


def _variable(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "in": "path", "required": True}
    if name == "file":
        return found | {"description": "The file's id.", "schema": {"type": "string", "format": "uuid"}}
    if name not in NAMED:
        return found | {"schema": {"type": "integer", "minimum": 1}}
    return found | {"description": f"The {NAMED[name]}'s integer key or UUID.", "schema": {"type": "string"}}


def _parameter(name: str) -> dict[str, Any]:
    place, schema, text = PARAMETERS[name]
    shown = name.removesuffix("_only").removeprefix("delivery_")
    return {"name": shown, "in": place, "required": False, "description": text, "schema": schema}
