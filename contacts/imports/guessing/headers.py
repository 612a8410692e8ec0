"""What one column's name means, whoever wrote it: Google, Outlook, Apple, HubSpot, or a person in five languages."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from contacts.imports.guessing.paths import PART_FIELDS, parse_path
from contacts.imports.guessing.words import FILLERS, PARTS, WHOLE, WHOLE_OR_FIRST, WHOLE_OR_LAST
from contacts.imports.values.part_types import QUALIFIERS, fold, part_type

_GOOGLE = re.compile(r"(e mail|phone|address|organization|website|event|relation|im|custom field) ([0-9]{1,2}) (.+)")
_GOOGLE_PARTS = {"e mail": "emails", "phone": "phones", "address": "addresses"}
_GOOGLE_ADDRESS = {
    "street": "street_name",
    "extended address": "street_name",
    "city": "town",
    "region": "region",
    "postal code": "postal_code",
    "country": "country",
    "po box": "po_box",
}
_GOOGLE_ORGANIZATION = {"name": "company_name", "title": "job_title", "department": "department"}
_NEVER = (
    "phonetic",
    "yomi",
    "display name 2",
    "e mail display",
    "email display",
    "e mail type",
    "email type",
    "formatted",
)
_TITLE = re.compile(r"(Email|Phone|Address) ([1-9][0-9]?) ?([a-z ]*)")
_TITLE_PARTS = {"Email": "emails", "Phone": "phones", "Address": "addresses"}


class Guess(msgspec.Struct, frozen=True):
    """A target path and how sure we are, 0 to 1."""

    target: str
    confidence: float


@lru_cache(maxsize=4096)
def guess_header(header: str) -> Guess | None:
    """The place that a column of this name goes to by its name alone; None when the name says nothing."""
    header = header.strip()[:200]
    if parse_path(header):
        return Guess(header, 1.0)
    if ours := path_of_title(header):
        return Guess(ours, 1.0)
    folded = fold(header)
    if any(folded.startswith(word) or f" {word}" in f" {folded}" for word in _NEVER):
        return None
    if found := _GOOGLE.fullmatch(folded):
        return _google(found[1], found[2], found[3])
    if target := WHOLE.get(folded):
        return Guess(target, 0.95)
    if folded in WHOLE_OR_LAST or folded in WHOLE_OR_FIRST:
        return Guess("display_name", 0.8)
    return _composed(folded)


def title_of_path(path: str) -> str:
    """The column name under which an export writes a path; `path_of_title` reads it back."""
    parsed = parse_path(path)
    if parsed is None or not parsed.part or parsed.type:
        return path.replace("_", " ").capitalize() if parsed and len(parsed.keys) == 1 else path
    name = {part: title for title, part in _TITLE_PARTS.items()}[parsed.part]
    first = parsed.field == PART_FIELDS[parsed.part][0]
    return f"{name} {parsed.nth}" if first else f"{name} {parsed.nth} {parsed.field.replace('_', ' ')}"


def path_of_title(title: str) -> str:
    """The path behind an exported column's name, "" when the name is not one of ours."""
    plain = title.lower().replace(" ", "_")
    if parse_path(plain) and title == plain.replace("_", " ").capitalize():
        return plain
    found = _TITLE.fullmatch(title)
    if not found:
        return ""
    name, number, field = found.groups()
    part = _TITLE_PARTS[name]
    field = field.replace(" ", "_") or PART_FIELDS[part][0]
    return f"{part}[{number}].{field}" if field in PART_FIELDS[part] else ""


def _google(noun: str, number: str, field: str) -> Guess | None:
    part = _GOOGLE_PARTS.get(noun)
    if part and field in ("label", "type"):
        return Guess(f"{part}[{number}].type", 0.95)
    if part and part != "addresses" and field in ("value", "address"):
        return Guess(f"{part}[{number}].{PART_FIELDS[part][0]}", 0.95)
    if part == "addresses" and field in _GOOGLE_ADDRESS:
        return Guess(f"addresses[{number}].{_GOOGLE_ADDRESS[field]}", 0.95)
    if noun == "organization" and number == "1" and field in _GOOGLE_ORGANIZATION:
        return Guess(_GOOGLE_ORGANIZATION[field], 0.95)
    if noun == "website" and field == "value":
        return Guess("website", 0.9)
    return None


def _composed(folded: str) -> Guess | None:
    """ "Business Street 2", "Téléphone (bureau)", "Κινητό τηλέφωνο": qualifiers, a number and a noun, in any order."""
    words = folded.split()
    numbers = [word for word in words if word.isdigit() and len(word) < 3]
    nouns = [word for word in words if word not in numbers]
    slot = PARTS.get(" ".join(nouns))
    said: list[str] = []
    if slot is None:
        said = [word for word in nouns if word in QUALIFIERS]
        slot = _slot([word for word in nouns if word not in QUALIFIERS], {QUALIFIERS[word] for word in said})
    if slot is None:
        return None
    part, field = slot
    kind = part_type(part, " ".join(said)) if said else ""
    nth = int(numbers[0]) if numbers and numbers[0] != "0" else 1
    if part == "addresses":
        nth = 1  # "Street 2" is the second line of the same address
    place = f"{part}.{kind}" if kind else f"{part}[{nth}]"
    if kind and nth > 1:
        place += f"[{nth}]"
    return Guess(f"{place}.{field}", 0.9 if not said or kind else 0.7)


def _slot(nouns: list[str], said: set[str]) -> tuple[str, str] | None:
    if not nouns:
        return ("phones", "number") if said & {"MOBILE", "FAX"} else None
    for candidate in (nouns, [word for word in nouns if word not in FILLERS]):
        if found := PARTS.get(" ".join(candidate)):
            return found
    return ("phones", "number") if said & {"MOBILE", "FAX"} and all(w in FILLERS for w in nouns) else None
