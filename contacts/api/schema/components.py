"""The shapes of requests and answers as JSON Schema, with this installation's own custom fields in them."""

import json
from typing import Any

import msgspec

from contacts.api import (
    approval_shapes,
    consent_shapes,
    file_shapes,
    identity_shapes,
    import_shapes,
    message_shapes,
    shapes,
)
from contacts.api.schema.added import SHAPES
from contacts.api.schema.operations import ERRORS
from contacts.lookups.queries import custom_fields

REF = "#/components/schemas/"
NAMES = {
    "ContactRecord": "Contact", "ContactPatch": "ContactChange", "OrderRecord": "Order", "OrderPatch": "OrderChange",
    "PaymentRecord": "Payment", "PaymentPatch": "PaymentChange", "CaseRecord": "Case", "CasePatch": "CaseChange",
    "BookingRecord": "Booking", "BookingPatch": "BookingChange",
}  # fmt: skip
JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "choice": {"type": "string"},
    "multichoice": {"type": "array", "items": {"type": "string"}},
}


def public_name(name: str) -> str:
    """``Page_ContactRecord_`` is ``ContactPage``."""
    if name.startswith("Page_"):
        return public_name(name.removeprefix("Page_").rstrip("_")) + "Page"
    return NAMES.get(name, name)


def components(*, with_custom_fields: bool) -> dict[str, Any]:
    """Every shape by its public name."""
    rooms = (shapes, consent_shapes, file_shapes, identity_shapes, import_shapes, message_shapes, approval_shapes)
    every = [*(shape for room in rooms for shape in room.ALL), *SHAPES]
    _, found = msgspec.json.schema_components(every, ref_template=REF + "{name}")
    text = json.dumps(found)
    for name in sorted(found, key=len, reverse=True):
        text = text.replace(f'"{REF}{name}"', f'"{REF}{public_name(name)}"')
    named = {public_name(name): _tidied(schema) for name, schema in zip(found, json.loads(text).values(), strict=True)}
    if with_custom_fields:
        for shape, part in (("Contact", "contact"), ("Email", "emails"), ("Phone", "phones"), ("Address", "addresses")):
            for name in (shape, f"{shape}Change" if shape == "Contact" else f"{shape}Patch"):
                _add_custom(named[name], part)
    return named


def _tidied(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the class's own name, which says less than the public one."""
    return {key: value for key, value in schema.items() if key != "title"}


def _add_custom(schema: dict[str, Any], part: str) -> None:
    groups: dict[str, Any] = {}
    for (of, group, alias), field in custom_fields().items():
        if of == part:
            kind = dict(JSON_TYPES[field.type])
            if field.choices:
                enum = {"enum": list(field.choices)}
                kind |= {"items": enum} if "items" in kind else enum
            properties = groups.setdefault(group, {"type": "object", "properties": {}})["properties"]
            properties[alias] = kind
    if groups:
        schema["properties"]["custom"] = {"type": "object", "properties": groups}


def add_components(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The generator's last step: put the shapes in. Custom fields are told only to those who hold a key."""
    known = getattr(request, "auth", None) is not None
    content = {"application/problem+json": {"schema": {"$ref": REF + "Problem"}}}
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    result["components"]["schemas"] = dict(sorted({**schemas, **components(with_custom_fields=known)}.items()))
    result["components"]["responses"] = {
        f"Problem{status}": {"description": text, "content": content} for status, text in ERRORS.items()
    }
    return result
