"""What a caller spoke about: a key that is absent stays as it is, ``null`` and ``""`` clear, a value sets.

A part without ``id`` is added, with ``id`` updated, ``{"id": n, "remove": true}`` removed; parts not named stay.
Lengths are in characters. ``tests/contacts/record`` proves that every field of the record can be spoken about.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from contacts.record import choices
from contacts.record.contact import CustomValues

Line: TypeAlias = Annotated[str, Meta(max_length=200)] | None | UnsetType
Key: TypeAlias = Annotated[str, Meta(max_length=100)] | None | UnsetType
Text: TypeAlias = Annotated[str, Meta(max_length=20_000)] | None | UnsetType
CountryCode: TypeAlias = Annotated[str, Meta(min_length=0, max_length=3)] | None | UnsetType
Flag: TypeAlias = bool | UnsetType
Whole: TypeAlias = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)] | None | UnsetType
Ref: TypeAlias = int | Annotated[str, Meta(max_length=200)] | None | UnsetType  # a look-up's id, code or name
Refs: TypeAlias = list[int | Annotated[str, Meta(max_length=200)]] | None | UnsetType
Day: TypeAlias = dt.date | None | UnsetType
CustomPatch: TypeAlias = CustomValues | None | UnsetType


class EmailPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: int | UnsetType = UNSET
    remove: bool = False
    type: choices.EmailType | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    is_primary: Flag = UNSET
    is_active: Flag = UNSET
    notes: Text = UNSET
    custom: CustomPatch = UNSET


class PhonePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: int | UnsetType = UNSET
    remove: bool = False
    type: choices.PhoneType | UnsetType = UNSET
    number: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    country: CountryCode = UNSET
    is_primary: Flag = UNSET
    is_active: Flag = UNSET
    notes: Text = UNSET
    custom: CustomPatch = UNSET


class AddressPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: int | UnsetType = UNSET
    remove: bool = False
    type: choices.AddressType | UnsetType = UNSET
    care_of: Line = UNSET
    unit: Line = UNSET
    lines: Text = UNSET
    street_name: Line = UNSET
    street_number: Line = UNSET
    floor: Whole = UNSET
    apartment_number: Line = UNSET
    area: Line = UNSET
    town: Line = UNSET
    district: Line = UNSET
    municipality: Line = UNSET
    region: Line = UNSET
    postal_code: Key = UNSET
    po_box: Key = UNSET
    po_box_postal_code: Key = UNSET
    country: CountryCode = UNSET
    is_primary: Flag = UNSET
    is_active: Flag = UNSET
    notes: Text = UNSET
    custom: CustomPatch = UNSET


class RelationPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: int | UnsetType = UNSET
    remove: bool = False
    type: choices.RelationType | UnsetType = UNSET
    contact: int | UnsetType = UNSET
    since: Day = UNSET
    until: Day = UNSET
    notes: Text = UNSET


class AffiliationPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: int | UnsetType = UNSET
    remove: bool = False
    organisation: int | Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    role: Line = UNSET
    job_title: Line = UNSET
    department: Line = UNSET
    branch: Ref = UNSET
    vendor: Ref = UNSET
    cost_centre: Whole = UNSET
    is_primary: Flag = UNSET
    since: Day = UNSET
    until: Day = UNSET
    notes: Text = UNSET


class ZonePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """``id`` is the zone's id or its name; it names the part, so a zone that is already granted is updated."""

    id: int | Annotated[str, Meta(max_length=200)]
    remove: bool = False
    expires_at: dt.datetime | None | UnsetType = UNSET


class PartialDatePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    year: Whole = UNSET
    month: Whole = UNSET
    day: Whole = UNSET


class DocumentPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    number: Key = UNSET
    country: CountryCode = UNSET
    expires_on: Day = UNSET


class DemographicsPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    gender: choices.Gender | None | UnsetType = UNSET
    birth_date: PartialDatePatch | None | UnsetType = UNSET
    name_day: PartialDatePatch | None | UnsetType = UNSET
    id_card: DocumentPatch | None | UnsetType = UNSET
    passport: DocumentPatch | None | UnsetType = UNSET
    social_security_number: Key = UNSET
    statutory_number: Key = UNSET
    country_of_residence: CountryCode = UNSET
    industry: Ref = UNSET
    sector: Ref = UNSET


class CompanyProfilePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    profile_year: Whole = UNSET
    annual_turnover: Annotated[Decimal, Meta()] | None | UnsetType = UNSET
    established_on: Day = UNSET
    number_of_employees: Whole = UNSET
    registration_number: Key = UNSET
    registration_country: CountryCode = UNSET
    tax_number: Key = UNSET
    vat_number: Key = UNSET
    vat_registered_by: Line = UNSET
    vat_registered_on: Day = UNSET
    industry: Ref = UNSET
    sectors: Refs = UNSET


class ContactPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A change to one contact. ``display_name`` alone is a name given whole: it is split, and remembered as given."""

    code: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    kind: choices.Kind | UnsetType = UNSET
    title: Line = UNSET
    first_name: Line = UNSET
    middle_name: Line = UNSET
    last_name: Line = UNSET
    company_name: Line = UNSET
    salutation: Line = UNSET
    display_name: Annotated[str, Meta(max_length=400)] | None | UnsetType = UNSET
    job_title: Line = UNSET
    department: Line = UNSET
    role: Line = UNSET
    website: Line = UNSET
    status: Line = UNSET
    life_cycle_state: choices.LifeCycleState | UnsetType = UNSET
    is_active: Flag = UNSET
    is_dormant: Flag = UNSET
    is_milestone: Flag = UNSET
    is_tax_exempt: Flag = UNSET
    is_organisational_unit: Flag = UNSET
    language: choices.Language | None | UnsetType = UNSET
    locale: Annotated[str, Meta(max_length=35)] | None | UnsetType = UNSET
    notes: Text = UNSET
    contract_notes: Text = UNSET
    crm_type: Key = UNSET
    customer_type: Ref = UNSET
    owner_group: Ref = UNSET
    category: Ref = UNSET
    privacy_level: Ref = UNSET
    sources: Refs = UNSET
    marketing_lists: Refs = UNSET
    tags: list[Annotated[str, Meta(max_length=100)]] | None | UnsetType = UNSET
    membership_number: Key = UNSET
    external_id: Line = UNSET
    import_ref: Line = UNSET
    referral_code: Key = UNSET
    country_of_agreement: CountryCode = UNSET
    emails: list[EmailPatch] | None | UnsetType = UNSET
    phones: list[PhonePatch] | None | UnsetType = UNSET
    addresses: list[AddressPatch] | None | UnsetType = UNSET
    relations: list[RelationPatch] | None | UnsetType = UNSET
    affiliations: list[AffiliationPatch] | None | UnsetType = UNSET
    demographics: DemographicsPatch | None | UnsetType = UNSET
    company_profile: CompanyProfilePatch | None | UnsetType = UNSET
    consents: dict[choices.ConsentPurpose, dict[choices.ConsentChannel, choices.ConsentState]] | None | UnsetType = (
        UNSET
    )
    zones: list[ZonePatch] | None | UnsetType = UNSET
    custom: CustomPatch = UNSET
    kept: dict[str, dict[str, Any]] | None | UnsetType = UNSET


class PhotoPatch(ContactPatch, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What only the room of photos says: a key in a caller's body may be that of somebody else's photo."""

    photo: Key = UNSET


# Keys of a record that a reader may send back but not set; they are derived or kept by the door.
READ_ONLY: dict[str, frozenset[str]] = {
    "ContactPatch": frozenset(
        {"id", "uuid", "revision", "whole_name", "is_archived", "photo", "created_at", "updated_at"}
    ),
    "PhonePatch": frozenset({"e164"}),
    "ZonePatch": frozenset({"name"}),
}
PART_NAMES = ("emails", "phones", "addresses", "relations", "affiliations")
