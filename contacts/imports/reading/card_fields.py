"""Where each vCard property goes in the contact."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_args

from contacts.imports.card_address import address_of
from contacts.imports.incoming import Contact, merge_more
from contacts.imports.problems import Problem
from contacts.imports.reading.vcard_lines import Property, plain, split_value
from contacts.imports.values.cells import gender
from contacts.imports.values.dates import TwoWays, iso_date, partial_date
from contacts.imports.values.part_types import part_type
from contacts.imports.values.places import country_code, language_code
from contacts.record.choices import Language

# Said about the card, not about the person.
_SILENT = frozenset(
    {"BEGIN", "CLASS", "CLIENTPIDMAP", "END", "KIND", "LABEL", "MAILER", "NAME", "PRODID", "PROFILE", "REV",
     "SORT-STRING", "SOURCE", "VERSION", "X-ABADR", "X-ABLABEL", "X-ABORDER", "X-ABSHOWAS", "X-ABUID",
     "X-ADDRESSBOOKSERVER-KIND", "X-CRM-ADR", "X-CRM-KIND", "X-CRM-PART", "X-FILE-AS", "X-IMAGEHASH",
     "X-IMAGETYPE", "X-MS-CARDPICTURE", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-OL-DESIGN", "X-MS-SIGNATURE"}
)  # fmt: skip
_ANNIVERSARIES = frozenset(
    {"ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-KADDRESSBOOK-X-ANNIVERSARY"}
)
_TEXTS = {"TITLE": "job_title", "URL": "website", "ROLE": "role", "UID": "external_id"}
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_WAB_GENDER = {"1": "FEMALE", "2": "MALE"}


def contact_of(members: list[Property]) -> tuple[Contact, tuple[str, ...], tuple[Problem, ...]]:
    """The neutral contact of a card's properties, the names of those without a place in it, and what cannot be read."""
    contact: Contact = {}
    unread: list[str] = []
    problems: list[Problem] = []
    groups: dict[str, dict[str, str]] = {}
    for each in members:
        if each.group and each.name in ("X-ABLABEL", "X-CRM-ADR", "X-CRM-PART", "X-ABADR"):
            groups.setdefault(each.group, {})[each.name] = plain(each.value)
    for each in members:
        if each.name in _SILENT or not each.value.strip("; "):
            continue
        about = groups.get(each.group, {}) if each.group else {}
        try:
            if not _take(contact, each, about) and each.name not in unread:
                unread.append(each.name)
        except TwoWays:
            sentence = f"{plain(each.value)[:40]!r} can be read in two ways: write the year first, like 1980-02-29."
            problems.append(Problem("two_ways", sentence, each.line, each.name))
    _settle(contact, members)
    return contact, tuple(unread), tuple(problems)


def _take(contact: Contact, each: Property, about: dict[str, str]) -> bool:
    """Put one property into the contact; False when there is no place for it."""
    label = _APPLE.sub(r"\1", about.get("X-ABLABEL", ""))
    if taker := _TAKERS.get(each.name):
        taker(contact, each, about)
    elif each.name in _ANNIVERSARIES or (each.name == "X-ABDATE" and label.lower() == "anniversary"):
        _keep(contact, "anniversary", iso_date(plain(each.value), "") or plain(each.value))
    elif each.name in _TEXTS:
        contact.setdefault(_TEXTS[each.name], plain(each.value).removeprefix("urn:uuid:"))
    else:
        return False
    return True


def _take_name(contact: Contact, each: Property, about: dict[str, str]) -> None:
    keys = ("last_name", "first_name", "middle_name", "title", "")
    for key, piece in zip(keys, split_value(each.value, ";"), strict=False):
        text = " ".join(filter(None, map(plain, split_value(piece, ","))))
        if text and key:
            contact.setdefault(key, text)
        elif text:
            _keep(contact, "suffix", text)


def _keep(contact: Contact, key: str, text: str) -> None:
    """Remember what the contact has no field for, so that an export can say it again."""
    contact.setdefault("kept", {}).setdefault("file", {}).setdefault(key, text)


def _take_whole_name(contact: Contact, each: Property, about: dict[str, str]) -> None:
    text = plain(each.value)
    if text and "X-CRM-DERIVED" not in each.params:
        contact.setdefault("display_name", text)


def _take_organisation(contact: Contact, each: Property, about: dict[str, str]) -> None:
    for key, piece in zip(("company_name", "department"), split_value(each.value, ";"), strict=False):
        if text := plain(piece):
            contact.setdefault(key, text)


def _take_phone(contact: Contact, each: Property, about: dict[str, str]) -> None:
    number = plain(each.value)
    if number.lower().startswith("tel:"):
        number = number[4:].replace(";ext=", " ext. ").partition(";")[0]
    _add(contact, "phones", each, about, {"number": number})


def _take_email(contact: Contact, each: Property, about: dict[str, str]) -> None:
    address = plain(each.value)
    _add(
        contact,
        "emails",
        each,
        about,
        {"email": address[7:] if address.lower().startswith("mailto:") else address},
    )


def _take_address(contact: Contact, each: Property, about: dict[str, str]) -> None:
    pieces = [
        ", ".join(filter(None, (line.strip() for line in plain(p).splitlines())))
        for i, p in enumerate(split_value(each.value, ";"))
    ]
    address = address_of(pieces, about.get("X-CRM-ADR", ""))
    if address and "country" not in address and len(about.get("X-ABADR", "")) == 2:
        address["country"] = about["X-ABADR"].upper()
    if "country" in address:
        address["country"] = country_code(address["country"])
    if address:
        _add(contact, "addresses", each, about, address)


def _add(contact: Contact, part: str, each: Property, about: dict[str, str], fields: dict[str, Any]) -> None:
    """Append a part with its type, from TYPE words or Apple's label, and whether it is the preferred one."""
    types = each.types()
    words = [word for word in types if word not in ("PREF", "INTERNET", "VOICE", "POSTAL", "PARCEL", "DOM", "INTL")]
    label = _APPLE.sub(r"\1", about.get("X-ABLABEL", ""))
    kind = part_type(part, label or " ".join(words))
    entry: dict[str, Any] = {"type": kind, **fields} if kind else fields
    if "PREF" in types or each.params.get("PREF", [""])[0] == "1":
        entry["is_primary"] = True
    fine_print: Contact = {}
    if merge_more(fine_print, about.get("X-CRM-PART", "")):
        entry.update(fine_print)
    contact.setdefault(part, []).append(entry)


def _take_birthday(contact: Contact, each: Property, about: dict[str, str]) -> None:
    text = plain(each.value)
    omitted = each.params.get("X-APPLE-OMIT-YEAR", [""])[0]
    found = partial_date(text, "")
    if found is None:
        contact["notes"] = "\n".join(filter(None, (contact.get("notes"), f"Birthday: {text}")))
        return
    if omitted and found.get("year") == int(omitted if omitted.isdigit() else -1):
        del found["year"]
    contact.setdefault("demographics", {}).setdefault("birth_date", found)


def _take_gender(contact: Contact, each: Property, about: dict[str, str]) -> None:
    text = plain(split_value(each.value, ";")[0])
    if text.upper() in ("", "N", "U"):
        return
    found = _WAB_GENDER.get(text, text) if each.name == "X-WAB-GENDER" else gender(text)
    contact.setdefault("demographics", {}).setdefault("gender", found)


def _take_notes(contact: Contact, each: Property, about: dict[str, str]) -> None:
    text = plain(each.value)
    contact["notes"] = f"{contact['notes']}\n{text}" if contact.get("notes") else text


def _take_tags(contact: Contact, each: Property, about: dict[str, str]) -> None:
    words = [word for piece in split_value(each.value, ",") if (word := plain(piece))]
    tags = contact.setdefault("tags", [])
    tags.extend(word for word in words if word not in tags and word != "myContacts")


def _take_nickname(contact: Contact, each: Property, about: dict[str, str]) -> None:
    _keep(contact, "nickname", ", ".join(map(plain, split_value(each.value, ","))))


def _take_language(contact: Contact, each: Property, about: dict[str, str]) -> None:
    code = language_code(plain(each.value))
    if code in get_args(Language):  # a card is not refused for a language nobody here keeps
        contact.setdefault("language", code)


def _take_more(contact: Contact, each: Property, about: dict[str, str]) -> None:
    merge_more(contact, plain(each.value))


_TAKERS: dict[str, Callable[[Contact, Property, dict[str, str]], None]] = {
    "N": _take_name,
    "FN": _take_whole_name,
    "ORG": _take_organisation,
    "TEL": _take_phone,
    "EMAIL": _take_email,
    "ADR": _take_address,
    "BDAY": _take_birthday,
    "GENDER": _take_gender,
    "X-GENDER": _take_gender,
    "X-WAB-GENDER": _take_gender,
    "LANG": _take_language,
    "X-CRM-LANG": _take_language,
    "NOTE": _take_notes,
    "CATEGORIES": _take_tags,
    "NICKNAME": _take_nickname,
    "X-CRM-MORE": _take_more,
}


def _settle(contact: Contact, members: list[Property]) -> None:
    """What only the whole card tells: whether it is a company, and that no tag is left of an empty list."""
    said = {(m.name, m.value.strip().lower()) for m in members}
    if ("KIND", "org") in said or ("X-ABSHOWAS", "company") in said:
        contact["kind"] = "company"
    elif ("KIND", "individual") in said or ("X-CRM-KIND", "individual") in said:
        contact["kind"] = "person"
    if not contact.get("tags", True):
        del contact["tags"]
