"""A patch under construction: slots write into it what a request says."""

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.mapping.sources import ESSENCE, Body, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_CONTENT = frozenset({"id", "type", "is_primary", "is_active"})


class Misread(Invalid):
    """The caller sent something that cannot be accepted; the paths are the caller's own."""


class Parsed(Struct, frozen=True):
    """A parsed request. ``names`` has the caller's name for each path of the patch.

    ``aside`` are values that are not part of a record, like a password. ``unread`` are values of a vendor's answer that
    were left out because they mean nothing to us.
    """

    patch: ContactPatch
    names: dict[str, str]
    aside: dict[str, Any]
    unread: tuple[FieldError, ...] = ()

    def their(self, path: str) -> str:
        """What the caller calls ``path``, or the nearest thing it spoke about."""
        while path:
            if path in self.names:
                return self.names[path]
            below = [name for known, name in self.names.items() if known.startswith((f"{path}.", f"{path}["))]
            if below:
                return below[0]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return ""

    @contextmanager
    def named(self) -> "Iterator[None]":
        """Raise errors of the patch as ``Misread``, at the paths that the caller used."""
        try:
            yield
        except Misread:
            raise
        except Invalid as exc:
            raise Misread(FieldError(self.their(e.path), e.code, e.message) for e in exc.errors) from None


class Draft:
    """Collects values. ``body`` is the contact now: values of a part go into the part it has already."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.values: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.aside: dict[str, Any] = {}
        self._parts: dict[Part, dict[str, Any]] = {}
        self._part_names: dict[tuple[Part, str], str] = {}

    def set(self, keys: tuple[str, ...], value: Any, their: str) -> None:
        """The value at a path of objects."""
        inner = self.values
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
        inner[keys[-1]] = value
        self.names[".".join(keys)] = their

    def part(self, part: Part, key: str, value: Any, their: str) -> None:
        """A value of an entry of a list."""
        self._parts.setdefault(part, {})[key] = value
        self._part_names[part, key] = their

    def finished(self) -> Parsed:
        """The patch; raises ``Misread``."""
        for part, values in sorted(self._parts.items(), key=lambda item: item[0].rank):
            self._place(part, values)
        parsed = Parsed(ContactPatch(), self.names, self.aside)
        with parsed.named():
            return Parsed(parse_patch(self.values), self.names, self.aside)

    def _place(self, part: Part, values: dict[str, Any]) -> None:
        """Change the entry there is, add one, or take it away when nothing of it is left."""
        there = part.finder()(self.body)
        after = {**there, **values}
        essence = ESSENCE.get(part.of)
        content: Mapping[str, Any] = {essence: after[essence]} if essence else _content(after)
        is_blank = not any(value not in (None, "", {}) for value in content.values())
        if not there["id"] and not any(value not in (None, "", {}) for value in values.values()):
            return
        item: dict[str, Any] = {"id": there["id"]} if there["id"] else {}
        if is_blank and there["id"]:
            item["remove"] = True
        else:
            item |= values
        if not there["id"] and part.types:
            item["type"] = part.types[0]
        items = self.values.setdefault(part.of, [])
        for key in values:
            self.names[f"{part.of}[{len(items)}].{key}"] = self._part_names[part, key]
        items.append(item)


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in NO_CONTENT}
