"""Every field of a contact (seeds/000, lines 17 to 43 and 54 to 78) and where it lives with us."""

from typing import Any

from contacts.access.identities.naming import fold
from contacts.record.choices import AddressType, PhoneType, members
from contacts.record.cleaning import clean
from contacts.record.cleaning.countries import named
from contacts.record.errors import Invalid, invalid
from integrations.mapping.codecs import Codec, Known, email, looked_up, loose_text, state, text, whole
from integrations.mapping.moments import iso_moment
from integrations.mapping.slots import CustomGroups, Remembered, Show, Slot, aside, here
from integrations.mapping.sources import PLAIN, Body, Consents, Here, Kept, Look, Part
from integrations.mapping.table import Row, Table

NAME = "webinone"
KEPT = Kept(NAME)
EMAIL = Part(of="emails")
PHONE = Part(of="phones", types=tuple(one for one in members(PhoneType) if one != "FAX"), primary_first=True)
ADDRESS = Part(
    of="addresses", types=tuple(one for one in members(AddressType) if one != "BILLING"), primary_first=True
)  # fmt: skip
BILLING = Part(of="addresses", types=("BILLING",))
CURRENT = frozenset({"current"})  # from version 7.10.7 on
ALLOWED = {True: "ACCEPTED", False: "REJECTED"}


class EmailConfirmed(Slot, frozen=True):
    """Whether the owner of the contact's account was proven to have the address that is shown."""

    also = (("emails", "email"),)

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        id_, shown, address = look.at("id"), EMAIL.finder(look), look.at("email")

        def show(found: Any, body: Body, known: Known) -> bool:
            keys = known.row(codec.looks, id_(body)).get("keys")
            return bool(keys) and fold(address(shown(body))) in keys  # type: ignore[operator]

        return show


def _number(words: str) -> str | None:
    try:
        clean.phone(clean.tidy(words), None)
    except Invalid:
        return None
    return words


def _groups(value: object) -> object:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid("", "invalid", "Expected an object of groups with their fields.")
    return value


# Shown by the slot itself, which looks the account up by the contact's id.
CONFIRMED = Codec(lambda _: None, None, lambda value, known: False, {"type": "boolean"}, "proven_address")
GROUPS = Codec(_groups, schema={"type": "object", "additionalProperties": {"type": "object"}})
PHONE_TEXT, COUNTRY_TEXT = loose_text(64, empty=None), text(100)
TYPE = Codec(
    lambda value: whole(0, words=True).decode(value) or None, lambda value: value or 0, schema={"type": ["integer"]}
)
CRM_TYPE = text(100)


def _place(prefix: str, part: Part, forms: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    country = Remembered(part, "country", KEPT, f"{prefix}Country", named)
    return (
        Row(f"{prefix}Address", Slot(part, "street_name"), text(), forms=forms),
        Row(f"{prefix}City", Slot(part, "town"), text(), forms=forms),
        Row(f"{prefix}State", Slot(part, "region"), text(), forms=forms),
        Row(f"{prefix}ZipCode", Slot(part, "postal_code"), loose_text(100, empty=None), forms=forms),
        Row(f"{prefix}Country", country, COUNTRY_TEXT, forms=forms),
    )


ROWS = (
    Row("Id", here("id"), whole(), "out"),
    Row("Email", Slot(EMAIL, "email"), email()),
    Row("FirstName", here("first_name"), text()),
    Row("LastName", here("last_name"), text()),
    Row("Password", aside("password"), text(1000), "in", note="Of the portal account; never shown."),
    Row("CrmType", here("crm_type"), CRM_TYPE),
    Row("EmailConfirmed", EmailConfirmed(Here(), "id"), CONFIRMED, "out"),
    Row("Role", here("role"), text()),
    Row("CreatedDate", here("created_at"), iso_moment(), "out"),
    *_place("", ADDRESS),
    *_place("Billing", BILLING, CURRENT),
    Row("Site", here("website"), text()),
    Row("Phone", Remembered(PHONE, "number", KEPT, "Phone", _number), PHONE_TEXT),
    Row("Status", here("status"), text()),
    Row("Notes", here("notes"), text(20_000)),
    Row("Type", here("customer_type"), TYPE, note="A customer type; 0 is none."),
    Row("CustomerTypeName", here("customer_type"), looked_up("customer_type", "name"), "out"),
    Row("IsDataUsingAllowed", Slot(Consents("data_use"), "ANY"), state(ALLOWED, unsaid=False)),
    Row("CustomCrmGroups", CustomGroups(Here(), "custom"), GROUPS),
)
TABLE = Table(NAME, ROWS, forms=("full", "current"))
# What bookings, cases and orders show of their contact.
MEMBER = Table(
    NAME, [row for row in ROWS if row.their in ("Id", "Email", "FirstName", "LastName")], forms=("member",)
)  # fmt: skip
