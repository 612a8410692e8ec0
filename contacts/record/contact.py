"""A whole contact as every surface, dialect, export and outgoing call reads it.

The field order is the order of the JSON. Look-ups are named by their integer id, other contacts by theirs, so that
renaming a row never makes a record stale; the one name kept here is a zone's, and renaming a zone rewrites its members.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from contacts.record.choices import (
    AddressType,
    ConsentState,
    EmailType,
    Gender,
    Kind,
    Language,
    LifeCycleState,
    PhoneType,
    RelationType,
)

CustomValue = str | int | float | bool | list[str] | None
CustomValues = dict[str, dict[str, CustomValue]]  # {group alias: {field alias: value}}


class Email(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One way to write to the contact; addresses are not unique, two contacts may share one."""

    id: int
    type: EmailType = "PERSONAL"
    email: str = ""
    is_primary: bool = False
    is_active: bool = True
    notes: str = ""
    custom: CustomValues = field(default_factory=dict)


class Phone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A number as it was typed and, where it can be dialled, in E.164; ``country`` is ISO 3166-1 alpha-2."""

    id: int
    type: PhoneType = "MOBILE"
    number: str = ""
    country: str | None = None
    e164: str = ""
    is_primary: bool = False
    is_active: bool = True
    notes: str = ""
    custom: CustomValues = field(default_factory=dict)


class Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A structured postal address; ``lines`` keeps what could not be split, ``country`` is ISO 3166-1 alpha-2."""

    id: int
    type: AddressType = "HOME"
    care_of: str = ""
    unit: str = ""
    lines: str = ""
    street_name: str = ""
    street_number: str = ""
    floor: int | None = None
    apartment_number: str = ""
    area: str = ""
    town: str = ""
    district: str = ""
    municipality: str = ""
    region: str = ""
    postal_code: str = ""
    po_box: str = ""
    po_box_postal_code: str = ""
    country: str | None = None
    is_primary: bool = False
    is_active: bool = True
    notes: str = ""
    custom: CustomValues = field(default_factory=dict)


class Relation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What ``contact`` is to this one (``EMPLOYER``: the other employs this one), from and until when."""

    id: int
    type: RelationType = "FRIEND"
    contact: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    notes: str = ""


class Affiliation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The contact's place at a customer organisation; ``cost_centre`` is the customer's own number, any integer."""

    id: int
    organisation: int = 0
    role: str = ""
    job_title: str = ""
    department: str = ""
    branch: int | None = None
    vendor: int | None = None
    cost_centre: int | None = None
    is_primary: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    notes: str = ""


class PartialDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A date of which not everything need be known; a name day has no year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An identity document; ``number`` is masked (``•••456``) in records, the number itself is sealed elsewhere."""

    number: str = ""
    country: str | None = None
    expires_on: dt.date | None = None


class Demographics(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """What is known of a person, the rest left out; every number here is masked, see ``Document``."""

    gender: Gender = ""
    birth_date: PartialDate | None = None
    name_day: PartialDate | None = None
    id_card: Document | None = None
    passport: Document | None = None
    social_security_number: str = ""
    statutory_number: str = ""
    country_of_residence: str | None = None
    industry: int | None = None
    sector: int | None = None


class CompanyProfile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """What is known of a company, the rest left out; ``profile_year`` is kept as sent, one sample holds 129876567."""

    profile_year: int | None = None
    annual_turnover: Decimal | None = None
    established_on: dt.date | None = None
    number_of_employees: int | None = None
    registration_number: str = ""
    registration_country: str | None = None
    tax_number: str = ""
    vat_number: str = ""
    vat_registered_by: str = ""
    vat_registered_on: dt.date | None = None
    industry: int | None = None
    sectors: list[int] = field(default_factory=list)


class ZoneMembership(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Membership in secure zone ``id``; whether it has expired is decided by whoever reads it, at that moment."""

    id: int
    name: str = ""
    expires_at: dt.datetime | None = None


class ContactRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One person or company, whole. Times are UTC with microseconds; archived is a soft delete and can be undone."""

    id: int
    uuid: str
    code: str
    revision: int
    kind: Kind = "person"
    title: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    company_name: str = ""
    salutation: str = ""
    display_name: str = ""
    whole_name: str = ""
    job_title: str = ""
    department: str = ""
    role: str = ""
    website: str = ""
    status: str = ""
    life_cycle_state: LifeCycleState = "MARKETING"
    is_active: bool = True
    is_dormant: bool = False
    is_archived: bool = False
    is_milestone: bool = False
    is_tax_exempt: bool = False
    is_organisational_unit: bool = False
    language: Language = ""
    locale: str = ""
    notes: str = ""
    contract_notes: str = ""
    crm_type: str = ""
    customer_type: int | None = None
    owner_group: int | None = None
    category: int | None = None
    privacy_level: int | None = None
    sources: list[int] = field(default_factory=list)
    marketing_lists: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    membership_number: str = ""
    external_id: str = ""
    import_ref: str = ""
    referral_code: str = ""
    country_of_agreement: str | None = None
    emails: list[Email] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    demographics: Demographics = field(default_factory=Demographics)
    company_profile: CompanyProfile = field(default_factory=CompanyProfile)
    consents: dict[str, dict[str, ConsentState]] = field(default_factory=dict)
    zones: list[ZoneMembership] = field(default_factory=list)
    custom: CustomValues = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    photo: str | None = None
    created_at: dt.datetime
    updated_at: dt.datetime
