"""JSON Schemas of a table's rows."""

from collections.abc import Iterable
from typing import Any

from integrations.mapping.table import Row


def object_of(rows: Iterable[Row], *, required: Iterable[str] = ()) -> dict[str, Any]:
    """The JSON Schema of an object with these fields; dots in their paths are objects inside."""
    found: dict[str, Any] = {"type": "object", "properties": {}}
    for row in rows:
        inner, keys = found, row.their.split(".")
        for key in keys[:-1]:
            inner = inner["properties"].setdefault(key, {"type": "object", "properties": {}})
        inner["properties"][keys[-1]] = row.codec.schema | ({"description": row.note} if row.note else {})
    return found | ({"required": list(required)} if required else {})
