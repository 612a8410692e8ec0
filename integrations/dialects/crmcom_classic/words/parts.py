"""Entries of the four sets, each with a table of its own, and what an entry of a request asks for."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import phonenumbers

from contacts.record import choices
from contacts.record.errors import FieldError, Invalid, invalid
from integrations.dialects.crmcom_classic.words import countries
from integrations.dialects.crmcom_classic.words.pairing import differing, paired
from integrations.dialects.crmcom_classic.words.values import (
    DERIVED,
    HEX_ID,
    KEY,
    LINE,
    NAME,
    NOTES,
    RELATION_TYPE,
    STATE,
    Derived,
    hex_id,
    own_fields,
    part_types,
)  # fmt: skip
from integrations.mapping.codecs import Codec, Known, email, text, whole
from integrations.mapping.draft import Draft, Misread
from integrations.mapping.sets import Part, PartSet
from integrations.mapping.slots import Show, Slot, here
from integrations.mapping.sources import PLAIN, Body, Here, Look
from integrations.mapping.table import Row, Table

FULL, LISTED = frozenset({"full"}), frozenset({"list"})
FORMS = ("full", "list")
COUNTRY = (
    Row("country", here("country"), countries.WHOLE, "out", FULL),
    Row("country", here("country"), countries.BRIEF, "out", LISTED),
)
COUNTRY_NAMED = Row("country_identifier", here("country"), countries.IDENTIFIER, "in")
COMMON = (Row("id", here("id"), HEX_ID, "out"), Row("state", here("is_active"), STATE, "out"))


def _full_number(number: str, country: str | None, e164: str) -> str | None:
    """``00``, the country's calling code and the number, as the two newer samples have it."""
    if e164:
        return f"00{e164[1:]}"
    digits = "".join(filter(str.isdigit, number))
    code = countries.calling_code(country)
    return f"00{code}{digits}" if code and digits else digits or None


def _region(value: Any) -> str | None:
    if value in (None, ""):
        return None
    word = str(value).lstrip("+0") if isinstance(value, (str, int)) else ""
    region = str(phonenumbers.region_code_for_country_code(int(word))) if word.isascii() and word.isdigit() else "ZZ"
    if len(word) > 3 or region in ("ZZ", "001"):
        raise invalid("", "invalid", "Expected a country's calling code, like 357.")
    return region


AREA_CODE = Codec(_region, countries.calling_code, schema=DERIVED.schema)
EMAIL = email(254)

ADDRESS = Table(NAME, (
    *COMMON, *COUNTRY, COUNTRY_NAMED,
    *part_types(choices.AddressType, ALTERNATIVE="HOME", BILLING="BUSINESS", SHIPPING="HOME", OTHER="HOME"),
    Row("care_of", here("care_of"), LINE),
    Row("street_name", here("street_name"), LINE),
    Row("street_number", here("street_number"), LINE),
    Row("floor", here("floor"), whole(-(2**31), 2**31 - 1, words=True)),
    Row("apartment_number", here("apartment_number"), LINE),
    Row("area", here("area"), LINE),
    Row("town_city", here("town"), LINE),
    Row("district", here("district"), LINE),
    Row("municipality", here("municipality"), LINE),
    Row("postal_code", here("postal_code"), KEY),
    Row("po_box", here("po_box"), KEY),
    Row("po_box_postal_code", here("po_box_postal_code"), KEY),
    Row("notes", here("notes"), NOTES, "in"),
    *own_fields("address", string=16, float=4, date=4),
), forms=FORMS)  # fmt: skip
PHONE = Table(NAME, (
    *COMMON, *COUNTRY,
    *part_types(choices.PhoneType, BUSINESS="LANDLINE", OTHER="LANDLINE"),
    Row("number", here("number"), text(64, empty="")),
    Row("full_number", Derived(Here(), "number", _full_number, ("number", "country", "e164")), DERIVED, "out"),
    Row("area_code", here("country"), AREA_CODE),
    COUNTRY_NAMED,  # after the code, which says less
    Row("notes", here("notes"), NOTES),
    *own_fields("phone", string=8, float=4, date=4),
), forms=FORMS)  # fmt: skip
MAIL = Table(NAME, (
    *COMMON,
    *part_types(choices.EmailType, OTHER="PERSONAL"),
    Row("email", here("email"), EMAIL, "out"),
    Row("email_address", here("email"), EMAIL, "in"),
    Row("notes", here("notes"), NOTES, forms=FULL),
    Row("notes", here("notes"), NOTES, "in"),
    *own_fields("email", string=8, float=4, date=4),
), forms=FORMS)  # fmt: skip
ACTIONS = ("ADD", "UPDATE", "REMOVE")


class Other(Slot, frozen=True, kw_only=True):
    """The other contact of a relation, whom the caller may see."""

    show: Callable[[Body, Known], Any]

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        ref, show = look.at(self.key), self.show
        return lambda found, body, known: show(cast(Any, known).related(ref(body)), known)


def relation(show: Callable[[Body, Known], Any]) -> Table:
    """A relation, in which the other contact is shown in this way."""
    return Table(NAME, (
        Row("id", here("id"), HEX_ID, "out"),
        Row("type", here("type"), RELATION_TYPE),
        Row("notes", here("notes"), NOTES),
        Row("contact", Other(Here(), "contact", show=show), Codec(lambda _: None), "out"),
        Row("contact_information_identifier", here("contact"), whole(1), "in"),
    ), forms=FORMS)  # fmt: skip


class ActionSet(PartSet, frozen=True, kw_only=True):
    """Entries that say what is to be done with them, and which one they mean: by ``id`` or by ``type``.

    Those of a vendor's answer are all that there are, in the words of requests.
    """

    identifier: str
    required: tuple[str, ...]

    def seen(self, parts: list[Part], known: Known) -> list[Part]:
        """All in answers; what is not in use any more is not sent to the vendor, and the first one counts there."""
        return parts if self.form else sorted(_in_use(parts), key=lambda part: not part["is_primary"])

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        if self.form:
            self._mirror(draft, value, their, known)
        else:
            super().put(draft, value, their, known)

    def _mirror(self, draft: Draft, value: list[Any], their: str, known: Known) -> None:
        """Make the parts those of an answer: what is the same stays, whatever its ids."""
        if not all(isinstance(one, Mapping) for one in value):
            raise _misread(their, "invalid", "Expected objects.")
        parts = _in_use(draft.body[self.key])
        ours = [self.inner.call(part, known) for part in parts]
        found = paired(ours, value, self.required[-1])
        for n, m in found.both:
            if said := differing(value[m], ours[n]):
                self.change(draft, parts[n], said, f"{their}[{m}]", known)
        for m in found.only_second:
            self.change(draft, None, value[m], f"{their}[{m}]", known)
        for n in found.only_first:
            self.remove(draft, parts[n])

    def place(self, draft: Draft, one: Any, their: str, known: Known) -> None:
        if not isinstance(one, Mapping):
            raise _misread(their, "invalid", "Expected an object.")
        action = self._action(one, their) if draft.body["id"] else "ADD"
        said = self.read(one, their, known)
        if action == "ADD":
            missing = [name for name in self.required if said.get(name) in (None, "")]
            if missing:
                raise Misread(FieldError(f"{their}.{name}", "required", "This is mandatory.") for name in missing)
            return self.change(draft, None, said, their, known)
        part = self._meant(draft.body[self.key], one.get(self.identifier), f"{their}.{self.identifier}")
        if action == "REMOVE":
            return self.remove(draft, part)
        fixed = {name: value for name, value in said.items() if name != "type"}  # a type is given once
        return self.change(draft, part, fixed, their, known)

    def read(self, one: Mapping[str, Any], their: str, known: Known) -> Mapping[str, Any]:
        """The entry, with what it names found."""
        return one

    def _action(self, one: Mapping[str, Any], their: str) -> str:
        word = str(one.get("action") or "").upper()
        if word not in ACTIONS:
            code = "invalid_choice" if word else "required"
            raise _misread(f"{their}.action", code, f"Expected one of {', '.join(ACTIONS)}.")
        return word

    def _meant(self, parts: list[Part], identifier: Any, their: str) -> Part:
        named = [key for key in ("id", "type") if key in identifier] if isinstance(identifier, Mapping) else []
        if len(named) != 1:
            raise _misread(their, "required", "Expected an object with id or type.")
        key, word = named[0], str(identifier[named[0]]).strip().replace(" ", "_").upper()
        found = [part for part in parts if word == (hex_id(part["id"]) if key == "id" else part["type"])]
        if len(found) != 1:
            raise _misread(their, "ambiguous" if found else "unknown", f"{len(found)} entries are meant; expected one.")
        return found[0]


class RelationSet(ActionSet, frozen=True, kw_only=True):
    """Relations; the other contact stands in them whole, and is named by any identifier of a contact.

    The vendor is not told of ours, nor heard about its own: who is meant may not be known on the other side.
    """

    def seen(self, parts: list[Part], known: Known) -> list[Part]:
        """Those to contacts that the caller may see."""
        related = getattr(known, "related", None)
        return [part for part in parts if self.form and related and related(part["contact"])]

    def read(self, one: Mapping[str, Any], their: str, known: Known) -> Mapping[str, Any]:
        keys = [key for key in ("contact_information_identifier", "contact_information") if one.get(key) is not None]
        if not keys:
            return {name: value for name, value in one.items() if not name.startswith("contact_information")}
        try:
            found = cast(Any, known).identified(one[keys[0]])
        except Invalid as exc:
            raise _misread(f"{their}.{keys[0]}", exc.errors[0].code, exc.errors[0].message) from None
        return {**one, "contact_information_identifier": found}


def _in_use(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part["is_active"]]


def _misread(path: str, code: str, message: str) -> Misread:
    return Misread([FieldError(path, code, message)])
