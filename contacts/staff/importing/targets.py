"""The places of a contact that a column can be mapped to, for the suggestions beside each column."""

from contacts.imports.guessing.paths import PART_FIELDS
from contacts.lookups import queries as lookups
from contacts.record import choices
from contacts.record.parsing.parse import plan
from contacts.record.patch import CompanyProfilePatch, ContactPatch, DemographicsPatch

PART_TYPES = {
    "emails": choices.members(choices.EmailType),
    "phones": choices.members(choices.PhoneType),
    "addresses": choices.members(choices.AddressType),
}
OFTEN = {
    "emails": ("PERSONAL", "BUSINESS"),
    "phones": ("MOBILE", "LANDLINE", "BUSINESS"),
    "addresses": ("HOME", "BUSINESS"),
}


def targets() -> list[str]:
    """Every place worth suggesting, the usual ones first; other paths may be typed."""
    names = [
        name for name, slot in plan(ContactPatch).items() if slot.shape == "value" and name not in ("custom", "kept")
    ]
    found = [name for name in names if name not in ("consents", "photo")]
    for part, fields in PART_FIELDS.items():
        found += [
            f"{part}.{type_}.{field}"
            for type_ in OFTEN[part]
            for field in fields
            if field not in ("type", "is_primary")
        ]
    found += [f"demographics.{key}" for key in plan(DemographicsPatch) if key not in ("id_card", "passport")]
    found += ["demographics.id_card.number", "demographics.passport.number"]
    found += [f"company_profile.{key}" for key in plan(CompanyProfilePatch)]
    found += [f"custom.{group}.{alias}" for part, group, alias in lookups.custom_fields() if part == "contact"]
    return found
