"""What a contact has many of: how each kind is edited, shown, reached and copied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from contacts.record import choices
from contacts.staff.engine.cells import show
from contacts.staff.engine.declaration import Pill
from contacts.staff.people.fields import Field, members
from contacts.staff.people.showing import Names, country_name, day, expiry, one_line

Body = Mapping[str, Any]
PRIMARY = Field(path="is_primary", label="Primary", kind="flag")
ACTIVE = Field(path="is_active", label="Active", kind="flag")
NOTES = Field(path="notes", label="Notes", kind="lines")
SINCE, UNTIL = Field(path="since", label="Since", kind="date"), Field(path="until", label="Until", kind="date")


@dataclass(frozen=True, kw_only=True)
class PartKind:
    """One list of the record: ``show`` gives a part's value, ``told`` what names it to people, ``new`` its beginning.

    ``fixed`` fields cannot be changed once the part is there.
    """

    name: str
    title: str
    teach: str
    fields: tuple[Field, ...]
    show: Callable[[Body, Names], SafeString]
    told: Callable[[Body, Names], str]
    new: Mapping[str, Any]
    reach: Callable[[Body], str] = lambda part: ""
    fixed: tuple[str, ...] = ()


def _type(closed: object, help: str = "") -> Field:
    return Field(path="type", label="Type", kind="choice", choices=members(closed), help=help)


def _address(part: Body, names: Names) -> SafeString:
    return show(one_line(part))


def _phone(part: Body, names: Names) -> SafeString:
    return show(part["number"])


def _relation(part: Body, names: Names) -> SafeString:
    name = names.get("contact", {}).get(part["contact"], f"#{part['contact']}")
    return format_html("{}{}", name, _span(part))


def _affiliation(part: Body, names: Names) -> SafeString:
    name = names.get("organisation", {}).get(part["organisation"], f"#{part['organisation']}")
    work = ", ".join(part[key] for key in ("job_title", "role", "department") if part[key])
    return format_html("{}{}{}", name, f" · {work}" if work else "", _span(part))


def _span(part: Body) -> str:
    said = [
        f"since {day(part['since'])}" if part["since"] else "",
        f"until {day(part['until'])}" if part["until"] else "",
    ]
    return " · " + " ".join(filter(None, said)) if any(said) else ""


def _zone(part: Body, names: Names) -> SafeString:
    return format_html('{} <span class="muted">{}</span>', part["name"], expiry(part["expires_at"])[0])


EMAILS = PartKind(
    name="emails",
    title="Emails",
    teach="No email address yet.",
    fields=(_type(choices.EmailType), Field(path="email", label="Email"), PRIMARY, ACTIVE, NOTES),
    show=lambda part, names: show(part["email"]),
    told=lambda part, names: str(part["email"]),
    new={"type": "PERSONAL", "is_active": True},
    reach=lambda part: f"mailto:{part['email']}",
)
PHONES = PartKind(
    name="phones",
    title="Phones",
    teach="No phone number yet.",
    fields=(
        _type(choices.PhoneType),
        Field(path="number", label="Number"),
        Field(path="country", label="Country", kind="country", help="For numbers without their country code."),
        PRIMARY,
        ACTIVE,
        NOTES,
    ),
    show=_phone,
    told=lambda part, names: str(part["number"]),
    new={"type": "MOBILE", "is_active": True},
    reach=lambda part: f"tel:{part['e164']}" if part["e164"] else "",
)
ADDRESSES = PartKind(
    name="addresses",
    title="Addresses",
    teach="No address yet.",
    fields=(
        _type(choices.AddressType),
        Field(path="street_name", label="Street"),
        Field(path="street_number", label="Number"),
        Field(path="apartment_number", label="Flat"),
        Field(path="floor", label="Floor", kind="number"),
        Field(path="postal_code", label="Postcode"),
        Field(path="town", label="Town"),
        Field(path="area", label="Area"),
        Field(path="district", label="District"),
        Field(path="municipality", label="Municipality"),
        Field(path="region", label="Region"),
        Field(path="country", label="Country", kind="country"),
        Field(path="care_of", label="Care of"),
        Field(path="unit", label="Unit"),
        Field(path="po_box", label="PO box"),
        Field(path="po_box_postal_code", label="PO box postcode"),
        Field(path="lines", label="As written", kind="lines"),
        PRIMARY,
        ACTIVE,
        NOTES,
    ),
    show=_address,
    told=lambda part, names: one_line(part),
    new={"type": "HOME", "is_active": True},
)
RELATIONS = PartKind(
    name="relations",
    title="Relations",
    teach="Nobody is related yet: an employer, a partner, a friend.",
    fields=(
        _type(choices.RelationType, help="What the other one is to this contact."),
        Field(path="contact", label="Contact", kind="contact", help="Type a name and choose."),
        SINCE,
        UNTIL,
        NOTES,
    ),
    show=_relation,
    told=lambda part, names: names.get("contact", {}).get(part["contact"], ""),
    new={"type": "FRIEND"},
    reach=lambda part: f"../{part['contact']}/",
)
AFFILIATIONS = PartKind(
    name="affiliations",
    title="Organisations",
    teach="No place at a customer organisation yet.",
    fields=(
        Field(path="organisation", label="Organisation", kind="reference", of="organisation"),
        Field(path="role", label="Role"),
        Field(path="job_title", label="Job title"),
        Field(path="department", label="Department"),
        Field(path="branch", label="Branch", kind="reference", of="branch"),
        Field(path="vendor", label="Vendor", kind="reference", of="vendor"),
        Field(path="cost_centre", label="Cost centre", kind="number"),
        PRIMARY,
        SINCE,
        UNTIL,
        NOTES,
    ),
    show=_affiliation,
    told=lambda part, names: names.get("organisation", {}).get(part["organisation"], ""),
    new={},
)
ZONES = PartKind(
    name="zones",
    title="Zones",
    teach="No secure zone is open to this contact.",
    fields=(
        Field(path="id", label="Zone", kind="reference", of="zone"),
        Field(path="expires_at", label="Until", kind="moment", help="Empty for no end."),
    ),
    show=_zone,
    told=lambda part, names: str(part["name"]),
    new={},
    fixed=("id",),
)
SIDE = (EMAILS, PHONES, ADDRESSES)
KINDS = {kind.name: kind for kind in (*SIDE, RELATIONS, AFFILIATIONS, ZONES)}


def kind_label(kind: PartKind, part: Body) -> str:
    """The small word before a part: its type."""
    return choices.label(part["type"]) if "type" in part else ""


def pills(kind: PartKind, part: Body, *, alone: bool = False) -> tuple[Pill, ...]:
    """States of a part worth seeing at a glance; one that stands ``alone`` is primary without saying so."""
    found = [Pill(label="Primary", tone="info")] if part.get("is_primary") and not alone else []
    if part.get("is_active") is False:
        found.append(Pill(label="Not in use"))
    if kind is ZONES and expiry(part["expires_at"])[1]:
        found.append(Pill(label="Expired", tone="warn"))
    return tuple(found)


def title_of(kind: PartKind, part: Body) -> str:
    """What else is known of a part, on hover."""
    said = [country_name(part.get("country")) if kind is PHONES else "", str(part.get("notes") or "")]
    return str(escape(" · ".join(filter(None, said))))
