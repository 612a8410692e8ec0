"""The places of a record that values stand in: how each is found in a stored record, and written in a patch.

``find`` is compiled once and run per contact; it never fails, since what is not there is found blank.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from contacts.record import contact

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
ESSENCE = {"emails": "email", "phones": "number", "affiliations": "organisation"}
NESTED: dict[str, type[Struct]] = {
    "demographics": contact.Demographics,
    "demographics.birth_date": contact.PartialDate,
    "demographics.name_day": contact.PartialDate,
    "demographics.id_card": contact.Document,
    "demographics.passport": contact.Document,
    "company_profile": contact.CompanyProfile,
}


class Source(Struct, frozen=True):
    """A place; equal ones are looked up once per contact."""

    def finder(self) -> Find:
        raise NotImplementedError

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        """Say in the patch that ``key`` of this place becomes ``value``."""
        raise NotImplementedError

    def path(self, key: str) -> str:
        """The neutral path that filters know the value by, empty for one they do not."""
        return ""


class Here(Source, frozen=True):
    """The contact itself."""

    def finder(self) -> Find:
        return lambda body: body

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set((key,), value, their)

    def path(self, key: str) -> str:
        return key


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

        def fitting(body: Body) -> list[Any]:
            parts = body[of]
            if order:
                parts = [part for part in parts if part["type"] in order]
            return [part for part in parts if part.get("is_active", True)]

        def place(part: Any) -> tuple[bool, int, bool]:
            by_type = order.get(part["type"], far) if order else 0
            return by_primary and not part["is_primary"], by_type, not part["is_primary"]

        def find(body: Body) -> Mapping[str, Any]:
            if not body[of]:
                return blank
            fit = fitting(body)
            if len(fit) > 1:
                fit.sort(key=place)
            return fit[rank] if len(fit) > rank else blank

        return find

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.part(self, key, value, their)

    def path(self, key: str) -> str:
        return f"{self.of}.{key}"


class Nested(Source, frozen=True):
    """An object of the record, ``demographics`` or one inside it."""

    at: str

    def finder(self) -> Find:
        keys, cls = self.at.split("."), NESTED[self.at]
        blank: dict[str, Any] = dict.fromkeys(cls.__struct_fields__)

        def find(body: Body) -> Mapping[str, Any]:
            found: Any = body
            for key in keys:
                found = found.get(key) or {}
            return {**blank, **found}

        return find

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set((*self.at.split("."), key), value, their)

    def path(self, key: str) -> str:
        return f"{self.at}.{key}"


class Consents(Source, frozen=True):
    """What a contact said about one purpose, by channel."""

    purpose: str

    def finder(self) -> Find:
        purpose = self.purpose
        return lambda body: _Unsaid(body["consents"].get(purpose, ()))

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("consents", self.purpose, key), value, their)

    def path(self, key: str) -> str:
        return f"consents.{self.purpose}.{key}"


class Kept(Source, frozen=True):
    """What a dialect's programs left with the contact and nobody else has a place for."""

    dialect: str

    def finder(self) -> Find:
        dialect = self.dialect
        return lambda body: _Unsaid(body["kept"].get(dialect, ()))

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("kept", self.dialect, key), value, their)


class Custom(Source, frozen=True):
    """The custom fields of one group."""

    group: str

    def finder(self) -> Find:
        group = self.group
        return lambda body: _Unsaid(body["custom"].get(group, ()))

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.set(("custom", self.group, key), value, their)

    def path(self, key: str) -> str:
        return f"custom.{self.group}.{key}"


class Aside(Source, frozen=True):
    """Nothing of the record: read from requests for whoever asks, as a password is; never shown."""

    def finder(self) -> Find:
        return lambda body: _Unsaid()

    def put(self, draft: "Draft", key: str, value: Any, their: str) -> None:
        draft.aside[key] = value


class _Unsaid(dict[str, Any]):
    """Values of which every absent one is None."""

    def __missing__(self, key: str) -> None:
        return None
