"""The parts of a contact (emails, phones, addresses, relations, affiliations) after a patch."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from contacts.record import clean, custom
from contacts.record.contact import Address, Affiliation, ContactRecord, Email, Phone, Relation
from contacts.record.dates import check_span
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.values import PART_TYPES, Known, plain

PartStruct = TypeVar("PartStruct", bound=Struct)


class PartList:
    """The parts of one name while a patch is applied; ``spoken`` tells which ids it named, and which as primary."""

    def __init__(self, name: str, current: ContactRecord, known: Known, new_ids: Iterator[int]) -> None:
        self.name, self.cls = name, PART_TYPES[name]
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
            self.after[id_] = self._built(self.cls, id_, self.before.get(id_), item)

    def finished(self) -> list[Any]:
        """The parts in the order of their ids, one of them primary."""
        asked = [key for key, primary in self.spoken.items() if primary]
        return _one_primary([self.after[key] for key in sorted(self.after)], asked, self.before)

    def _built(self, cls: type[PartStruct], id_: int, base: PartStruct | None, item: Any) -> PartStruct:
        values: dict[str, Any] = {"id": id_}
        errors: list[FieldError] = []
        for key in item.__struct_fields__:
            value = getattr(item, key)
            if key in ("id", "remove") or value is UNSET:
                continue
            try:
                values[key] = self._value(key, value, base)
            except Invalid as exc:
                errors.extend(exc.errors)
        if errors:
            raise Invalid(errors)
        part = cls(**values) if base is None else replace(base, **values)
        checked: PartStruct = _checked(part, self.current, self.known)
        return checked

    def _value(self, key: str, value: Any, base: Struct | None) -> Any:
        if key != "custom":
            return plain(self.cls, key, value, self.known)
        before = {} if base is None or value is None else getattr(base, "custom", {})
        try:
            return custom.merged(before, value or {}, self.name, self.known.custom_field)
        except Invalid as exc:
            raise Invalid(error.under("custom") for error in exc.errors) from None


def _checked(part: Any, contact: ContactRecord, known: Known) -> Any:
    """A part with its own values in their one form; raises ``Invalid`` where two of them do not fit together."""
    if isinstance(part, Email):
        return replace(part, email=clean.email(part.email))
    if isinstance(part, Phone):
        country, e164 = clean.phone(part.number, part.country or known.default_country)
        return replace(part, e164=e164, country=country if e164 else part.country)
    if isinstance(part, Address):
        return replace(
            part,
            postal_code=clean.postcode(part.postal_code, part.country),
            po_box_postal_code=clean.postcode(part.po_box_postal_code, part.country),
        )
    check_span(part.since, part.until)
    if isinstance(part, Relation) and part.contact == contact.id:
        raise invalid("contact", "circular", "A contact cannot be related to itself.")
    if isinstance(part, Relation) and not part.contact:
        raise invalid("contact", "required", "Name the other contact by its id.")
    if isinstance(part, Affiliation) and not part.organisation:
        raise invalid("organisation", "required", "Name the organisation by its id, code or name.")
    return part


def _one_primary(parts: list[Any], asked: list[int], before: Mapping[int, Any]) -> list[Any]:
    """Exactly one active part is primary: the last one asked for, else the one that was, else the first active."""
    if not parts or not hasattr(parts[0], "is_primary"):
        return parts
    fit = [part.id for part in parts if getattr(part, "is_active", True)]
    was = [part.id for part in parts if part.is_primary and part.id in before]
    order = [key for key in (*reversed(asked), *was, *fit) if key in fit]
    chosen = order[0] if order else None
    return [
        part if part.is_primary == (part.id == chosen) else replace(part, is_primary=part.id == chosen)
        for part in parts
    ]
