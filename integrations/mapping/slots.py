"""Where in the neutral record a vendor's value has its home: a source and a key in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from contacts.record.cleaning.custom import Definition
from contacts.record.errors import FieldError
from integrations.mapping.codecs import Codec, Known
from integrations.mapping.draft import Draft, Misread
from integrations.mapping.sources import Aside, Here, Kept, Source

Picked = Sequence[Mapping[str, Any]]  # what each source of a mapping found, the contact itself first
Show = Callable[[Picked, Known], Any]


class Slot(Struct, frozen=True):
    """``key`` in ``source``. One that is shown of more than that names it in ``also``."""

    also: ClassVar[tuple[tuple[str, ...], ...]] = ()
    source: Source
    key: str

    @property
    def path(self) -> str:
        """What filters call it."""
        return self.source.path(self.key)

    def reads(self) -> tuple[tuple[str, ...], ...]:
        """What of a stored record it is shown of."""
        return (self.source.reads(self.key), *self.also)

    def shower(self, codec: Codec, at: int) -> Show:
        """How the value is shown from everything found, of which its source is ``at``, and what is known beside."""
        key, encode, encode_known = self.key, codec.encode, codec.encode_known
        if encode_known is not None:
            return lambda picked, known: encode_known(picked[at].get(key), known)
        if encode is not None:
            return lambda picked, known: encode(picked[at].get(key))
        return lambda picked, known: picked[at].get(key)

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

    def shower(self, codec: Codec, at: int) -> Show:
        own, find_kept = self.own, self.kept.finder()

        def show(picked: Picked, known: Known) -> dict[str, Any]:
            body = picked[0]
            mine = find_kept(body)
            shown = {alias: blank if (value := mine[alias]) is None else value for alias, blank in own.items()}
            values = {alias: value for group in body["custom"].values() for alias, value in group.items()}
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
                shown = self.own[alias] if (mine := self.kept.finder()(draft.body)[alias]) is None else mine
                if one != shown:
                    self.kept.put(draft, alias, one, name)
            elif one not in (None, "", []):
                faults.append(FieldError(name, "unknown_field", "There is no such custom field, or not of that type."))
        if faults:
            raise Misread(faults)


class CustomGroups(Slot, frozen=True):
    """All custom fields of contacts by group and alias; every field there is stands in it."""

    def shower(self, codec: Codec, at: int) -> Show:
        def show(picked: Picked, known: Known) -> dict[str, dict[str, Any]]:
            stored = picked[0]["custom"]
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

    def shower(self, codec: Codec, at: int) -> Show:
        key, name, meant, find = self.key, self.name, self.meant, self.kept.finder()

        def show(picked: Picked, known: Known) -> Any:
            ours, words = picked[at][key] or None, find(picked[0])[name]
            return words if words and meant(words) == ours else ours

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        ours = self.meant(value) if value else None
        words = value if value and value != ours else None
        if words != self.kept.finder()(draft.body)[self.name]:
            self.kept.put(draft, self.name, words, their)
        self.source.put(draft, self.key, ours, their)


__all__ = ["CustomFields", "CustomGroups", "Picked", "Remembered", "Show", "Slot", "aside", "here", "kept"]
