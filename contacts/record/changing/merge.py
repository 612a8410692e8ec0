"""A contact after a patch: pure, total, and the one way into the rules of a contact's own values."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from contacts.record.changing.parts import PartList, added
from contacts.record.changing.profiles import MASK, SEALED, Profiles, mask
from contacts.record.cleaning import clean, custom, names
from contacts.record.cleaning.values import LOOKED_UP, Known, plain, provided
from contacts.record.contact import CompanyProfile, ContactRecord, CustomValues, Demographics, ZoneMembership
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.parsing import codec
from contacts.record.patch import PART_NAMES, ContactPatch

LOCALE = re.compile(r"[a-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
CODE = re.compile(r"[\w./-]+")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9]{1,5}(?:/|$))")  # not the port in example.org:8080
MAX_KEPT = 100_000  # characters of JSON that vendors may leave with one contact
NOBODY = "Give the contact a name, an email address or a phone number."
KEPT_WHEN_WHOLE = frozenset({"code", "kind", "photo", "kept", "display_name"})  # a PUT without these keeps them


class Merged(Struct, frozen=True):
    """The contact after the patch, and the numbers to seal: slot → number in clear, empty where it was cleared."""

    record: ContactRecord
    secrets: dict[str, str]


def merge(
    current: ContactRecord, patch: ContactPatch, *, known: Known, new_ids: Iterator[int], whole: bool = False,
    told: dict[str, Any] | None = None,
) -> Merged:  # fmt: skip
    """``current`` after ``patch``; with ``whole``, what the patch does not mention is cleared instead of kept.

    Raises ``Invalid`` with every fault at its neutral path. ``revision`` and times are the door's and stay. ``told``
    is what the patch has ``provided`` about, from a caller who asked already; it is used up.
    """
    told = provided(patch) if told is None else told
    if whole:
        told = {name: told.get(name, UNSET) for name in patch.__struct_fields__}
    run = _Merge(current, known, new_ids, whole)
    for name, value in told.items():
        if type(value) in (str, bool) and name in AS_IT_IS:
            run.values[name] = value
        else:
            run.field(name, value)
    return run.finish(told.get("display_name", UNSET))


class _Merge:
    def __init__(self, current: ContactRecord, known: Known, new_ids: Iterator[int], whole: bool) -> None:
        self.current, self.known, self.new_ids, self.whole = current, known, new_ids, whole
        self.values: dict[str, Any] = {}
        self.errors: list[FieldError] = []
        self.profiles = Profiles(current, known, whole=whole)

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
        result: Any
        if name in PART_NAMES:
            result = self._parts(name, [] if value in (UNSET, None) else value, value is None or self.whole)
        elif name in OWN_RULES:
            result = self.attempt(name, OWN_RULES[name], self, value, name)
        else:
            result = self.attempt("", plain, ContactRecord, name, value, self.known)
        if result is not UNSET:
            self.values[name] = result

    def finish(self, whole_name: str | None | UnsetType) -> Merged:
        if not self.errors:
            self.values.update(names.named(self.current, self.values, whole_name))
            record = replace(self.current, **self.values)
            if not (record.display_name or record.emails or record.phones):
                self.errors.append(FieldError("first_name", "required", NOBODY))
        if self.errors:
            raise Invalid(self.errors)
        return Merged(record, self.profiles.secrets)

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
        kept = {**self.current.kept, **merged}
        if (size := len(codec.dumps(kept))) > MAX_KEPT:
            raise invalid("", "too_long", f"At most {MAX_KEPT:,} characters of JSON (got {size:,}).")
        return kept

    def _website(self, value: Any, name: str) -> Any:
        scheme = SCHEME.match(value or "")
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise invalid("", "invalid", "Expected the address of a web page, like https://example.org.")
        return plain(ContactRecord, name, value, self.known)

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

    def _zone(
        self, told: dict[str, Any], zones: dict[int, ZoneMembership], before: Mapping[int, ZoneMembership]
    ) -> None:
        found = self.known.zone(told["id"])
        if found is None:
            raise invalid("id", "unknown", f"There is no zone {told['id']!r}.")
        id_, name = found
        if told["remove"]:
            zones.pop(id_, None)
            return
        kept = before[id_].expires_at if id_ in before and not self.whole else None
        until = clean.moment(told["expires_at"], "expires_at") if "expires_at" in told else kept
        zones[id_] = ZoneMembership(id=id_, name=name, expires_at=until)

    def _parts(self, name: str, items: list[Any], clear: bool) -> list[Any]:
        before = getattr(self.current, name)
        if not items and not clear:
            return list(before)
        if len(items) == 1 and not before and "id" not in items[0] and not items[0]["remove"]:
            part = self.attempt(f"{name}[0]", added, name, items[0], self.current, self.known, self.new_ids)
            return [] if part is UNSET else [part]
        parts = PartList(name, self.current, self.known, self.new_ids)
        if not clear:
            parts.keep()
        for n, item in enumerate(items):
            self.attempt(f"{name}[{n}]", parts.take, item)
        return parts.finished()

    def _demographics(self, value: Any, name: str) -> Demographics:
        return self.profiles.demographics(value)

    def _company_profile(self, value: Any, name: str) -> CompanyProfile:
        return self.profiles.company_profile(value)


OWN_RULES: dict[str, Callable[..., Any]] = {
    name: getattr(_Merge, f"_{name}") for name in ContactPatch.__struct_fields__ if hasattr(_Merge, f"_{name}")
}
# Fields that need no look at the rest of the contact, nor at anything outside of it.
AS_IT_IS = frozenset(
    name
    for name in ContactPatch.__struct_fields__
    if name not in LOOKED_UP and name not in PART_NAMES and name not in OWN_RULES
)


__all__ = ["MASK", "PART_NAMES", "SEALED", "Known", "Merged", "mask", "merge"]
