"""The places of a record that values stand in: how each is found in a stored record, and written in a patch.

``find`` is compiled once and run per contact; it never fails, since what is not there is found blank.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import Struct

from contacts.record import contact
from contacts.record.parsing import codec

if TYPE_CHECKING:
    from integrations.mapping.draft import Draft

Body = Mapping[str, Any]  # a stored record as plain JSON values
Find = Callable[[Body], Mapping[str, Any]]
Sort = Callable[[Sequence[Any]], Sequence[Any]]


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
# What a part is nothing without; an address is nothing when all of it is blank.
# What a contact is before anybody said anything of it.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOBODY = contact.ContactRecord(id=0, uuid="", code="", revision=0, created_at=_NEVER, updated_at=_NEVER)
BLANK: Body = codec.to_body(NOBODY)
ESSENCE = {"emails": "email", "phones": "number", "affiliations": "organisation"}


class Source(Struct, frozen=True):
    """A place; equal ones are looked up once per contact. What is found of one that ``has_gaps`` may lack values."""

    has_gaps: ClassVar[bool] = False

    def finder(self) -> Find:
        raise NotImplementedError

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        """Say in the patch that ``key`` of this place becomes ``value``."""
        raise NotImplementedError

    def path(self, key: str) -> str:
        """The neutral path that filters know the value by, empty for one they do not."""
        return ""

    def reads(self, key: str) -> tuple[str, ...]:
        """What of a stored record the value is found in: a key of it, and one of the parts below."""
        raise NotImplementedError


class Here(Source, frozen=True):
    """The contact itself."""

    def finder(self) -> Find:
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

    def finder(self) -> Find:
        of, rank, blank, ordered = self.of, self.rank, BLANK_PARTS[self.of], self.sorter()

        def find(body: Body) -> Mapping[str, Any]:
            fit = ordered(body[of])
            return fit[rank] if len(fit) > rank else blank

        return find

    def sorter(self, value: Callable[[str], Callable[[Any], Any]] = itemgetter) -> Sort:
        """What takes those of a list that fit, whatever their rank, the one that is preferred first.

        ``value`` is how parts are looked into.
        """
        of_type, is_primary, by_primary = value("type"), value("is_primary"), self.primary_first
        is_active = value("is_active") if "is_active" in BLANK_PARTS[self.of] else _is_there
        order = {type_: n for n, type_ in enumerate(self.types)}

        def place(part: Any) -> tuple[bool, int, bool]:
            is_second = not is_primary(part)
            return by_primary and is_second, order[of_type(part)] if order else 0, is_second

        def ordered(parts: Sequence[Any]) -> Sequence[Any]:
            if len(parts) == 1:  # as most have it
                part = parts[0]
                return parts if is_active(part) and (not order or of_type(part) in order) else ()
            fit = [part for part in parts if is_active(part) and (not order or of_type(part) in order)]
            return sorted(fit, key=place) if len(fit) > 1 else fit

        return ordered

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

    def finder(self) -> Find:
        first, *rest = self.keys

        def find(body: Body) -> Mapping[str, Any]:
            found: Any = body[first]
            for key in rest:
                found = found.get(key)
            return _Unsaid(found) if found else NOTHING

        return find

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

    def finder(self) -> Find:
        return lambda body: NOTHING

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.aside[key] = value

    def reads(self, key: str) -> tuple[str, ...]:
        return ("id",)


def _is_there(part: Any) -> bool:
    """Whether a part without such a state is active: it is there."""
    return True


class _Unsaid(dict[str, Any]):
    """Values of which every absent one is None."""

    def __missing__(self, key: str) -> None:
        return None


NOTHING = _Unsaid()
