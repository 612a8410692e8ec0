"""The places of a contact that a column can be mapped to: in groups, named in words, their paths behind them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from contacts.imports.guessing.paths import PART_FIELDS, Path, parse_path
from contacts.lookups import queries as lookups
from contacts.record import choices
from contacts.staff.people.fields import ALL, COMPANY, MORE, NAME, NUMBERS, PERSON, STANDING, SWITCHES, Field
from contacts.staff.people.one.parts import KINDS

Places = list[tuple[str, str]]  # path, words
Words = Mapping[str, str]
OFTEN = {
    "emails": (".PERSONAL", ".BUSINESS", "[1]", "[2]", "[3]"),
    "phones": (".MOBILE", ".LANDLINE", ".BUSINESS", "[1]", "[2]", "[3]"),
    "addresses": (".HOME", ".BUSINESS", "[1]", "[2]"),
}
ONE = {"emails": "email", "phones": "phone", "addresses": "address"}
SAID_BY_ITSELF = frozenset({"email", "number"})  # of an email and a phone: what they are
SECTIONS = (
    ("Standing", STANDING), (PERSON.title, PERSON.fields), (COMPANY.title, COMPANY.fields), (MORE.title, MORE.fields),
    (NUMBERS.title, NUMBERS.fields), (SWITCHES.title, SWITCHES.fields),
)  # fmt: skip
OURS = {
    "id": "Number in this CRM", "uuid": "UUID", "display_name": "Whole name", "more": "More, as an export wrote it",
}  # fmt: skip
_INDEX = re.compile(r"\[(\d{1,4})\]")


def own_words() -> dict[str, str]:
    """The names that staff gave to custom fields of contacts, by path, behind the name of their group."""
    rows = lookups.custom_rows("contact")
    return {f"custom.{row.group.alias}.{row.alias}": f"{row.group.name}: {row.label}" for row in rows}


def groups(own: Words, used: Iterable[str] = ()) -> list[tuple[str, Places]]:
    """Every place worth offering, by title, the usual ones first; last those of ``used`` that are none of these."""
    found = [("Name", [("display_name", OURS["display_name"]), *_places(NAME)])]
    found += [(KINDS[part].title, _of_parts(part)) for part in OFTEN]
    found += [(title, _places(fields)) for title, fields in SECTIONS]
    found += [("Custom fields", list(own.items())), ("Ours", [(key, OURS[key]) for key in ("id", "uuid", "more")])]
    offered = {parse_path(path) for _, places in found for path, _ in places}
    other = [(path, words(path, own)) for path in dict.fromkeys(used) if path and parse_path(path) not in offered]
    return [(title, places) for title, places in (*found, ("Other", other)) if places]


def as_offered(path: str, groups: Iterable[tuple[str, Places]]) -> str:
    """The path as it is offered: ``phones.MOBILE.number`` for ``phones.MOBILE``."""
    place = parse_path(path)
    same = (offered for _, places in groups for offered, _ in places if place and parse_path(offered) == place)
    return next(same, path)


def _places(fields: Iterable[Field]) -> Places:
    return [(field.path, field.label) for field in fields if parse_path(field.path)]


def _of_parts(part: str) -> Places:
    paths = (
        f"{part}{which}.{field}"
        for which in OFTEN[part]
        for field in PART_FIELDS[part]
        if field != "is_primary" and (field != "type" or which.startswith("["))
    )
    return [(path, words(path, {})) for path in paths]


def words(path: str, own: Words) -> str:
    """``emails[2].notes`` is "Email 2: notes", ``phones.MOBILE`` is "Mobile phone"; what is no place stays as it is."""
    if path in KINDS:
        return KINDS[path].title
    if named := OURS.get(path) or own.get(path):
        return named
    if path in ALL:
        return ALL[path].label
    place = parse_path(path)
    return _part_words(place) if place and place.part else path


def _part_words(place: Path) -> str:
    one = f"{choices.label(place.type)} {ONE[place.part]}" if place.type else ONE[place.part].capitalize()
    if not place.type or place.nth > 1:
        one += f" {place.nth}"
    if place.field in SAID_BY_ITSELF:
        return one
    label = next(field.label for field in KINDS[place.part].fields if field.path == place.field)
    return f"{one}: {choices.within(label)}"


def faults_in_words(faults: Iterable[Mapping[str, Any]], own: Words) -> Places:
    """The faults of a row: the column, or the place in words where no column is to blame, and what is wrong."""
    return [
        (_counted(fault["path"], own) if fault["column"] == fault["path"] else fault["column"], fault["message"])
        for fault in faults
    ]


def _counted(path: str, own: Words) -> str:
    """A fault counts parts from 0, people and mappings from 1."""
    return words(_INDEX.sub(lambda found: f"[{int(found[1]) + 1}]", path), own)
