"""Look-ups: an object in answers, one of its fields in requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import invalid
from integrations.mapping.codecs import Codec, Known, or_none
from integrations.mapping.draft import Draft
from integrations.mapping.slots import Show, Slot
from integrations.mapping.sources import PLAIN, Body, Look


def hexed(uuid: Any) -> str | None:
    """A UUID in the vendor's spelling, 32 capital hexadecimal digits."""
    return str(uuid).replace("-", "").upper() if uuid else None


NAME_CODE = {"name": None, "id": hexed, "code": or_none}
KEYS = {"id": "uuid", "community_name": "community"}  # where their word is not our column


def _shown(kind: str, columns: Mapping[str, Any]) -> Codec:
    """The row as an object, of several the first; its ``id`` is our uuid."""
    shows = [(name, KEYS.get(name, name), show) for name, show in columns.items()]

    def encode(value: Any, known: Known) -> Any:
        if not value:  # as most have it
            return None
        row = known.row(kind, value[0] if isinstance(value, list) else value)
        return {name: show(row.get(key)) if show else row.get(key) for name, key, show in shows} if row else None

    schema = {"type": ["object", "null"], "properties": {name: {} for name in columns}}
    return Codec(_by_name, None, encode, schema=schema, looks=kind)


def _by_name(shown: Any) -> tuple[str, str] | None:
    """The row that an answer shows, by its name: ids are each side's own."""
    if shown is None:
        return None
    name = shown.get("name") if isinstance(shown, Mapping) else None
    if not isinstance(name, str) or not 0 < len(name) <= 200 or text_fault(name, multiline=False):
        raise invalid("", "invalid", "Expected an object with a name.")
    return "name", name


CATEGORY = _shown("category", NAME_CODE)
INDUSTRY = _shown("industry", NAME_CODE)
SECTOR = _shown("sector", {"name": None, "id": hexed, "alternative_code": or_none})
PRIVACY_LEVEL = _shown("privacy_level", {"number": or_none, "hierarchy_level": None, "name": None, "id": hexed})
GROUP = _shown(
    "owner_group",
    {"community_name": or_none, "name": None, "id": hexed, "description": or_none, "alternative_code": or_none},
)


def identifier(*fields: str) -> Codec:
    """An object with exactly one of ``fields``, read as (field, value)."""

    def decode(value: Any) -> tuple[str, str] | None:
        if value is None:
            return None
        named = [key for key in value if key in fields] if isinstance(value, Mapping) else []
        word = value[named[0]] if len(named) == 1 else None
        if not isinstance(word, (str, int)) or isinstance(word, bool) or not 0 < len(str(word)) <= 200:
            raise invalid("", "invalid", f"Expected an object with one of {', '.join(fields)}.")
        return named[0], str(word)

    return Codec(decode, schema={"type": ["object", "null"], "properties": {name: {} for name in fields}})


class Named(Slot, frozen=True, kw_only=True):
    """A reference to a row that a request names by one field. Of a list of references it is the first one."""

    kind: str
    is_list: bool = False

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        def show(found: Any, body: Body, known: Known) -> Any:
            value = found.get(self.key)
            ref = next(iter(value or ()), None) if self.is_list else value
            return None if ref is None else {"name": known.row(self.kind, ref).get("name")}

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        ref = None if value is None else self._found(value, known)
        if self.is_list:
            others = (self.source.finder()(draft.body).get(self.key) or [])[1:]
            self.source.put(draft, self.key, [ref, *(one for one in others if one != ref)] if ref else others, their)
        else:
            self.source.put(draft, self.key, ref, their)

    def _found(self, named: tuple[str, str], known: Known) -> int:
        field, word = named
        column, value = KEYS.get(field, field), word
        if column == "uuid":
            try:
                value = str(UUID(word))
            except ValueError:
                raise invalid("", "unknown", f"There is no such {self.kind.replace('_', ' ')}.") from None
        found = known.named(self.kind, column, value)
        if len(found) != 1:
            sentence = "Several have this." if found else f"There is no such {self.kind.replace('_', ' ')}."
            raise invalid("", "ambiguous" if found else "unknown", sentence)
        return found[0]


class Told(Named, frozen=True, kw_only=True):
    """The same as an answer shows it whole."""

    shower = Slot.shower


class Echoed(Told, frozen=True, kw_only=True):
    """One of a company's profile, in which the sample shows a person's own too, which is at ``person``."""

    also = (("kind",), ("demographics",))
    person: str

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        key, person, kind, demographics = self.key, self.person, look.at("kind"), look.at("demographics")
        encode = codec.encode_known
        assert encode is not None

        def show(found: Any, body: Body, known: Known) -> Any:
            shown = encode(found.get(key), known)
            return shown or (None if kind(body) == "company" else encode(demographics(body).get(person), known))

        return show
