"""What a contact of theirs says, cut into fields of theirs that can be taken or left one by one."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from contacts.directory.finding.filtering import SEALED_SLOTS
from contacts.record.changing.diff import BY_ID
from contacts.record.changing.profiles import MASK, mask
from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.mapping.draft import Parsed
from integrations.mapping.sources import ESSENCE, Body
from integrations.mapping.table import BLANKS

Keys = tuple[str | int, ...]


class Leaf(Struct, frozen=True):
    """One value of a patch. ``path`` is as in the journal, ``place`` without ids of parts; a new part has none."""

    keys: Keys
    path: str
    place: str
    value: Any

    @property
    def number(self) -> str:
        """The slot of an ID-like number, empty for all else."""
        return SEALED_SLOTS.get(self.place, "")

    @property
    def shown(self) -> Any:
        return mask(self.value) if self.number and isinstance(self.value, str) else self.value

    def here(self, body: Body) -> Any:
        """The value that a contact has there."""
        return value_at(body, self.path)


class Field(Struct, frozen=True):
    """What stands under one name of theirs; mostly one leaf, the first is what staff are shown."""

    their: str
    leaves: tuple[Leaf, ...]

    @property
    def first(self) -> Leaf:
        return next((leaf for leaf in self.leaves if not leaf.place.startswith("kept.")), self.leaves[0])

    @property
    def path(self) -> str:
        return self.first.path


class Said(Struct, frozen=True):
    """A patch and its fields by their names."""

    values: dict[str, Any]
    fields: dict[str, Field]


def cut(parsed: Parsed, body: Body) -> Said:
    """The fields of what was read beside ``body``.

    What only spells a value of it otherwise (nothing as null or as an empty text) is left out, and so are numbers that
    came masked.
    """
    values: dict[str, Any] = msgspec.to_builtins(parsed.patch)
    found: dict[str, list[Leaf]] = {}
    for leaf in list(_leaves(values)):
        if _says_nothing(leaf, body):
            continue
        dotted = _dotted(leaf.keys)
        their = parsed.names.get(dotted) or parsed.their(dotted) or leaf.path
        found.setdefault(their, []).append(leaf)
    return Said(values, {their: Field(their, tuple(leaves)) for their, leaves in found.items()})


def _says_nothing(leaf: Leaf, body: Body) -> bool:
    if leaf.number:
        return isinstance(leaf.value, str) and MASK in leaf.value
    if "+" in leaf.path or isinstance(leaf.keys[-1], int):
        return False
    here = leaf.here(body)
    return bool(leaf.value == here) or (leaf.value in BLANKS and here in BLANKS)


def taken(said: Said, names: Collection[str]) -> ContactPatch:
    """The patch with only the fields of these names; raises ``Invalid``."""
    keys = {leaf.keys for name in names for leaf in said.fields[name].leaves}
    kept: dict[str, Any] = {}
    for top, value in said.values.items():
        if top in BY_ID and isinstance(value, list):
            items = [item for n, one in enumerate(value) if (item := _item(top, n, one, keys)) is not None]
            if items:
                kept[top] = items
        else:
            _keep(kept, (top,), value, keys)
    return parse_patch(kept)


def _keep(kept: dict[str, Any], at: Keys, value: Any, keys: set[Keys]) -> None:
    if isinstance(value, dict) and value:
        inner: dict[str, Any] = {}
        for key, one in value.items():
            _keep(inner, (*at, key), one, keys)
        if inner:
            kept[str(at[-1])] = inner
    elif at in keys:
        kept[str(at[-1])] = value


def _item(top: str, n: int, one: dict[str, Any], keys: set[Keys]) -> dict[str, Any] | None:
    """A part with what is kept of it; a new one that lost what it is nothing without is none."""
    if (top, n) in keys:
        return {"id": one["id"], "remove": True} if one.get("remove") else {"id": one["id"]}
    item = {key: value for key, value in one.items() if any(at[:3] == (top, n, key) for at in keys)}
    essence = ESSENCE.get(top)
    if not item or ("id" not in one and essence in one and essence not in item):
        return None
    named = {"id": one["id"]} if "id" in one else {"type": one["type"]} if "type" in one else {}
    return named | item


def _leaves(values: Mapping[str, Any]) -> Iterator[Leaf]:
    for top, value in values.items():
        if top in BY_ID and isinstance(value, list):
            for n, one in enumerate(value):
                yield from _of_part(top, n, one)
        else:
            yield from _below((top,), top, top, value)


def _of_part(top: str, n: int, one: Mapping[str, Any]) -> Iterator[Leaf]:
    path = f"{top}.{one['id']}" if "id" in one else f"{top}.+{n}"
    said = {key: value for key, value in one.items() if key not in ("id", "remove")}
    if one.get("remove") or not said:
        yield Leaf((top, n), path, top, None if one.get("remove") else {"id": one["id"]})
        return
    for key, value in said.items():
        if key != "type" or "id" in one:  # the type of a new part comes with what it holds
            yield from _below((top, n, key), f"{path}.{key}", f"{top}.{key}", value)


def _below(keys: Keys, path: str, place: str, value: Any) -> Iterator[Leaf]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _below((*keys, key), f"{path}.{key}", f"{place}.{key}", one)
    else:
        yield Leaf(keys, path, place, value)


def _dotted(keys: Keys) -> str:
    """``emails[0].email``, as faults and names spell it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def value_at(body: Body, path: str) -> Any:
    """The value at a path of the journal, None where there is none."""
    found: Any = body
    for key in path.split("."):
        if isinstance(found, list):
            found = next((part for part in found if str(part.get("id")) == key), None)
        else:
            found = found.get(key) if isinstance(found, Mapping) else None
    return found
