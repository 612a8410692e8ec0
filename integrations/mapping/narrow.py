"""Stored records read as far as a table shows them: what nobody looks at is skipped instead of made into values."""

from collections.abc import Callable, Iterable
from types import GenericAlias
from typing import Any, TypedDict

import msgspec

from integrations.mapping.sources import BLANK_PARTS, Body

ALWAYS = {"id", "type", "is_primary", "is_active"}  # what entries of a list are found by
Read = Callable[[str | bytes], Body]


def reader(paths: Iterable[tuple[str, ...]]) -> Read:
    """What reads these keys of a stored text, and of parts these below."""
    whole: dict[str, Any] = {}
    inside: dict[str, dict[str, Any]] = {}
    for top, *below in paths:
        if below:
            inside.setdefault(top, {}).update(dict.fromkeys(below, Any))
        else:
            whole[top] = Any
    for top, fields in inside.items():
        fields |= dict.fromkeys(ALWAYS & set(BLANK_PARTS[top]), Any)
    parts = {top: GenericAlias(list, (_object(fields),)) for top, fields in inside.items()}
    read: Read = msgspec.json.Decoder(_object(parts | whole)).decode
    return read


def _object(fields: dict[str, Any]) -> Any:
    """The type of an object of which these fields are read."""
    make: Any = TypedDict
    return make("Seen", fields, total=False)
