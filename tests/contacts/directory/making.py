"""A directory with everything in it, for tests that need all kinds of values."""

from typing import Any

from contacts.directory import operations as door
from contacts.directory.commands import Saved
from contacts.history.actor import Actor
from contacts.lookups.models import (
    Branch,
    Category,
    CustomerType,
    CustomField,
    CustomFieldGroup,
    Industry,
    MarketingList,
    Organisation,
    OwnerGroup,
    PrivacyLevel,
    Sector,
    Source,
    Vendor,
)
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone

ACTOR = Actor(kind="command", label="tests", door="command")
TYPES = ("text", "integer", "decimal", "boolean", "date", "datetime", "choice", "multichoice")


def lookups() -> None:
    """A few rows of every kind, two zones, and a custom field of every type on the contact and on each part."""
    for model in (
        *(Category, OwnerGroup, PrivacyLevel, Industry, Sector, Source, MarketingList),
        *(CustomerType, Organisation, Branch, Vendor),
    ):
        for n in (1, 2, 3):
            model._default_manager.create(name=f"{model.__name__} {n}", code=f"{model.__name__[:3].upper()}{n}")
    for name in ("Members", "Élèves"):
        Zone.objects.create(name=name)
    groups = [CustomFieldGroup.objects.create(alias=alias, name=alias) for alias in ("facts", "more")]
    for part in ("contact", "emails", "phones", "addresses"):
        for n, type_ in enumerate(TYPES):
            CustomField.objects.create(
                group=groups[n % 2], alias=f"{part}_{type_}", label=type_, type=type_, part=part,
                choices=["Red", "Green", "Blue"] if "choice" in type_ else [],
            )  # fmt: skip


def custom(part: str) -> dict[str, Any]:
    """A value for every custom field of ``part``."""
    values = ("Some text", 12, 0.5, False, "2024-02-29", "2024-02-29T12:30:00Z", "Red", ["Red", "Blue"])
    both: dict[str, Any] = {"facts": {}, "more": {}}
    for n, (type_, value) in enumerate(zip(TYPES, values, strict=True)):
        both[("facts", "more")[n % 2]][f"{part}_{type_}"] = value
    return both


def everything() -> dict[str, Any]:
    """A patch that speaks about every field of a contact but its relations; see ``lookups``."""
    return {
        "code": "ADA-1", "kind": "person", "title": "Dr", "first_name": "Ada", "middle_name": "M.", "last_name": "King",
        "company_name": "Engines", "salutation": "Dear Ada", "job_title": "Countess", "department": "Numbers",
        "role": "Author", "website": "https://example.org", "status": "New", "life_cycle_state": "FINANCIAL",
        "is_active": False, "is_dormant": True, "is_milestone": True, "is_tax_exempt": True,
        "is_organisational_unit": True, "language": "ENG", "locale": "en_GB", "notes": "Two\nlines",
        "contract_notes": "Three\nlines\nhere", "crm_type": "Contact", "customer_type": "CUS1",
        "owner_group": "OwnerGroup 2", "category": "CAT3", "privacy_level": "privacylevel 1",
        "sources": ["SOU2", "SOU1"],
        "marketing_lists": ["MarketingList 3", "MAR1"],
        "tags": ["vip", "Zulu"], "membership_number": "M-77", "external_id": "ext-1", "import_ref": "row 5",
        "referral_code": "REF", "country_of_agreement": "CYP",
        "emails": [{"email": "ada@example.org", "type": "BUSINESS", "notes": "work", "custom": custom("emails")},
                   {"email": "Ada@Example.ORG", "is_active": False}],
        "phones": [{"number": "99 123456", "country": "CY", "type": "MOBILE", "custom": custom("phones")},
                   {"number": "12", "type": "FAX"}],
        "addresses": [{
            "type": "POBOX", "care_of": "Babbage", "unit": "U1", "lines": "as\ntyped", "street_name": "Ledra",
            "street_number": "12A", "floor": -1, "apartment_number": "7", "area": "Old town", "town": "Nicosia",
            "district": "Nicosia", "municipality": "Strovolos", "region": "Center", "postal_code": "1010",
            "po_box": "2020", "po_box_postal_code": "1600", "country": "CY", "notes": "bell", "is_active": True,
            "custom": custom("addresses"),
        }],
        "affiliations": [{
            "organisation": "ORG1", "role": "Buyer", "job_title": "Head", "department": "Supply", "branch": "BRA1",
            "vendor": "VEN2", "cost_centre": -5, "since": "2020-02-29", "until": "2021-01-01", "notes": "first",
        }],
        "demographics": {
            "gender": "FEMALE", "birth_date": {"year": 1815, "month": 12, "day": 10},
            "name_day": {"month": 2, "day": 29},
            "id_card": {"number": "AB 112-234", "country": "CY", "expires_on": "2030-01-01"},
            "passport": {"number": "P9988776", "country": "GBR"}, "social_security_number": "SS-5544332",
            "statutory_number": "ST1", "country_of_residence": "GB", "industry": "IND1", "sector": "SEC2",
        },
        "company_profile": {
            "profile_year": 129876567, "annual_turnover": "1250000.50", "established_on": "1840-01-01",
            "number_of_employees": 12, "registration_number": "HE1", "registration_country": "CY", "tax_number": "T1",
            "vat_number": "VAT1", "vat_registered_by": "Registrar", "vat_registered_on": "1841-01-01",
            "industry": "IND2", "sectors": ["SEC3", "SEC1"],
        },
        "consents": {"marketing": {"EMAIL": "REJECTED", "ANY": "ACCEPTED"}, "data_use": {"ANY": "PENDING"}},
        "zones": [{"id": "Members", "expires_at": "2030-01-01T00:00:00+02:00"}, {"id": "élèves"}],
        "custom": custom("contact"), "kept": {"webinone": {"Site": "EN", "Deep": {"a": [1, None, 2.5]}}},
    }  # fmt: skip


def create(**values: Any) -> Saved:
    return door.create(patch=parse_patch(values), actor=ACTOR)


def update(saved: Saved, **values: Any) -> Saved:
    return door.update(contact=saved.record.id, patch=parse_patch(values), actor=ACTOR)
