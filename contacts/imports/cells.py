"""What the text of one cell becomes, by where it goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from contacts.imports.dates import NO_DATES, iso_date
from contacts.imports.part_types import fold, part_type

_TRUE = frozenset("yes true 1 x y ja oui si ναι wahr vrai on".split())
_FALSE = frozenset("no false 0 n nein non οχι falsch faux off".split())
_GENDERS = {
    **dict.fromkeys(
        "m male man mr herr mannlich homme masculin hombre masculino ανδρασ αρρεν α".split(), "MALE"
    ),
    **dict.fromkeys(
        "f w female woman frau weiblich femme feminin mujer femenino γυναικα θηλυ γ θ".split(), "FEMALE"
    ),
    **dict.fromkeys("o d x other divers autre otro αλλο".split(), "OTHER"),
}
_TAGS = re.compile(r" ::: |[;,|\n]")


def as_is(text: str) -> Any:
    """The text itself."""
    return text


def truth(text: str) -> Any:
    """True or False for a word that means it in five languages, else the text, to be refused with its place."""
    word = fold(text)
    return True if word in _TRUE else False if word in _FALSE else text


def gender(text: str) -> str:
    """MALE, FEMALE or OTHER for a word that means it, else the text."""
    return _GENDERS.get(fold(text), text)


def date(order: str, text: str) -> str:
    """ISO when the text is a date, "" for Outlook's "no date", else the text, to be refused with its place."""
    return "" if text in NO_DATES else iso_date(text, order) or text


def tags(text: str) -> list[str]:
    """The words of a list separated by commas, semicolons, bars or Google's ` ::: `, without Google's own groups."""
    words = (word.strip() for word in _TAGS.split(text))
    return [word for word in words if word and not word.startswith("* ")]


def _constant(convert: Callable[[str], Any]) -> Callable[[str], Callable[[str], Any]]:
    return lambda order: convert


def _date(order: str) -> Callable[[str], Any]:
    return partial(date, order)


# Each entry takes the file's date order and gives the converter.
SCALAR_CONVERTERS: dict[str, Callable[[str], Callable[[str], Any]]] = {
    "demographics.birth_date": _date,
    "demographics.anniversary": _date,
    "demographics.gender": _constant(gender),
    "tags": _constant(tags),
    "is_active": _constant(truth),
    "kind": _constant(str.lower),
}
PART_CONVERTERS: dict[tuple[str, str], Callable[[str], Any]] = {
    ("emails", "type"): lambda text: part_type("emails", text),
    ("phones", "type"): lambda text: part_type("phones", text),
    ("addresses", "type"): lambda text: part_type("addresses", text),
    ("emails", "email"): lambda text: text.removeprefix("mailto:"),
    ("phones", "number"): lambda text: text.removeprefix("tel:"),
    ("", "is_primary"): truth,
    ("", "is_active"): truth,
}
_JOINERS = {"notes": "\n", "street_name": ", ", "tags": "", "more": ""}


def joiner(field: str) -> str | None:
    """What stands between the values of two columns that go to the same place; None when the first one stays."""
    return _JOINERS.get(field)
