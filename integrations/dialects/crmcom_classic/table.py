"""Every field of the document (seeds/002) and where it lives with us.

Requests and answers call many things differently: ``address_set`` and ``addresses_set``, ``…_identifier`` and an
object. Forms are the vendor's: ``full`` of show, ``update`` and ``list`` with little less, ``short`` of create, and
``related`` of the other contact in a relation. Of what answers say in two ways a reply is heard in the fuller one.
"""

from collections.abc import Iterator
from typing import Any

from integrations.dialects.crmcom_classic.words import countries, lookups, parts
from integrations.dialects.crmcom_classic.words.changes import changes
from integrations.dialects.crmcom_classic.words.lookups import Echoed, Named, Told, hexed, identifier
from integrations.dialects.crmcom_classic.words.parts import ActionSet, RelationSet
from integrations.dialects.crmcom_classic.words.values import (
    AMOUNT,
    DATE,
    DERIVED,
    GENDER,
    KEY,
    LANGUAGE,
    LINE,
    NAME,
    NOTES,
    TYPE,
    UNIT,
    WHOLE_NAME,
    Dated,
    own_fields,
)  # fmt: skip
from integrations.mapping.codecs import Codec, Known, many, or_none, state, whole
from integrations.mapping.slots import Slot, here
from integrations.mapping.sources import Body, Consents, Here, Nested, Source
from integrations.mapping.table import Row, Table

FORMS = ("full", "update", "list", "short", "related")
FULL, UPDATE, LISTED, WHOLE = (frozenset(words.split()) for words in ("full", "update", "list", "full update list"))
DETAILED = WHOLE | {"short"}
PERSON, BIRTH, NAME_DAY = Nested("demographics"), Nested("demographics.birth_date"), Nested("demographics.name_day")
ID_CARD, PASSPORT = Nested("demographics.id_card"), Nested("demographics.passport")
COMPANY = Nested("company_profile")
UUID = Codec(lambda _: None, hexed, schema={"type": "string"})
SHOWN = Codec(lambda _: None, or_none, schema={"type": ["string", "null"]})
BY_NAME_CODE = identifier("id", "name", "code")
BY_NAME = identifier("id", "name", "alternative_code")
INTEGER = whole(-(2**31), 2**31 - 1, words=True)
MARKETING = state({True: "ACCEPTED", False: "REJECTED"}, unsaid=None)


def _country(their: str, source: Source, key: str, *, brief: frozenset[str] = LISTED) -> Iterator[Row]:
    """An object in answers, an identifier in requests."""
    slot = Slot(source, key)
    yield Row(their, slot, countries.WHOLE, "out", DETAILED - brief)
    yield Row(their, slot, countries.BRIEF, "out", brief, heard=False)
    yield Row(f"{their}_identifier", slot, countries.IDENTIFIER, "in")


def _looked_up(their: str, slot: Told, codecs: tuple[Codec, Codec], forms: frozenset[str] = WHOLE) -> Iterator[Row]:
    named = Named(slot.source, slot.key, kind=slot.kind, is_list=slot.is_list)
    yield Row(their, slot, codecs[0], "out", forms)
    yield Row(f"{their}_identifier", named, codecs[1], "in")


def _one(their: str, key: str, codecs: tuple[Codec, Codec]) -> Iterator[Row]:
    yield from _looked_up(their, Told(Here(), key, kind=key), codecs)


def _set(their: str, inner: Table, key: str, identifier: str, *required: str) -> Iterator[Row]:
    cls = RelationSet if key == "relations" else ActionSet
    out = f"{their}_set" if key == "relations" else f"{their}{'es' if their == 'address' else 's'}_set"

    def slot(form: str) -> ActionSet:
        return cls(Here(), key, inner=inner, form=form, identifier=identifier, required=("type", *required))

    yield Row(out, slot("full"), many(), "out", FULL | UPDATE, heard=key != "relations")
    yield Row(out, slot("list"), many(), "out", LISTED, heard=False)
    yield Row(f"{their}_set", slot(""), many(), "in")


def _industries(their: str, industry: Told, sector: Told) -> Iterator[Row]:
    yield from _looked_up(f"{their}.industry", industry, (lookups.INDUSTRY, BY_NAME_CODE), DETAILED)
    yield from _looked_up(f"{their}.industry_sector", sector, (lookups.SECTOR, BY_NAME), DETAILED)


def brief(body: Body, known: Known, form: str = "related") -> dict[str, Any]:
    """A contact in one of the forms that have nothing of what the other kind of contacts has."""
    found = TABLE.render(body, known, form)
    found["demographics" if body["kind"] == "company" else "company_profile"] = None
    return found


ROWS = (
    Row("id", here("uuid"), UUID, "out"),
    Row("type", here("kind"), TYPE),
    Row("life_cycle_state", here("life_cycle_state"), SHOWN, "out", heard=False),
    Row("name", WHOLE_NAME, DERIVED, "out", heard=False),
    Row("title", here("title"), LINE),
    Row("first_name", here("first_name"), LINE),
    Row("middle_name", here("middle_name"), LINE),
    Row("last_name", here("last_name"), LINE),
    Row("company_name", here("company_name"), LINE),
    Row("notes", here("notes"), NOTES, forms=FULL | UPDATE),
    Row("organizational_unit", here("is_organisational_unit"), UNIT, "out", WHOLE, heard=False),
    Row("preferred_language", here("language"), LANGUAGE, forms=FULL),
    *_one("category", "category", (lookups.CATEGORY, BY_NAME_CODE)),
    *_one("owned_by_group", "owner_group", (lookups.GROUP, identifier("id", "name", "alternative_code", "code"))),
    *_one("privacy_level", "privacy_level", (lookups.PRIVACY_LEVEL, identifier("id", "name", "number"))),
    Row("send_direct_marketing_material", Slot(Consents("marketing"), "ANY"), MARKETING, "in"),
    Row("send_affiliate_marketing_material", Slot(Consents("affiliate_marketing"), "ANY"), MARKETING, "in"),
    Row("demographics.gender", Slot(PERSON, "gender"), GENDER),
    Row("demographics.id_number", Slot(ID_CARD, "number"), KEY),
    Row("demographics.passport_number", Slot(PASSPORT, "number"), KEY),
    Row("demographics.social_security_number", Slot(PERSON, "social_security_number"), KEY),
    *(Row(f"demographics.date_of_birth.{unit}", Slot(BIRTH, unit), INTEGER) for unit in ("day", "month", "year")),
    *(Row(f"demographics.name_day.{unit}", Slot(NAME_DAY, unit), INTEGER) for unit in ("day", "month")),
    *_country("demographics.country_of_residence", PERSON, "country_of_residence"),
    *_country("demographics.id_issued_by_country", ID_CARD, "country"),
    *_country("demographics.passport_issued_by_country", PASSPORT, "country"),
    *_industries("demographics", Told(PERSON, "industry", kind="industry"), Told(PERSON, "sector", kind="sector")),
    Row("company_profile.profile_year", Slot(COMPANY, "profile_year"), INTEGER),
    Row("company_profile.annual_turnover", Slot(COMPANY, "annual_turnover"), AMOUNT),
    Row("company_profile.established_date", Dated(COMPANY, "established_on"), DATE),
    Row("company_profile.number_of_employees", Slot(COMPANY, "number_of_employees"), INTEGER),
    Row("company_profile.registration_number", Slot(COMPANY, "registration_number"), KEY),
    Row("company_profile.vat_registration_number", Slot(COMPANY, "vat_number"), KEY),
    Row("company_profile.vat_registered_by", Slot(COMPANY, "vat_registered_by"), LINE),
    Row("company_profile.vat_registration_date", Dated(COMPANY, "vat_registered_on"), DATE),
    Row("company_profile.tax_reference_number", Slot(COMPANY, "tax_number"), KEY),
    *_country("company_profile.registered_in_country", COMPANY, "registration_country", brief=LISTED | {"short"}),
    *_industries(
        "company_profile",
        Echoed(COMPANY, "industry", kind="industry", person="industry"),
        Echoed(COMPANY, "sectors", kind="sector", is_list=True, person="sector"),
    ),
    *_set("address", parts.ADDRESS, "addresses", "address_identifier"),
    *_set("phone", parts.PHONE, "phones", "phone_identifier", "number"),
    *_set("email", parts.MAIL, "emails", "email_identifier", "email_address"),
    *_set(
        "relation", parts.relation(lambda body, known: brief(body, known)), "relations", "relation_identifier",
        "contact_information_identifier",
    ),
    *(Row(row.their, row.slot, row.codec, forms=WHOLE) for row in own_fields("contact", string=16, float=8, date=8)),
    *changes(WHOLE),
)  # fmt: skip
TABLE = Table(NAME, ROWS, forms=FORMS)
