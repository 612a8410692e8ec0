"""A contact after a patch: pure, total, and the only place where the rules of a contact's own values live."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from contacts.record import clean, custom, names
from contacts.record.contact import (
    Address,
    Affiliation,
    CompanyProfile,
    ContactRecord,
    CustomValues,
    Demographics,
    Document,
    Email,
    PartialDate,
    Phone,
    Relation,
    ZoneMembership,
)
from contacts.record.dates import check_partial, check_span
from contacts.record.errors import FieldError, Invalid, invalid, join
from contacts.record.patch import PART_NAMES, ContactPatch, DemographicsPatch, ZonePatch

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
SEALED = ("id_card", "passport", "social_security_number", "statutory_number")
LOCALE = re.compile(r"[a-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
CODE = re.compile(r"[\w./-]+")
MASK = "•••"
PartStruct = TypeVar("PartStruct", bound=Struct)


class Known(Protocol):
    """What the merge must ask the outside: which look-ups, zones and custom fields there are."""

    default_country: str | None

    def reference(self, kind: str, ref: int | str) -> int | None: ...

    def zone(self, ref: int | str) -> tuple[int, str] | None: ...

    def custom_field(self, part: str, group: str, alias: str) -> custom.Definition | None: ...


class Merged(Struct, frozen=True):
    """The contact after the patch, and the numbers to seal: slot → number in clear, empty where it was cleared."""

    record: ContactRecord
    secrets: dict[str, str]


def merge(
    current: ContactRecord, patch: ContactPatch, *, known: Known, new_ids: Iterator[int], whole: bool = False
) -> Merged:
    """``current`` after ``patch``; with ``whole``, what the patch does not mention is cleared instead of kept.

    Raises ``Invalid`` with every fault at its neutral path. ``revision`` and times are the door's and stay.
    """
    run = _Merge(current, known, new_ids, whole)
    for name in patch.__struct_fields__:
        value = getattr(patch, name)
        if value is not UNSET or whole:
            run.field(name, value)
    return run.finish(patch)


class _Merge:
    def __init__(self, current: ContactRecord, known: Known, new_ids: Iterator[int], whole: bool) -> None:
        self.current, self.known, self.new_ids, self.whole = current, known, new_ids, whole
        self.values: dict[str, Any] = {}
        self.errors: list[FieldError] = []
        self.secrets: dict[str, str] = {}

    def attempt(self, path: str, work: Callable[..., Any], *args: Any) -> Any:
        """The result of ``work``, or UNSET with its faults noted below ``path``."""
        try:
            return work(*args)
        except Invalid as exc:
            self.errors.extend(error.under(path) for error in exc.errors)
            return UNSET

    def field(self, name: str, value: Any) -> None:
        if name in KEPT_WHEN_WHOLE and value is UNSET:
            return
        method: Callable[..., Any] = getattr(self, f"_{name}", self._scalar)
        if name in PART_TYPES:
            result = self._parts(name, [] if value in (UNSET, None) else value, value is None or self.whole)
        else:
            result = self.attempt("" if method == self._scalar else name, method, value, name)
        if result is not UNSET:
            self.values[name] = result

    def finish(self, patch: ContactPatch) -> Merged:
        if not self.errors:
            self.values.update(names.named(self.current, self.values, patch.display_name))
            record = replace(self.current, **self.values)
            self.attempt("", _check_whole, record)
        if self.errors:
            raise Invalid(self.errors)
        return Merged(record, self.secrets)

    def _scalar(self, value: Any, name: str) -> Any:
        return _plain(name, value, _default(ContactRecord, name), self.known)

    def _display_name(self, value: Any, name: str) -> Any:
        return UNSET  # derived, see names.named

    def _code(self, value: Any, name: str) -> Any:
        if not CODE.fullmatch(value):
            raise invalid("", "invalid", "Expected letters, digits and . / - _ without spaces.")
        return value

    def _locale(self, value: Any, name: str) -> Any:
        if value and not LOCALE.fullmatch(value):
            raise invalid("", "invalid", "Expected a locale like en_US.")
        return value or ""

    def _tags(self, value: Any, name: str) -> list[str]:
        seen = {tag.casefold(): tag for tag in reversed(value or []) if tag}
        return sorted(seen.values(), key=str.casefold)

    def _consents(self, value: Any, name: str) -> Any:
        merged = {} if self.whole or value is None else {p: dict(c) for p, c in self.current.consents.items()}
        for purpose, channels in ({} if value in (UNSET, None) else value).items():
            merged.setdefault(purpose, {}).update(channels)
        return {purpose: dict(sorted(channels.items())) for purpose, channels in sorted(merged.items()) if channels}

    def _kept(self, value: Any, name: str) -> Any:
        if value in (UNSET, None):
            return {} if value is None else self.current.kept
        merged = {dialect: {**self.current.kept.get(dialect, {}), **values} for dialect, values in value.items()}
        return {**self.current.kept, **merged}

    def _custom(self, value: Any, name: str) -> CustomValues:
        before = {} if self.whole or value is None else self.current.custom
        return custom.merged(before, {} if value in (UNSET, None) else value, "contact", self.known.custom_field)

    def _zones(self, value: Any, name: str) -> list[ZoneMembership]:
        clear = self.whole or value is None
        zones = {} if clear else {zone.id: zone for zone in self.current.zones}
        before = {zone.id: zone for zone in self.current.zones}
        for n, item in enumerate([] if value in (UNSET, None) else value):
            self.attempt(f"zones[{n}]", self._zone, item, zones, before)
        return [zones[key] for key in sorted(zones)]

    def _zone(self, item: ZonePatch, zones: dict[int, ZoneMembership], before: Mapping[int, ZoneMembership]) -> None:
        found = self.known.zone(item.id)
        if found is None:
            raise invalid("id", "unknown", f"There is no zone {item.id!r}.")
        id_, name = found
        if item.remove:
            zones.pop(id_, None)
            return
        kept = before[id_].expires_at if id_ in before and not self.whole else None
        zones[id_] = ZoneMembership(id=id_, name=name, expires_at=kept if item.expires_at is UNSET else item.expires_at)

    def _parts(self, name: str, items: list[Any], clear: bool) -> Any:
        before = {part.id: part for part in getattr(self.current, name)}
        after = {} if clear else dict(before)
        spoken: dict[int, Any] = {}
        for n, item in enumerate(items):
            self.attempt(f"{name}[{n}]", self._part, PART_TYPES[name], item, before, after, spoken)
        return _one_primary([after[key] for key in sorted(after)], [key for key, p in spoken.items() if p], before)

    def _part(
        self,
        cls: type[Struct],
        item: Any,
        before: Mapping[int, Any],
        after: dict[int, Any],
        spoken: dict[int, Any],
    ) -> None:
        if item.id is not UNSET and item.id not in before:
            raise invalid("id", "unknown", f"This contact has no such entry: {item.id}. Leave id out to add one.")
        if item.id is not UNSET and item.id in spoken:
            raise invalid("id", "repeated", f"The entry {item.id} is named twice.")
        id_ = next(self.new_ids) if item.id is UNSET else item.id
        spoken[id_] = getattr(item, "is_primary", UNSET) is True and not item.remove
        if item.remove:
            after.pop(id_, None)
            return
        base = before.get(id_)
        after[id_] = self._built(cls, id_, None if self.whole and base is None else base, item)

    def _built(self, cls: type[PartStruct], id_: int, base: PartStruct | None, item: Any) -> PartStruct:
        values: dict[str, Any] = {"id": id_}
        errors: list[FieldError] = []
        for key in item.__struct_fields__:
            value = getattr(item, key)
            if key in ("id", "remove") or value is UNSET:
                continue
            try:
                values[key] = _part_value(cls, key, value, base, self.known)
            except Invalid as exc:
                errors.extend(exc.errors)
        if errors:
            raise Invalid(errors)
        part = cls(**values) if base is None else replace(base, **values)
        checked: PartStruct = _checked(part, self.current, self.known)
        return checked

    def _demographics(self, value: Any, name: str) -> Demographics:
        base = Demographics() if self.whole or value is None else self.current.demographics
        if value in (UNSET, None):
            value = DemographicsPatch()
            if base == Demographics():
                self._forget_numbers()
        return self._nested(base, value)

    def _company_profile(self, value: Any, name: str) -> CompanyProfile:
        base = CompanyProfile() if self.whole or value is None else self.current.company_profile
        return base if value in (UNSET, None) else self._nested(base, value)

    def _forget_numbers(self) -> None:
        for slot in SEALED:
            if _number_of(self.current.demographics, slot):
                self.secrets[slot] = ""

    def _nested(self, base: PartStruct, patch: Any) -> PartStruct:
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        if self.whole and isinstance(base, Demographics):
            self._forget_numbers()
        for key in patch.__struct_fields__:
            value = getattr(patch, key)
            if value is UNSET:
                continue
            try:
                values[key] = self._nested_value(base, key, value)
            except Invalid as exc:
                errors.extend(
                    error.under(key) if key in ("id_card", "passport", "birth_date", "name_day") else error
                    for error in exc.errors
                )
        if errors:
            raise Invalid(errors)
        return replace(base, **values)

    def _nested_value(self, base: Struct, key: str, value: Any) -> Any:
        if key in ("birth_date", "name_day"):
            return _partial_date(getattr(base, key), value, self.whole)
        if key in ("id_card", "passport"):
            return self._document(key, getattr(base, key), value)
        if key in SEALED:
            return self._number(key, key, value)
        return _plain(key, value, _default(type(base), key), self.known)

    def _document(self, slot: str, base: Document | None, patch: Any) -> Document | None:
        if patch is None:
            self.secrets[slot] = ""
            return None
        values = {
            "number": UNSET if patch.number is UNSET else self._number(slot, "number", patch.number),
            "country": UNSET if patch.country is UNSET else clean.country(patch.country),
            "expires_on": patch.expires_on,
        }
        document = replace(base or Document(), **{key: value for key, value in values.items() if value is not UNSET})
        return None if document == Document() else document

    def _number(self, slot: str, key: str, value: str | None) -> str:
        """The masked form of a number to seal; a masked number sent back means that it stays as it is."""
        now = _number_of(self.current.demographics, slot)
        if value and MASK in value:
            if value == now:
                self.secrets.pop(slot, None)
                return now
            raise invalid(key, "masked", "This is a masked number. Send the whole number, or leave the key out.")
        self.secrets[slot] = value or ""
        return mask(value or "")


KEPT_WHEN_WHOLE = frozenset({"code", "kind", "photo", "kept", "display_name"})  # a PUT without these keeps them


def mask(number: str) -> str:
    """``•••456``: the last three characters of six or more, the last one of fewer."""
    return f"{MASK}{number[-3:] if len(number) >= 6 else number[-1:]}" if number else ""


def _number_of(demographics: Demographics, slot: str) -> str:
    value = getattr(demographics, slot)
    return value.number if isinstance(value, Document) else value or ""


def _default(cls: type[Struct], name: str) -> Any:
    return _DEFAULTS[cls][name]


def _defaults(cls: type[Struct]) -> dict[str, Any]:
    """What each field of a record class holds when nothing is known."""
    return {
        item.name: item.default_factory() if item.default_factory is not msgspec.NODEFAULT else item.default
        for item in msgspec.structs.fields(cls)
    }


_RECORDS: tuple[type[Struct], ...] = (ContactRecord, Demographics, CompanyProfile, *PART_TYPES.values())
_DEFAULTS = {cls: _defaults(cls) for cls in _RECORDS}


def _plain(name: str, value: Any, default: Any, known: Known) -> Any:
    """A value that needs nothing else of the contact: text, flag, number, country or look-up."""
    if value is UNSET or value is None:
        return default
    if name in REFERENCES:
        return _resolved(known, name, value, name)
    if name in LISTS_OF_REFERENCES:
        kind = LISTS_OF_REFERENCES[name]
        return list(dict.fromkeys(_resolved(known, kind, ref, f"{name}[{n}]") for n, ref in enumerate(value)))
    if name in COUNTRIES:
        return clean.country(value, name)
    return value


def _resolved(known: Known, kind: str, ref: int | str, path: str) -> int:
    found = known.reference(kind, ref)
    if found is None:
        raise invalid(path, "unknown", f"There is no {kind.replace('_', ' ')} {ref!r}.")
    return found


def _part_value(cls: type[Struct], key: str, value: Any, base: Struct | None, known: Known) -> Any:
    if key == "custom":
        part = next(name for name, kind in PART_TYPES.items() if kind is cls)
        before = {} if base is None or value is None else getattr(base, "custom", {})
        try:
            return custom.merged(before, value or {}, part, known.custom_field)
        except Invalid as exc:
            raise Invalid(error.under("custom") for error in exc.errors) from None
    return _plain(key, value, _default(cls, key), known)


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


def _partial_date(base: PartialDate | None, patch: Any, whole: bool) -> PartialDate | None:
    if patch is None:
        return None
    start = PartialDate() if whole or base is None else base
    spoken = {key: getattr(patch, key) for key in ("year", "month", "day") if getattr(patch, key) is not UNSET}
    date = replace(start, **spoken)
    check_partial(date)
    return None if date == PartialDate() else date


def _check_whole(record: ContactRecord) -> None:
    if not (record.display_name or record.emails or record.phones):
        raise invalid("first_name", "required", "Give the contact a name, an email address or a phone number.")


__all__ = ["MASK", "PART_NAMES", "SEALED", "Known", "Merged", "join", "mask", "merge"]
