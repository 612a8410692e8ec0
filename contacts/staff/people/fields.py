"""The values of a contact as the desk shows and edits them: one declaration each, read by list, record and forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contacts.record import choices
from contacts.record.cleaning.custom import Definition
from contacts.record.cleaning.identifiers import vat_doubt

Kind = Literal[
    "text", "lines", "choice", "flag", "date", "partial", "number", "reference", "references", "words", "country",
    "many", "contact", "moment",
]  # fmt: skip
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value at ``path`` of the record; ``of`` is the look-up kind of a reference, ``help`` stands below it.

    A number that counts something has its thousands ``grouped``; a year, or one by which something is called, has not.
    ``doubt`` reads of a body why its value may be wrong, empty where nothing speaks against it.
    """

    path: str
    label: str
    kind: Kind = "text"
    choices: Choices = ()
    of: str = ""
    help: str = ""
    grouped: bool = False
    doubt: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def key(self) -> str:
        """The path fit for an element's id and a form field's name."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields shown together under a title."""

    title: str
    fields: tuple[Field, ...]


def members(closed: object, *, blank: str = "") -> Choices:
    """A closed list as choices; ``blank`` is the label of none."""
    found = tuple((member, choices.label(member)) for member in choices.members(closed) if member)
    return ((("", blank),) if blank else ()) + found


def _vat_doubt(body: Mapping[str, Any]) -> str:
    profile = body["company_profile"] or {}
    homes = (address["country"] for address in body["addresses"] if address["is_active"])
    country = profile.get("registration_country") or next(filter(None, homes), None)
    return vat_doubt(profile.get("vat_number", ""), country)


def _documents(slot: str, label: str) -> tuple[Field, ...]:
    base = f"demographics.{slot}"
    return (
        Field(path=f"{base}.number", label=label, help="Kept sealed. To change it, type the whole number."),
        Field(path=f"{base}.country", label=f"{label}, country", kind="country"),
        Field(path=f"{base}.expires_on", label=f"{label}, expires", kind="date"),
    )


NAME = (
    Field(path="kind", label="Kind", kind="choice", choices=members(choices.Kind)),
    Field(path="title", label="Title"),
    Field(path="first_name", label="First name"),
    Field(path="middle_name", label="Middle name"),
    Field(path="last_name", label="Last name"),
    Field(path="company_name", label="Company name"),
    Field(path="job_title", label="Job title"),
    Field(path="department", label="Department"),
)
STANDING = (
    Field(path="status", label="Status"),
    Field(path="life_cycle_state", label="Life cycle", kind="choice", choices=members(choices.LifeCycleState)),
    Field(path="category", label="Category", kind="reference", of="category"),
    Field(path="owner_group", label="Group", kind="reference", of="owner_group"),
    Field(path="tags", label="Tags", kind="words", help="Separated by commas."),
    Field(path="notes", label="Notes", kind="lines"),
)
MAIN = (*NAME, *STANDING)
MORE = Section(
    title="More",
    fields=(
        Field(path="salutation", label="Salutation"),
        Field(path="role", label="Role"),
        Field(path="website", label="Website"),
        Field(
            path="language",
            label="Language",
            kind="choice",
            choices=(("", "Not known"), *sorted(choices.languages().items(), key=lambda pair: pair[1])),
        ),
        Field(path="locale", label="Locale", help="Like en_US."),
        Field(path="privacy_level", label="Privacy level", kind="reference", of="privacy_level"),
        Field(path="customer_type", label="Customer type", kind="reference", of="customer_type"),
        Field(path="crm_type", label="CRM type"),
        Field(path="sources", label="Sources", kind="references", of="source"),
        Field(path="marketing_lists", label="Marketing lists", kind="references", of="marketing_list"),
        Field(path="country_of_agreement", label="Country of agreement", kind="country"),
        Field(path="contract_notes", label="Contract notes", kind="lines"),
    ),
)
SWITCHES = Section(
    title="Switches",
    fields=(
        Field(path="is_active", label="Active", kind="flag"),
        Field(path="is_dormant", label="Dormant", kind="flag"),
        Field(path="is_milestone", label="Milestone", kind="flag"),
        Field(path="is_tax_exempt", label="Tax exempt", kind="flag"),
        Field(path="is_organisational_unit", label="Organisational unit", kind="flag"),
    ),
)
NUMBERS = Section(
    title="Numbers",
    fields=(
        Field(path="code", label="Code"),
        Field(path="membership_number", label="Membership number"),
        Field(path="external_id", label="External id"),
        Field(path="import_ref", label="Import reference"),
        Field(path="referral_code", label="Referral code"),
    ),
)
PERSON = Section(
    title="Person",
    fields=(
        Field(
            path="demographics.gender", label="Gender", kind="choice",
            choices=members(choices.Gender, blank="Not known"),
        ),
        Field(path="demographics.birth_date", label="Birth date", kind="partial", help="What is known of it."),
        Field(path="demographics.name_day", label="Name day", kind="partial"),
        Field(path="demographics.country_of_residence", label="Residence", kind="country"),
        Field(path="demographics.industry", label="Industry", kind="reference", of="industry"),
        Field(path="demographics.sector", label="Sector", kind="reference", of="sector"),
        *_documents("id_card", "ID card"),
        *_documents("passport", "Passport"),
        Field(path="demographics.social_security_number", label="Social security", help="Kept sealed."),
        Field(path="demographics.statutory_number", label="Statutory number", help="Kept sealed."),
    ),
)  # fmt: skip
COMPANY = Section(
    title="Company",
    fields=(
        Field(path="company_profile.registration_number", label="Registration number"),
        Field(path="company_profile.registration_country", label="Registered in", kind="country"),
        Field(path="company_profile.established_on", label="Established", kind="date"),
        Field(path="company_profile.vat_number", label="VAT number", doubt=_vat_doubt),
        Field(path="company_profile.vat_registered_by", label="VAT registered by"),
        Field(path="company_profile.vat_registered_on", label="VAT registered", kind="date"),
        Field(path="company_profile.tax_number", label="Tax number"),
        Field(path="company_profile.annual_turnover", label="Annual turnover", kind="number", grouped=True),
        Field(path="company_profile.number_of_employees", label="Employees", kind="number", grouped=True),
        Field(path="company_profile.profile_year", label="As of year", kind="number"),
        Field(path="company_profile.industry", label="Industry", kind="reference", of="industry"),
        Field(path="company_profile.sectors", label="Sectors", kind="references", of="sector"),
    ),
)
SECTIONS = (MORE, SWITCHES, NUMBERS)
ALL: dict[str, Field] = {
    field.path: field
    for fields in (MAIN, *(section.fields for section in (*SECTIONS, PERSON, COMPANY)))
    for field in fields
}


def custom_field(definition: Definition, label: str, help: str = "") -> Field:
    """A custom field of contacts as a field of the desk."""
    kinds: dict[str, Kind] = {
        "integer": "number", "decimal": "number", "boolean": "choice", "date": "date", "datetime": "moment",
        "choice": "choice", "multichoice": "many",
    }  # fmt: skip
    listed: Choices = tuple((choice, choice) for choice in definition.choices)
    if definition.type == "boolean":
        listed = (("true", "Yes"), ("false", "No"))
    if kinds.get(definition.type) == "choice":
        listed = (("", "Not known"), *listed)
    return Field(
        path=f"custom.{definition.group}.{definition.alias}",
        label=label,
        kind=kinds.get(definition.type, "text"),
        choices=listed,
        help=help,
    )


def value_at(body: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a record's body; None where nothing is."""
    value: Any = body
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def spoken(path: str, value: Any) -> dict[str, Any]:
    """``spoken("a.b", 1)`` is ``{"a": {"b": 1}}``: the patch that speaks of one value."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return value  # type: ignore[no-any-return]
