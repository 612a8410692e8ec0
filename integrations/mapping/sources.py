"""Sources: the places in a record where values stand. Each knows how to find its place and how to write it in a patch.

A finder is made once per table and called per contact. It never fails: a place that is not there is found blank. A
record is either plain JSON values or a struct of the wanted values (``narrow``); a ``Look`` knows how to read both.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import Struct

from contacts.record import contact
from contacts.record.parsing import codec

if TYPE_CHECKING:
    from integrations.mapping.draft import Draft

Body = Mapping[str, Any]  # a stored record as plain JSON values
Find = Callable[[Body], Any]  # has ``get``, as a dictionary
NOTHING: Mapping[str, Any] = {}


def _plain(value: Struct) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(value)
    return found


BLANK_PARTS: dict[str, dict[str, Any]] = {
    "emails": _plain(contact.Email(id=0)),
    "phones": _plain(contact.Phone(id=0)),
    "addresses": _plain(contact.Address(id=0)),
    "affiliations": _plain(contact.Affiliation(id=0)) | {"organisation": None},
    "relations": _plain(contact.Relation(id=0)) | {"contact": None},
}
# The value without which a part is removed; an address goes when all of it is blank.
ESSENCE = {"emails": "email", "phones": "number", "affiliations": "organisation"}
# A contact of which nothing is known yet.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOBODY = contact.ContactRecord(id=0, uuid="", code="", revision=0, created_at=_NEVER, updated_at=_NEVER)
BLANK: Body = codec.to_body(NOBODY)


class Look(Struct, frozen=True, eq=False):
    """How to read one form of record: ``at(name)`` makes its getter, ``blanks`` are empty parts by list."""

    at: Callable[..., Callable[[Any], Any]]
    blanks: Mapping[str, Any]


PLAIN = Look(itemgetter, BLANK_PARTS)  # JSON values, as they are stored


class Source(Struct, frozen=True):
    """A place. Equal sources are looked up once per contact; with ``has_gaps`` any key may be absent there."""

    has_gaps: ClassVar[bool] = False

    def finder(self, look: Look = PLAIN) -> Find:
        raise NotImplementedError

    def taker(self, key: str, look: Look = PLAIN) -> Callable[[Any], Any]:
        """A getter of ``key`` from what the finder returns."""
        return methodcaller("get", key) if self.has_gaps else look.at(key)

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        """Say in the patch that ``key`` of this place becomes ``value``."""
        raise NotImplementedError

    def path(self, key: str) -> str:
        """The neutral path that filters know the value by, empty for one they do not."""
        return ""

    def reads(self, key: str) -> tuple[str, ...]:
        """The keys of a stored record that the value is read from: one of the record, and one of its parts."""
        raise NotImplementedError


class Here(Source, frozen=True):
    """The contact itself."""

    def finder(self, look: Look = PLAIN) -> Find:
        return lambda body: body

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set((key,), value, their)

    def path(self, key: str) -> str:
        return key

    def reads(self, key: str) -> tuple[str, ...]:
        return (key.partition(".")[0],)


class Part(Source, frozen=True, kw_only=True):
    """One entry of a list: of these ``types`` (in this order of preference; none: all), the one of this ``rank``.

    Active entries only, the primary one first. A new entry gets the first of the types. With ``primary_first`` being
    primary goes before the order of the types.
    """

    of: str
    types: tuple[str, ...] = ()
    rank: int = 0
    primary_first: bool = False

    def finder(self, look: Look = PLAIN) -> Find:
        fitting, rank, blank = self.sorter(look), self.rank, look.blanks[self.of]

        def find(body: Body) -> Any:
            fit = fitting(body)
            return fit[rank] if len(fit) > rank else blank

        return find

    def sorter(self, look: Look = PLAIN) -> Callable[[Body], Sequence[Any]]:
        """A function that returns the fitting entries of the list, the preferred one first."""
        listed, fits, place = look.at(self.of), self._fitting(look), self._placing(look)

        def fitting(body: Body) -> Sequence[Any]:
            parts: Sequence[Any] = listed(body)
            if len(parts) > 1:
                return sorted(filter(fits, parts), key=place)
            return parts if parts and fits(parts[0]) else ()

        return fitting

    def _fitting(self, look: Look) -> Callable[[Any], bool]:
        types, of_type = frozenset(self.types), look.at("type")
        if "is_active" not in BLANK_PARTS[self.of]:  # it is active as long as it is there
            return lambda part: not types or of_type(part) in types
        is_active = look.at("is_active")
        if not types:
            return is_active
        return lambda part: is_active(part) and of_type(part) in types

    def _placing(self, look: Look) -> Callable[[Any], tuple[bool, int, bool]]:
        """A sort key: the preferred entry comes first."""
        of_type, is_primary, by_primary = look.at("type"), look.at("is_primary"), self.primary_first
        order = {type_: n for n, type_ in enumerate(self.types)}

        def place(part: Any) -> tuple[bool, int, bool]:
            is_second = not is_primary(part)
            return by_primary and is_second, order[of_type(part)] if order else 0, is_second

        return place

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.part(self, key, value, their)

    def path(self, key: str) -> str:
        return f"{self.of}.{key}"

    def reads(self, key: str) -> tuple[str, ...]:
        return self.of, key


class Inside(Source, frozen=True):
    """An object of the record by its key, or by two keys one inside it; each may be absent."""

    has_gaps = True

    @property
    def keys(self) -> tuple[str, ...]:
        raise NotImplementedError

    def finder(self, look: Look = PLAIN) -> Find:
        first, *rest = self.keys
        found = look.at(first)
        if not rest:
            return lambda body: found(body) or NOTHING
        (key,) = rest
        return lambda body: found(body).get(key) or NOTHING

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set((*self.keys, key), value, their)

    def path(self, key: str) -> str:
        return ".".join((*self.keys, key))

    def reads(self, key: str) -> tuple[str, ...]:
        return (self.keys[0],)


class Nested(Inside, frozen=True):
    """An object of the record, ``demographics`` or one inside it."""

    at: str

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.at.split("."))


class Consents(Inside, frozen=True):
    """What a contact said about one purpose, by channel."""

    purpose: str

    @property
    def keys(self) -> tuple[str, ...]:
        return "consents", self.purpose


class Kept(Inside, frozen=True):
    """What a dialect's programs left with the contact and nobody else has a place for; no filter knows it."""

    dialect: str

    @property
    def keys(self) -> tuple[str, ...]:
        return "kept", self.dialect

    def path(self, key: str) -> str:
        return ""


class Custom(Inside, frozen=True):
    """The custom fields of one group."""

    group: str

    @property
    def keys(self) -> tuple[str, ...]:
        return "custom", self.group


class Aside(Source, frozen=True):
    """Nothing of the record: read from requests for whoever asks, as a password is; never shown."""

    has_gaps = True

    def finder(self, look: Look = PLAIN) -> Find:
        return lambda body: NOTHING

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.aside[key] = value

    def reads(self, key: str) -> tuple[str, ...]:
        return ("id",)
