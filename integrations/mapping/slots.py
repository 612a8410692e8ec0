"""Slots: where a vendor's value stands in our record. A slot is a source (a place) and a key in it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from msgspec import Struct

from contacts.record.cleaning.custom import Definition
from contacts.record.errors import FieldError
from integrations.mapping.codecs import Codec, Known
from integrations.mapping.draft import Draft, Misread
from integrations.mapping.sources import PLAIN, Aside, Body, Here, Kept, Look, Source

Show = Callable[[Any, Body, Known], Any]  # of what its source found, and of all of the contact


class Slot(Struct, frozen=True):
    """``key`` in ``source``. ``also`` names other places that the shown value depends on."""

    also: ClassVar[tuple[tuple[str, ...], ...]] = ()
    source: Source
    key: str

    @property
    def path(self) -> str:
        """What filters call it."""
        return self.source.path(self.key)

    def reads(self) -> tuple[tuple[str, ...], ...]:
        """The places of a stored record that the shown value depends on."""
        return (self.source.reads(self.key), *self.also)

    @property
    def is_value(self) -> bool:
        """Whether the codec alone makes the shown value from the value at ``key``; ``rendering`` inlines such slots."""
        return type(self).shower is Slot.shower

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        """The function that makes the shown value."""
        key, encode, encode_known, kind, column = self.key, codec.encode, codec.encode_known, codec.looks, codec.column
        if encode and column:
            return lambda found, body, known: encode(known.row(kind, found.get(key)).get(column))
        if encode_known is not None:
            return lambda found, body, known: encode_known(found.get(key), known)
        if encode is not None:
            return lambda found, body, known: encode(found.get(key))
        return lambda found, body, known: found.get(key)

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        """Say in the patch what the decoded ``value`` means."""
        self.source.put(draft, self.key, value, their)


def here(key: str) -> Slot:
    """A value of the contact itself."""
    return Slot(Here(), key)


def kept(dialect: str, key: str) -> Slot:
    """A value without a neutral place, kept for the dialect and given back."""
    return Slot(Kept(dialect), key)


def aside(key: str) -> Slot:
    """A value that is not of the record; whoever handles the request takes it from ``Parsed.aside``."""
    return Slot(Aside(), key)


class CustomFields(Slot, frozen=True):
    """All custom fields of contacts in one flat object, by alias. ``own`` are the dialect's own, with their blanks.

    Every field there is stands in it; ``key`` is where in what the dialect keeps the own ones are.
    """

    also = (("custom",), ("kept",))
    own: dict[str, Any] = {}
    kept: Kept = Kept("")

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        own, find_kept, custom = self.own, self.kept.finder(look), look.at("custom")

        def show(found: Any, body: Body, known: Known) -> dict[str, Any]:
            mine = find_kept(body)
            shown = {alias: blank if (value := mine.get(alias)) is None else value for alias, blank in own.items()}
            values = {alias: value for group in custom(body).values() for alias, value in group.items()}
            for alias, field in known.definitions.items():
                shown[alias] = values.get(alias, [] if field.type == "multichoice" else None)
            return shown

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        faults: list[FieldError] = []
        for alias, one in value.items():
            name = f"{their}.{alias}"[:100]
            field: Definition | None = known.definitions.get(alias)
            if field is not None:
                _put_custom(draft, field, one, name)
            elif alias in self.own and isinstance(one, (str, int, float, type(None))):
                shown = self.own[alias] if (mine := self.kept.finder()(draft.body).get(alias)) is None else mine
                if one != shown:
                    self.kept.put(draft, alias, one, name)
            elif one not in (None, "", []):
                faults.append(FieldError(name, "unknown_field", "There is no such custom field, or not of that type."))
        if faults:
            raise Misread(faults)


class CustomGroups(Slot, frozen=True):
    """All custom fields of contacts by group and alias; every field there is stands in it."""

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        custom = look.at("custom")

        def show(found: Any, body: Body, known: Known) -> dict[str, dict[str, Any]]:
            stored = custom(body)
            return {group: {**blank, **stored.get(group, {})} for group, blank in known.groups.items()}

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        faults: list[FieldError] = []
        for group, fields in value.items():
            if group not in known.groups or not isinstance(fields, Mapping):
                faults.append(
                    FieldError(f"{their}.{group}"[:100], "unknown_field", "There is no such group of fields.")
                )
                continue
            for alias, one in fields.items():
                field = known.definitions.get(alias)
                if field is not None and field.group == group:
                    _put_custom(draft, field, one, f"{their}.{group}.{alias}")
                else:
                    name = f"{their}.{group}.{alias}"[:100]
                    faults.append(FieldError(name, "unknown_field", "There is no such field in this group."))
        if faults:
            raise Misread(faults)


def _put_custom(draft: Draft, field: Definition, value: Any, their: str) -> None:
    """A custom field in the patch, unless it is what is shown of it already."""
    blank: Any = [] if field.type == "multichoice" else None
    if value != draft.body["custom"].get(field.group, {}).get(field.alias, blank):
        draft.set(("custom", field.group, field.alias), value, their)


class Remembered(Slot, frozen=True):
    """A text that our field cannot hold as it was said: what can be read of it goes there, the words are ``kept``.

    ``meant`` makes ours of theirs, None where it cannot. The words are shown as long as they still mean our value.
    """

    also = (("kept",),)
    kept: Kept
    name: str
    meant: Callable[[str], str | None]

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        value, name, meant, kept = look.at(self.key), self.name, self.meant, self.kept.finder(look)

        def show(found: Any, body: Body, known: Known) -> Any:
            ours, words = value(found) or None, kept(body).get(name)
            return words if words and meant(words) == ours else ours

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        ours = self.meant(value) if value else None
        words = value if value and value != ours else None
        if words != self.kept.finder()(draft.body).get(self.name):
            self.kept.put(draft, self.name, words, their)
        self.source.put(draft, self.key, ours, their)


__all__ = ["CustomFields", "CustomGroups", "Remembered", "Show", "Slot", "aside", "here", "kept"]
