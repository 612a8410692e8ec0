"""Single values of a record: what each field holds when nothing is known, and look-ups and countries resolved."""

import datetime as dt
from decimal import Decimal
from typing import Any, Protocol

import msgspec
from msgspec import UNSET, Struct

from contacts.record.cleaning import clean, custom
from contacts.record.contact import (
    Address,
    Affiliation,
    CompanyProfile,
    ContactRecord,
    Demographics,
    Email,
    Phone,
    Relation,
)
from contacts.record.errors import invalid

PART_TYPES: dict[str, type[Struct]] = {
    "emails": Email,
    "phones": Phone,
    "addresses": Address,
    "relations": Relation,
    "affiliations": Affiliation,
}
REFERENCES = {
    "customer_type", "owner_group", "category", "privacy_level", "industry", "sector",
    "branch", "vendor", "organisation",
}  # fmt: skip
LISTS_OF_REFERENCES = {"sources": "source", "marketing_lists": "marketing_list", "sectors": "sector"}
COUNTRIES = {"country", "country_of_residence", "registration_country", "country_of_agreement"}
# Fields whose text is a name of something and must be looked up; all other text is stored as it came.
LOOKED_UP = frozenset(REFERENCES | LISTS_OF_REFERENCES.keys() | COUNTRIES)


class Known(Protocol):
    """What the merge must ask the outside: which look-ups, zones and custom fields there are."""

    default_country: str | None

    def reference(self, kind: str, ref: int | str) -> int | None: ...

    def zone(self, ref: int | str) -> tuple[int, str] | None: ...

    def custom_field(self, part: str, group: str, alias: str) -> custom.Definition | None: ...


def _defaults(cls: type[Struct]) -> dict[str, Any]:
    return {
        item.name: item.default_factory() if item.default_factory is not msgspec.NODEFAULT else item.default
        for item in msgspec.structs.fields(cls)
    }


_RECORDS: tuple[type[Struct], ...] = (ContactRecord, Demographics, CompanyProfile, *PART_TYPES.values())
_DEFAULTS = {cls: _defaults(cls) for cls in _RECORDS}


def provided(patch: Struct) -> dict[str, Any]:
    """The fields that a patch provides, in their order, with its values; patches inside of it are objects here."""
    found: dict[str, Any] = msgspec.to_builtins(patch, builtin_types=(dt.date, dt.datetime, Decimal))
    return found


def plain(cls: type[Struct], name: str, value: Any, known: Known) -> Any:
    """A value of ``cls`` that needs nothing else of the contact: text, flag, number, country or look-up."""
    if value is UNSET or value is None:
        return _DEFAULTS[cls][name]
    if name in REFERENCES:
        return _resolved(known, name, value, name)
    if name in LISTS_OF_REFERENCES:
        kind = LISTS_OF_REFERENCES[name]
        return list(dict.fromkeys(_resolved(known, kind, ref, f"{name}[{n}]") for n, ref in enumerate(value)))
    if name in COUNTRIES:
        return clean.country(value, name)
    return clean.amount(value, name) if isinstance(value, Decimal) else value


def _resolved(known: Known, kind: str, ref: int | str, path: str) -> int:
    found = known.reference(kind, ref)
    if found is None:
        raise invalid(path, "unknown", f"There is no {kind.replace('_', ' ')} {ref!r}.")
    return found
