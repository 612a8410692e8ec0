"""The parts of a contact (emails, phones, addresses, relations, affiliations) after a patch."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contacts.record.cleaning import clean, custom
from contacts.record.cleaning.dates import check_span
from contacts.record.cleaning.values import LOOKED_UP, PART_TYPES, Known, plain
from contacts.record.contact import Address, Affiliation, ContactRecord, Email, Phone, Relation
from contacts.record.errors import FieldError, Invalid, invalid

Told = dict[str, Any]  # what a patch says of one part, see ``spoken``; it is used up


class PartList:
    """The parts of one name while a patch is applied; ``spoken`` tells which ids it named, and which as primary."""

    def __init__(self, name: str, current: ContactRecord, known: Known, new_ids: Iterator[int]) -> None:
        self.name = name
        self.current, self.known, self.new_ids = current, known, new_ids
        self.before: dict[int, Any] = {part.id: part for part in getattr(current, name)}
        self.after: dict[int, Any] = {}
        self.spoken: dict[int, bool] = {}

    def keep(self) -> None:
        """Let the parts that are not named stay."""
        self.after = dict(self.before)

    def take(self, told: Told) -> None:
        """Add, change or remove the part that ``told`` names; raises ``Invalid``."""
        id_, remove = told.get("id"), told.pop("remove")
        if id_ is not None and id_ not in self.before:
            raise invalid("id", "unknown", f"This contact has no such entry: {id_}. Leave id out to add one.")
        if id_ is not None and id_ in self.spoken:
            raise invalid("id", "repeated", f"The entry {id_} is named twice.")
        if id_ is None:
            id_ = told["id"] = next(self.new_ids)
        self.spoken[id_] = told.get("is_primary") is True and not remove
        if remove:
            self.after.pop(id_, None)
        else:
            self.after[id_] = _built(self.name, self.before.get(id_), told, self.current, self.known)

    def finished(self) -> list[Any]:
        """The parts in the order of their ids, one of them primary."""
        asked = [key for key, primary in self.spoken.items() if primary]
        return _one_primary([self.after[key] for key in sorted(self.after)], asked, self.before)


def added(name: str, told: Told, current: ContactRecord, known: Known, new_ids: Iterator[int]) -> Any:
    """The first part of its list, which makes it the primary one if it may be; raises ``Invalid``."""
    del told["remove"]
    told["id"] = next(new_ids)
    if name in WITH_PRIMARY:
        told["is_primary"] = told.get("is_active", True)
    return _built(name, None, told, current, known)


def _built(name: str, base: Any, told: Told, current: ContactRecord, known: Known) -> Any:
    careful = tuple(told) if None in told.values() else CAREFUL[name]
    errors: list[FieldError] = []
    for key in careful:
        if key in told:
            try:
                told[key] = _value(name, key, told[key], base, known)
            except Invalid as exc:
                errors.extend(exc.errors)
    if errors:
        raise Invalid(errors)
    settle = SETTLED.get(name)
    if settle:
        settle(told, base or BLANK[name], known)
    part = PART_TYPES[name](**told) if base is None else replace(base, **told)
    if not settle:
        _check(part, current)
    return part


def _value(name: str, key: str, value: Any, base: Struct | None, known: Known) -> Any:
    if key != "custom":
        return plain(PART_TYPES[name], key, value, known)
    before = {} if base is None or value is None else getattr(base, "custom", {})
    try:
        return custom.merged(before, value or {}, name, known.custom_field)
    except Invalid as exc:
        raise Invalid(error.under("custom") for error in exc.errors) from None


def _settle_email(values: dict[str, Any], base: Any, known: Known) -> None:
    values["email"] = clean.email(values.get("email", base.email))


def _settle_phone(values: dict[str, Any], base: Any, known: Known) -> None:
    stated = values.get("country", base.country)
    country, e164 = clean.phone(values.get("number", base.number), stated or known.default_country)
    values["e164"], values["country"] = e164, country if e164 else stated


def _settle_address(values: dict[str, Any], base: Any, known: Known) -> None:
    country = values.get("country", base.country)
    for key in ("postal_code", "po_box_postal_code"):
        if code := values.get(key, getattr(base, key)):
            values[key] = clean.postcode(code, country)


# How the values of a part get their one form together, by name of the list; they may raise ``Invalid``.
SETTLED: dict[str, Callable[[dict[str, Any], Any, Known], None]] = {
    "emails": _settle_email,
    "phones": _settle_phone,
    "addresses": _settle_address,
}
BLANK = {"emails": Email(id=0), "phones": Phone(id=0), "addresses": Address(id=0)}
# Values that are not stored as they came, by name of the list; null is not either.
CAREFUL = {
    name: tuple(key for key in part.__struct_fields__ if key == "custom" or key in LOOKED_UP)
    for name, part in PART_TYPES.items()
}
WITH_PRIMARY = frozenset(name for name, part in PART_TYPES.items() if "is_primary" in part.__struct_fields__)


def _check(part: Any, contact: ContactRecord) -> None:
    """Raises ``Invalid`` where two values of a part do not fit together."""
    check_span(part.since, part.until)
    if isinstance(part, Relation) and part.contact == contact.id:
        raise invalid("contact", "circular", "A contact cannot be related to itself.")
    if isinstance(part, Relation) and not part.contact:
        raise invalid("contact", "required", "Name the other contact by its id.")
    if isinstance(part, Affiliation) and not part.organisation:
        raise invalid("organisation", "required", "Name the organisation by its id, code or name.")


def _one_primary(parts: list[Any], asked: list[int], before: Mapping[int, Any]) -> list[Any]:
    """Exactly one active part is primary: the last one asked for, else the one that was, else the first active."""
    if not parts or not hasattr(parts[0], "is_primary"):
        return parts
    if len(parts) == 1:
        fits = getattr(parts[0], "is_active", True)
        return parts if parts[0].is_primary == fits else [replace(parts[0], is_primary=fits)]
    fit = [part.id for part in parts if getattr(part, "is_active", True)]
    was = [part.id for part in parts if part.is_primary and part.id in before]
    order = [key for key in (*reversed(asked), *was, *fit) if key in fit]
    chosen = order[0] if order else None
    return [
        part if part.is_primary == (part.id == chosen) else replace(part, is_primary=part.id == chosen)
        for part in parts
    ]
