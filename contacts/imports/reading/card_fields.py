"""Where each vCard property goes in the contact."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from contacts.imports.card_address import address_of
from contacts.imports.cells import gender
from contacts.imports.dates import iso_date
from contacts.imports.incoming import Contact, merge_more
from contacts.imports.part_types import part_type
from contacts.imports.reading.vcard_lines import Property, plain, split_value

# Said about the card, not about the person.
_SILENT = frozenset(
    "VERSION PRODID REV BEGIN END KIND X-ABLABEL X-ABADR X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND X-CRM-ADR SORT-STRING MAILER CLASS "
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS X-MS-OL-DESIGN X-MS-CARDPICTURE X-IMAGETYPE X-IMAGEHASH LABEL SOURCE NAME PROFILE "
    "X-FILE-AS X-ABUID CLIENTPIDMAP".split()
)
_DATE_NAMES = {
    **{"BDAY": "birth_date", "ANNIVERSARY": "anniversary", "X-ANNIVERSARY": "anniversary"},
    **{
        "X-MS-ANNIVERSARY": "anniversary",
        "X-EVOLUTION-ANNIVERSARY": "anniversary",
        "X-WEDDING": "anniversary",
    },
}
_TEXTS = {"TITLE": "job_title", "URL": "website", "LANG": "language", "UID": "external_id"}
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_WAB_GENDER = {"1": "FEMALE", "2": "MALE"}


def contact_of(members: list[Property]) -> tuple[Contact, tuple[str, ...]]:
    """The neutral contact of a card's properties, and the names of properties that had no place in it."""
    contact: Contact = {}
    unread: list[str] = []
    groups: dict[str, dict[str, str]] = {}
    for each in members:
        if each.group and each.name in ("X-ABLABEL", "X-CRM-ADR", "X-ABADR"):
            groups.setdefault(each.group, {})[each.name] = plain(each.value)
    for each in members:
        if each.name in _SILENT or not each.value.strip("; "):
            continue
        about = groups.get(each.group, {}) if each.group else {}
        if not _take(contact, each, about) and each.name not in unread:
            unread.append(each.name)
    _settle(contact, members)
    return contact, tuple(unread)


def _take(contact: Contact, each: Property, about: dict[str, str]) -> bool:
    """Put one property into the contact; False when there is no place for it."""
    label = _APPLE.sub(r"\1", about.get("X-ABLABEL", ""))
    if taker := _TAKERS.get(each.name):
        taker(contact, each, label, about)
    elif each.name in _DATE_NAMES or (
        each.name in ("X-ABDATE", "X-EVENT") and label.lower() == "anniversary"
    ):
        _take_date(contact, each, _DATE_NAMES.get(each.name, "anniversary"))
    elif each.name in _TEXTS:
        contact.setdefault(_TEXTS[each.name], plain(each.value).removeprefix("urn:uuid:"))
    else:
        return False
    return True


def _take_name(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    keys = ("last_name", "first_name", "middle_name", "title", "suffix")
    for key, piece in zip(keys, split_value(each.value, ";"), strict=False):
        text = " ".join(filter(None, map(plain, split_value(piece, ","))))
        if text:
            contact.setdefault(key, text)


def _take_whole_name(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    if text := plain(each.value):
        contact.setdefault("display_name", text)


def _take_organisation(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    for key, piece in zip(("company_name", "department"), split_value(each.value, ";"), strict=False):
        if text := plain(piece):
            contact.setdefault(key, text)


def _take_phone(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    number = plain(each.value)
    if number.lower().startswith("tel:"):
        number = number[4:].replace(";ext=", " ext. ").partition(";")[0]
    _add(contact, "phones", each, label, {"number": number})


def _take_email(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    address = plain(each.value)
    _add(
        contact,
        "emails",
        each,
        label,
        {"email": address[7:] if address.lower().startswith("mailto:") else address},
    )


def _take_address(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    pieces = [
        " ".join(filter(None, map(plain, split_value(p, ",")))) if i != 2 else plain(p.replace("\\,", ","))
        for i, p in enumerate(split_value(each.value, ";"))
    ]
    address = address_of(pieces, about.get("X-CRM-ADR", ""))
    if address and "country" not in address and len(about.get("X-ABADR", "")) == 2:
        address["country"] = about["X-ABADR"].upper()
    if address:
        _add(contact, "addresses", each, label, address)


def _add(contact: Contact, part: str, each: Property, label: str, fields: dict[str, Any]) -> None:
    """Append a part with its type, from TYPE words or Apple's label, and whether it is the preferred one."""
    types = each.types()
    words = [
        word for word in types if word not in ("PREF", "INTERNET", "VOICE", "POSTAL", "PARCEL", "DOM", "INTL")
    ]
    kind = part_type(part, label or " ".join(words))
    entry: dict[str, Any] = {"type": kind, **fields} if kind else fields
    if country := each.params.get("X-COUNTRY"):
        entry["country"] = country[0]
    if "PREF" in types or each.params.get("PREF", [""])[0] == "1":
        entry["is_primary"] = True
    if each.params.get("X-ACTIVE") == ["no"]:
        entry["is_active"] = False
    contact.setdefault(part, []).append(entry)


def _take_date(contact: Contact, each: Property, key: str) -> None:
    text = plain(each.value)
    omitted = each.params.get("X-APPLE-OMIT-YEAR", [""])[0]
    found = iso_date(text)
    if found and omitted and found.startswith(omitted):
        found = f"--{found[5:]}"
    contact.setdefault("demographics", {}).setdefault(key, found or text)


def _take_gender(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    text = plain(split_value(each.value, ";")[0])
    if text.upper() in ("", "N", "U"):
        return
    found = _WAB_GENDER.get(text, text) if each.name == "X-WAB-GENDER" else gender(text)
    contact.setdefault("demographics", {}).setdefault("gender", found)


def _take_notes(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    text = plain(each.value)
    contact["notes"] = f"{contact['notes']}\n{text}" if contact.get("notes") else text


def _take_tags(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    words = [word for piece in split_value(each.value, ",") if (word := plain(piece))]
    tags = contact.setdefault("tags", [])
    tags.extend(word for word in words if word not in tags and word != "myContacts")


def _take_nickname(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    contact.setdefault("nickname", ", ".join(map(plain, split_value(each.value, ","))))


def _take_role(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    contact.setdefault("role", plain(each.value))


def _take_more(contact: Contact, each: Property, label: str, about: dict[str, str]) -> None:
    merge_more(contact, plain(each.value))


_TAKERS: dict[str, Callable[[Contact, Property, str, dict[str, str]], None]] = {
    **{"N": _take_name, "FN": _take_whole_name, "ORG": _take_organisation, "TEL": _take_phone},
    **{"EMAIL": _take_email, "ADR": _take_address, "GENDER": _take_gender, "X-GENDER": _take_gender},
    **{"X-WAB-GENDER": _take_gender, "NOTE": _take_notes, "CATEGORIES": _take_tags},
    **{"NICKNAME": _take_nickname, "ROLE": _take_role, "X-CRM-MORE": _take_more},
}


def _settle(contact: Contact, members: list[Property]) -> None:
    """What only the whole card tells: a ROLE stands in for a missing TITLE; whether it is a company."""
    role = contact.pop("role", None)
    if role:
        contact.setdefault("job_title", role)
    said = {(m.name, m.value.strip().lower()) for m in members}
    if ("KIND", "org") in said or ("X-ABSHOWAS", "company") in said:
        contact["kind"] = "company"
    if not contact.get("tags", True):
        del contact["tags"]
