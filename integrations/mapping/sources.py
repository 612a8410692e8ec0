"""The places of a record that values stand in: how each is found in a stored record, and written in a patch.

``find`` is compiled once and run per contact; it never fails, since what is not there is found blank.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import Struct

from contacts.record import contact
from contacts.record.parsing import codec

if TYPE_CHECKING:
    from integrations.mapping.draft import Draft

Body = Mapping[str, Any]  # a stored record as plain JSON values
Find = Callable[[Body], Mapping[str, Any]]


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
        of, rank, blank, by_primary = self.of, self.rank, BLANK_PARTS[self.of], self.primary_first
        order = {type_: n for n, type_ in enumerate(self.types)}
        far = len(order)

        def place(part: Any) -> tuple[bool, int, bool]:
            by_type = order.get(part["type"], far) if order else 0
            return by_primary and not part["is_primary"], by_type, not part["is_primary"]

        def find(body: Body) -> Mapping[str, Any]:
            parts = body[of]
            if len(parts) < 2:  # as most have it
                fits = parts and not rank and (not order or parts[0]["type"] in order)
                return parts[0] if fits and parts[0].get("is_active", True) else blank
            if order:
                parts = [part for part in parts if part["type"] in order]
            fit = [part for part in parts if part.get("is_active", True)]
            if len(fit) > 1:
                fit.sort(key=place)
            return fit[rank] if len(fit) > rank else blank

        return find

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.part(self, key, value, their)

    def path(self, key: str) -> str:
        return f"{self.of}.{key}"

    def reads(self, key: str) -> tuple[str, ...]:
        return self.of, key


class Nested(Source, frozen=True):
    """An object of the record, ``demographics`` or one inside it."""

    at: str
    has_gaps = True

    def finder(self) -> Find:
        return _inside(*self.at.split("."))

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set((*self.at.split("."), key), value, their)

    def path(self, key: str) -> str:
        return f"{self.at}.{key}"

    def reads(self, key: str) -> tuple[str, ...]:
        return (self.at.partition(".")[0],)


class Consents(Source, frozen=True):
    """What a contact said about one purpose, by channel."""

    purpose: str
    has_gaps = True

    def finder(self) -> Find:
        return _inside("consents", self.purpose)

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("consents", self.purpose, key), value, their)

    def path(self, key: str) -> str:
        return f"consents.{self.purpose}.{key}"

    def reads(self, key: str) -> tuple[str, ...]:
        return ("consents",)


class Kept(Source, frozen=True):
    """What a dialect's programs left with the contact and nobody else has a place for."""

    dialect: str
    has_gaps = True

    def finder(self) -> Find:
        return _inside("kept", self.dialect)

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("kept", self.dialect, key), value, their)

    def reads(self, key: str) -> tuple[str, ...]:
        return ("kept",)


class Custom(Source, frozen=True):
    """The custom fields of one group."""

    group: str
    has_gaps = True

    def finder(self) -> Find:
        return _inside("custom", self.group)

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("custom", self.group, key), value, their)

    def path(self, key: str) -> str:
        return f"custom.{self.group}.{key}"

    def reads(self, key: str) -> tuple[str, ...]:
        return ("custom",)


class Aside(Source, frozen=True):
    """Nothing of the record: read from requests for whoever asks, as a password is; never shown."""

    has_gaps = True

    def finder(self) -> Find:
        return lambda body: NOTHING

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.aside[key] = value

    def reads(self, key: str) -> tuple[str, ...]:
        return ("id",)


class _Unsaid(dict[str, Any]):
    """Values of which every absent one is None."""

    def __missing__(self, key: str) -> None:
        return None


NOTHING = _Unsaid()


def _inside(*keys: str) -> Find:
    """What an object inside another one has, each of which may be absent."""
    first, *rest = keys

    def find(body: Body) -> Mapping[str, Any]:
        found: Any = body[first]
        for key in rest:
            found = found.get(key)
            if not found:
                return NOTHING
        return _Unsaid(found) if found else NOTHING

    return find
