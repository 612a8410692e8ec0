"""Every field of the document (seeds/003, lines 13 to 57, and custom_fields) and where it lives with us."""

from typing import Any

from contacts.record.errors import invalid
from integrations.mapping.codecs import Codec, constant, email, flag, many, scalar, state, text, whole
from integrations.mapping.moments import naive_moment
from integrations.mapping.slots import CustomFields, Slot, here, kept
from integrations.mapping.sources import Consents, Kept, Part
from integrations.mapping.table import Row, Table

NAME = "administrate"
FULL = frozenset({"full"})
EMAIL, EMAIL2 = Part(of="emails"), Part(of="emails", rank=1)
ADDRESS = Part(of="addresses")
TEL = Part(
    of="phones",
    types=("LANDLINE", "BUSINESS", "OTHER", "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5"),
)
MOBILE, FAX = Part(of="phones", types=("MOBILE",)), Part(of="phones", types=("FAX",))
ACCOUNT = Part(of="affiliations")
# The slots that every installation of theirs has; shown although nobody defined them (lines 104-110).
LEGACY = {f"_CustomCheck{n}": 0 for n in (1, 2, 3, 4)} | {f"_CustomText{n}": None for n in (1, 2, 3)}
# A refusal taken back is neither a refusal nor a consent.
REFUSES = {True: "REJECTED", False: "PENDING"}


def _country(value: Any) -> str | None:
    found: str | None = text(3).decode(value)
    return "GB" if found == "UK" else found


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid("", "invalid", "Expected an object of custom fields.")
    return value


COUNTRY = Codec(_country, lambda value: "UK" if value == "GB" else value, schema={"type": ["string", "null"]})
OBJECT = Codec(_object, schema={"type": "object"})

ROWS = (
    Row("membership_number", here("membership_number"), text(100)),
    Row("last_name", here("last_name"), text()),
    Row("tel", Slot(TEL, "number"), text(64)),
    Row("address_unit", Slot(ADDRESS, "unit"), text()),
    Row("contract_notes", here("contract_notes"), text(20_000)),
    Row("created_on", here("created_at"), naive_moment(), "out"),
    Row("tasks", kept(NAME, "tasks"), many(), forms=FULL),
    Row("is_staff", kept(NAME, "is_staff"), flag()),
    Row("marketing_lists", here("marketing_lists"), many(whole()), forms=FULL),
    Row("salutation", here("salutation"), text()),
    Row("address_postcode", Slot(ADDRESS, "postal_code"), text(100)),
    Row("address_street", Slot(ADDRESS, "street_name"), text()),
    Row("id", here("id"), whole(), "out"),
    Row("custom_fields", CustomFields(Kept(NAME), "", LEGACY, Kept(NAME)), OBJECT, forms=FULL),
    Row("first_name", here("first_name"), text()),
    Row("middle_name", here("middle_name"), text()),
    Row("import_ref", here("import_ref"), text()),
    Row("email2", Slot(EMAIL2, "email"), email(), forms=FULL),
    Row("organisation", kept(NAME, "organisation"), text()),
    Row("company_id", Slot(ACCOUNT, "organisation"), whole(), "out"),
    Row("source1", kept(NAME, "source1"), scalar()),
    Row("department", here("department"), text()),
    Row("no_third_party", Slot(Consents("third_party"), "ANY"), state(REFUSES, unsaid=None, else_={"ACCEPTED": False})),
    Row("email", Slot(EMAIL, "email"), email()),
    Row("job_title", here("job_title"), text()),
    Row("dont_mail", Slot(Consents("marketing"), "POST"), state(REFUSES, unsaid=False)),
    Row("fax", Slot(FAX, "number"), text(64)),
    Row("account_id", Slot(ACCOUNT, "organisation"), whole(1)),
    Row("marketing_activity_id", kept(NAME, "marketing_activity_id"), whole()),
    Row("lms_bio", kept(NAME, "lms_bio"), text(20_000)),
    Row("source2", kept(NAME, "source2"), scalar()),
    Row("address_town", Slot(ADDRESS, "town"), text()),
    Row("is_admin", kept(NAME, "is_admin"), flag(1, 0), note="A number where the others are booleans."),
    Row("is_tutor", kept(NAME, "is_tutor"), flag()),
    Row("tutor_bio", kept(NAME, "tutor_bio"), text(20_000)),
    Row("dormant", here("is_dormant"), flag(True, None)),
    Row("is_deleted", here("is_archived"), flag(), "out"),
    Row("address_country_id", Slot(ADDRESS, "country"), COUNTRY),
    Row("mobile", Slot(MOBILE, "number"), text(64)),
    Row("notes", here("notes"), text(20_000)),
    Row("overall_attendance", kept(NAME, "overall_attendance"), constant(None), "out", FULL, heard=False),
    Row("inactive", here("is_active"), flag(opposite=True)),
    Row("address_locality", Slot(ADDRESS, "area"), text()),
    Row("address_region", Slot(ADDRESS, "region"), text()),
    Row("created_by_id", kept(NAME, "created_by_id"), constant(None), "out", heard=False),
    Row("external_id", here("external_id"), text()),
)
TABLE = Table(NAME, ROWS, forms=("full", "list"))
