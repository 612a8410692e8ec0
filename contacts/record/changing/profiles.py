"""What is known of a person or a company after a patch; identity numbers leave here masked, to be sealed elsewhere."""

import unicodedata
from typing import Any, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from contacts.record.cleaning import clean
from contacts.record.cleaning.dates import check_partial
from contacts.record.cleaning.values import Known, plain
from contacts.record.contact import CompanyProfile, ContactRecord, Demographics, Document, PartialDate
from contacts.record.errors import FieldError, Invalid, invalid

SEALED = ("id_card", "passport", "social_security_number", "statutory_number")
WITH_KEYS_OF_THEIR_OWN = ("id_card", "passport", "birth_date", "name_day")
MASK = "•••"
NOTHING, NO_DATE = Demographics(), PartialDate()
Profile = TypeVar("Profile", bound=Struct)


def plain_number(number: str) -> str:
    """What makes two spellings of a number the same one: case, spaces and punctuation do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).casefold() if c.isalnum())


def mask(number: str) -> str:
    """``•••456``: the last three letters or digits of six or more, the last one of fewer; equal for equal numbers."""
    signs = plain_number(number).upper()
    return f"{MASK}{signs[-3:] if len(signs) >= 6 else signs[-1:]}" if number else ""


def number_of(demographics: Demographics, slot: str) -> str:
    """The masked number in ``slot``, empty when there is none."""
    value = getattr(demographics, slot)
    return value.number if isinstance(value, Document) else value or ""


class Profiles:
    """Demographics and company profile of one contact while a patch is applied; ``secrets`` gathers what to seal."""

    def __init__(self, current: ContactRecord, known: Known, *, whole: bool) -> None:
        self.current, self.known, self.whole = current, known, whole
        self.secrets: dict[str, str] = {}

    def demographics(self, value: Any) -> Demographics:
        """The demographics after ``value``, which is told as ``spoken`` has it; raises ``Invalid``."""
        base = NOTHING if self.whole or value is None else self.current.demographics
        if base == NOTHING:
            self._forget_numbers()
        return base if value is UNSET or value is None else self._nested(base, value)

    def company_profile(self, value: Any) -> CompanyProfile:
        """The company profile after ``value``; raises ``Invalid``."""
        base = CompanyProfile() if self.whole or value is None else self.current.company_profile
        return base if value is UNSET or value is None else self._nested(base, value)

    def _forget_numbers(self) -> None:
        if self.current.demographics == NOTHING:
            return
        for slot in SEALED:
            if number_of(self.current.demographics, slot):
                self.secrets[slot] = ""

    def _nested(self, base: Profile, told: dict[str, Any]) -> Profile:
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for key, value in told.items():
            try:
                values[key] = self._value(base, key, value)
            except Invalid as exc:
                own = key in WITH_KEYS_OF_THEIR_OWN
                errors.extend(error.under(key) if own else error for error in exc.errors)
        if errors:
            raise Invalid(errors)
        return replace(base, **values)

    def _value(self, base: Struct, key: str, value: Any) -> Any:
        if key in ("birth_date", "name_day"):
            return _partial_date(getattr(base, key), value)
        if key in ("id_card", "passport"):
            return self._document(key, getattr(base, key), value)
        if key in SEALED:
            return self._number(key, key, value)
        return plain(type(base), key, value, self.known)

    def _document(self, slot: str, base: Document | None, told: dict[str, Any] | None) -> Document | None:
        if told is None:
            self.secrets[slot] = ""
            return None
        values = dict(told)
        if "number" in values:
            values["number"] = self._number(slot, "number", values["number"])
        if "country" in values:
            values["country"] = clean.country(values["country"])
        document = replace(base or Document(), **values)
        return None if document == Document() else document

    def _number(self, slot: str, key: str, value: str | None) -> str:
        """The masked form of a number to seal; a masked number sent back means that it stays as it is."""
        now = number_of(self.current.demographics, slot)
        if value and MASK in value:
            if value == now:
                self.secrets.pop(slot, None)
                return now
            raise invalid(key, "masked", "This is a masked number. Send the whole number, or leave the key out.")
        if value and not plain_number(value):
            raise invalid(key, "invalid", "Expected a number with at least one letter or digit.")
        self.secrets[slot] = value or ""
        return mask(value or "")


def _partial_date(base: PartialDate | None, told: dict[str, Any] | None) -> PartialDate | None:
    if told is None:
        return None
    date = PartialDate(**told) if base is None else replace(base, **told)
    check_partial(date)
    return None if date == NO_DATE else date
