"""Contacts as vCard 3.0 (RFC 2426) or 4.0 (RFC 6350); what neither can say travels in X-CRM properties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from contacts.imports.card_address import adr_pieces, fine_print
from contacts.imports.incoming import Contact
from contacts.imports.values.dates import partial_text
from contacts.imports.writing.chunks import chunked
from contacts.imports.writing.columns import SERVER_KEYS

Version = Literal["3.0", "4.0"]

_TYPES = {"PERSONAL": "HOME", "HOME": "HOME", "LANDLINE": "HOME", "BUSINESS": "WORK", "MOBILE": "CELL"}
_GENDERS = {"MALE": "M", "FEMALE": "F", "OTHER": "O"}
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_NAME = ("last_name", "first_name", "middle_name", "title")
_TEXTS = {"job_title": "TITLE", "role": "ROLE", "website": "URL", "notes": "NOTE", "external_id": "UID"}
_MAIN = {"emails": "email", "phones": "number"}
_PROPERTIES = {"emails": "EMAIL", "phones": "TEL", "addresses": "ADR"}


def vcard_file(contacts: Iterable[Contact], version: Version) -> Iterator[bytes]:
    """The file's bytes in chunks, one card after the other."""
    return chunked(_card(contact, version) for contact in contacts)


def _card(contact: Contact, version: Version) -> bytes:
    rest = {key: value for key, value in contact.items() if key not in SERVER_KEYS and value not in (None, "", [], {})}
    kept = dict(rest.get("kept", {}).get("file", {}))
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_names(rest, kept, version)]
    for part in ("phones", "emails", "addresses"):
        for number, entry in enumerate(rest.pop(part, ()), start=1):
            lines += _part(part, f"{part}{number}", entry, version)
    lines += _personal(rest, kept, version)
    for key, name in _TEXTS.items():
        if key in rest and _exact(rest[key]):
            lines.append(f"{name}:{_escaped(rest.pop(key))}")
    tags = rest.get("tags")
    if tags and all(map(_exact, tags)) and len(set(tags)) == len(tags) and "myContacts" not in tags:
        lines.append("CATEGORIES:" + ",".join(map(_escaped, rest.pop("tags"))))
    if "kept" in rest:
        rest["kept"] = {name: values for name, values in {**rest["kept"], "file": kept}.items() if values}
    rest = {key: value for key, value in rest.items() if value not in ("", [], {})}
    if rest:
        lines.append(f"X-CRM-MORE:{_escaped(_json(rest))}")
    return b"".join(map(_folded, [*lines, "END:VCARD"]))


def _names(rest: Contact, kept: dict[str, Any], version: Version) -> list[str]:
    """N, FN, ORG and KIND; FN is compulsory, so a nameless contact is called by its address or number."""
    pieces = [_taken(rest, key) for key in _NAME]
    pieces.append(_taken(kept, "suffix"))
    whole = _taken(rest, "display_name")
    company, department = _taken(rest, "company_name"), _taken(rest, "department")
    lines = [f"N:{';'.join(map(_escaped, pieces))}"]
    if whole:
        lines.append(f"FN:{_escaped(whole)}")
    else:
        lines.append(f"FN;X-CRM-DERIVED=yes:{_escaped(_called(pieces, company, rest))}")
    if company or department:
        lines.append(f"ORG:{_escaped(company)}" + (f";{_escaped(department)}" if department else ""))
    if rest.get("kind") in ("person", "company"):
        company_kind = rest.pop("kind") == "company"
        plain = "KIND:org" if company_kind else "KIND:individual"
        lines.append(plain if version == "4.0" else f"X-CRM-{plain}")
        if company_kind:
            lines.append("X-ABShowAs:COMPANY")
    return lines


def _called(pieces: list[str], company: str, rest: Contact) -> str:
    name = " ".join(filter(None, (pieces[3], pieces[1], pieces[2], pieces[0])))
    parts = [entry.get(_MAIN[part], "") for part in _MAIN for entry in rest.get(part, ())]
    return name or company or next(filter(None, parts), "?")


def _part(part: str, group: str, entry: dict[str, Any], version: Version) -> list[str]:
    """TEL, EMAIL or ADR, and in the same group what it could not say."""
    more = {k: v for k, v in entry.items() if k not in SERVER_KEYS | {"id"} and v not in (None, "", [], {})}
    if more.get("is_active") is True:
        del more["is_active"]
    kind = str(more.pop("type", ""))
    params = f";TYPE={_TYPES.get(kind, kind)}" if kind else ""
    if more.pop("is_primary", False):
        params += ";PREF=1" if version == "4.0" else ";TYPE=PREF"
    fine = ""
    if part == "addresses":
        pieces, fine = adr_pieces(more), fine_print(more)
        value = ";".join(map(_escaped, pieces))
        more = {key: text for key, text in more.items() if key in ("lines", "notes", "custom", "is_active")}
    else:
        text = more.get(_MAIN[part], "")
        value = _escaped(text)
        if _exact(text) and not text.lower().startswith(("tel:", "mailto:")):
            more.pop(_MAIN[part], None)
    lines = [f"{group}.{_PROPERTIES[part]}{params}:{value}"]
    if fine:
        lines.append(f"{group}.X-CRM-ADR:{_escaped(fine)}")
    return [*lines, f"{group}.X-CRM-PART:{_escaped(_json(more))}"] if more else lines


def _personal(rest: Contact, kept: dict[str, Any], version: Version) -> list[str]:
    lines: list[str] = []
    demographics = dict(rest.get("demographics", {}))
    birth = partial_text(demographics.get("birth_date") or {})
    if birth:
        del demographics["birth_date"]
        lines.append(f"BDAY:{birth.replace('-', '') if version == '4.0' and len(birth) == 10 else birth}")
    if demographics.get("gender") in _GENDERS:
        name = "GENDER" if version == "4.0" else "X-GENDER"
        lines.append(f"{name}:{_GENDERS[demographics.pop('gender')]}")
    if "demographics" in rest:
        rest["demographics"] = demographics
    for key, name in (
        ("nickname", "NICKNAME"),
        ("anniversary", "ANNIVERSARY" if version == "4.0" else "X-ANNIVERSARY"),
    ):
        if text := _taken(kept, key):
            lines.append(f"{name}:{_escaped(text)}")
    if language := _taken(rest, "language"):
        lines.append(f"{'LANG' if version == '4.0' else 'X-CRM-LANG'}:{_escaped(language)}")
    return lines


def _exact(text: Any) -> bool:
    """Whether a property's text comes back as it was: blanks at its ends and bare CRs do not."""
    return isinstance(text, str) and text == text.strip() != "" and "\r" not in text


def _taken(values: dict[str, Any], key: str) -> str:
    """The text for a key, taken out of what is left to say, unless a property would change it."""
    if _exact(values.get(key)):
        return str(values.pop(key))
    return ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, never inside a character."""
    data = line.encode("utf-8", "replace")
    if len(data) <= 75:
        return data + b"\r\n"
    pieces: list[bytes] = []
    start, room = 0, 75
    while start < len(data):
        end = start + room
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, 74
    return b"\r\n ".join(pieces) + b"\r\n"
