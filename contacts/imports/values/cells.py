"""What the text of one cell becomes, by what the contact wants in that place; a ValueError says why it cannot."""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

from contacts.imports.guessing.paths import Path
from contacts.imports.values.dates import NO_DATES, iso_date, partial_date
from contacts.imports.values.part_types import fold, part_type
from contacts.imports.values.places import country_code, language_code

Converter = Callable[[str], Any]

_TRUE = frozenset({"yes", "true", "1", "x", "y", "ja", "oui", "si", "ναι", "wahr", "vrai", "on"})
_FALSE = frozenset({"no", "false", "0", "n", "nein", "non", "οχι", "falsch", "faux", "off"})
_GENDERS = {
    "MALE": "m|male|man|mr|herr|mannlich|homme|masculin|hombre|masculino|ανδρας|αρρεν|α",
    "FEMALE": "f|w|female|woman|frau|weiblich|femme|feminin|mujer|femenino|γυναικα|θηλυ|γ|θ",
    "OTHER": "o|d|other|divers|autre|otro|αλλο",
}
_GENDER = {fold(word): member for member, words in _GENDERS.items() for word in words.split("|")}
_LIST = re.compile(r" ::: |[;,|\n]")
_PARTIAL = frozenset({"birth_date", "name_day"})


def as_is(text: str) -> Any:
    """The text itself."""
    return text


@lru_cache(maxsize=256)
def truth(text: str) -> bool:
    """True or False for a word that means it in five languages."""
    word = fold(text)
    if word not in _TRUE and word not in _FALSE:
        raise ValueError(f"Expected yes or no (got {text[:40]!r}).")
    return word in _TRUE


@lru_cache(maxsize=256)
def gender(text: str) -> str:
    """MALE, FEMALE or OTHER for a word that means it, else the text, for the record to refuse."""
    return _GENDER.get(fold(text), text)


def whole_number(text: str) -> int:
    """An integer, whatever separates its thousands."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace("'", "")
    if not re.fullmatch(r"-?[0-9]{1,18}", plain):
        raise ValueError(f"Expected a whole number (got {text[:40]!r}).")
    return int(plain)


def reference(text: str) -> int | str:
    """A look-up's id when the text is all digits, else its code or name."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def tags(text: str) -> list[str]:
    """The words of a list separated by commas, semicolons, bars or Google's ` ::: `, without Google's own groups."""
    words = (word.strip() for word in _LIST.split(text))
    return [word for word in words if word and not word.startswith("* ")]


def _date(text: str, order: str) -> str:
    found = iso_date(text, order)
    if found is None or found.startswith("--"):
        raise ValueError(f"Expected a date that exists, like 2026-02-28 (got {text[:40]!r}).")
    return found


def _partial(text: str, order: str) -> dict[str, int] | str:
    if text in NO_DATES:
        return ""
    found = partial_date(text, order)
    if found is None:
        raise ValueError(f"Expected a date that exists, like 1980-02-29 or --02-29 (got {text[:40]!r}).")
    return found


def _anniversary(text: str, order: str) -> str:
    return "" if text in NO_DATES else iso_date(text, order) or text


def _one_line(text: str) -> str:
    """An address copied with its line breaks, as one line."""
    return ", ".join(line.strip() for line in text.splitlines()) if "\n" in text or "\r" in text else text


def _strip_scheme(text: str) -> str:
    return text.removeprefix("mailto:").removeprefix("tel:")


@cache
def converter(path: Path, order: str) -> Converter:
    """The converter for a path; `order` (dmy, mdy, or "" for unknown) settles dates that can be read both ways."""
    key = path.field or path.keys[-1]
    if path.field == "type":
        return partial(part_type, path.part)
    if path.field in ("email", "number"):
        return _strip_scheme
    if path.slot is None:
        return partial(_anniversary, order=order) if path.keys == ("kept", "file", "anniversary") else as_is
    if special := _SPECIAL.get(key):
        return special
    if key in _PARTIAL:
        return partial(_partial, order=order)
    change = _by_type(path.slot.value_type, order)
    return _one_line if change is as_is and path.part == "addresses" and key not in ("lines", "notes") else change


def takes_date(path: Path) -> bool:
    """Whether the order of day and month matters there."""
    change = converter(path, "")
    return isinstance(change, partial) and change.func in (_date, _partial, _anniversary)


def _by_type(value_type: Any, order: str) -> Converter:
    arms = set(typing.get_args(value_type)) or {value_type}
    if bool in arms:
        return truth
    if dt.date in arms:
        return partial(_date, order=order)
    if any(typing.get_origin(arm) is list for arm in arms):
        return lambda text: [reference(word) for word in tags(text)]
    plain = {typing.get_args(arm)[0] if typing.get_origin(arm) is typing.Annotated else arm for arm in arms}
    if int in plain:
        return reference if str in plain else whole_number
    return as_is


_SPECIAL: dict[str, Converter] = {
    "tags": tags,
    "gender": gender,
    "kind": lambda text: text.lower(),
    "language": language_code,
    "country": country_code,
    "country_of_residence": country_code,
    "country_of_agreement": country_code,
    "registration_country": country_code,
}
_JOINERS = {"notes": "\n", "street_name": ", ", "tags": "", "more": ""}


def joiner(path: Path) -> str | None:
    """What stands between the values of two columns that go to the same place; None when the first one stays."""
    return _JOINERS.get(path.field or path.keys[-1]) if len(path.keys) < 2 else None
