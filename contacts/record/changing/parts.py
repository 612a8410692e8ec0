"""The parts of a contact (emails, phones, addresses, relations, affiliations) after a patch."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from contacts.record.cleaning import clean, custom
from contacts.record.cleaning.dates import check_span
from contacts.record.cleaning.values import LOOKED_UP, PART_TYPES, Known, plain, spoken
from contacts.record.contact import Address, Affiliation, ContactRecord, Email, Phone, Relation
from contacts.record.errors import FieldError, Invalid, invalid

AS_THEY_ARE = frozenset({str, bool})


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

    def take(self, item: Any) -> None:
        """Add, change or remove the part that ``item`` names; raises ``Invalid``."""
        if item.id is not UNSET and item.id not in self.before:
            raise invalid("id", "unknown", f"This contact has no such entry: {item.id}. Leave id out to add one.")
        if item.id is not UNSET and item.id in self.spoken:
            raise invalid("id", "repeated", f"The entry {item.id} is named twice.")
        id_ = next(self.new_ids) if item.id is UNSET else item.id
        self.spoken[id_] = getattr(item, "is_primary", UNSET) is True and not item.remove
        if item.remove:
            self.after.pop(id_, None)
        else:
            self.after[id_] = _built(self.name, id_, self.before.get(id_), item, self.current, self.known)

    def finished(self) -> list[Any]:
        """The parts in the order of their ids, one of them primary."""
        asked = [key for key, primary in self.spoken.items() if primary]
        return _one_primary([self.after[key] for key in sorted(self.after)], asked, self.before)


def added(name: str, item: Any, current: ContactRecord, known: Known, new_ids: Iterator[int]) -> Any:
    """The first part of its list, which makes it the primary one if it may be; raises ``Invalid``."""
    part = _built(name, next(new_ids), None, item, current, known)
    return _one_primary([part], [], {})[0]


def _built(name: str, id_: int, base: Any, item: Any, current: ContactRecord, known: Known) -> Any:
    values = spoken(item)
    del values["remove"]
    values["id"] = id_
    errors: list[FieldError] = []
    for key, value in values.items():
        if type(value) in AS_THEY_ARE and key not in LOOKED_UP:
            continue
        try:
            values[key] = _value(name, key, value, base, known)
        except Invalid as exc:
            errors.extend(exc.errors)
    if errors:
        raise Invalid(errors)
    settle = SETTLED.get(name)
    if settle:
        settle(values, base or BLANK[name], known)
    part = PART_TYPES[name](**values) if base is None else replace(base, **values)
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
