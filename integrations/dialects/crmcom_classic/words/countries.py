"""Countries: an object in answers, one of its fields in requests.

The vendor numbers them by a list of its own, of which the document shows six; the others get their ISO number + 1000.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from contacts.record.cleaning.countries import Country, countries
from contacts.record.errors import invalid
from integrations.mapping.codecs import Codec

SEEN = {"GB": 126, "US": 127, "CU": 180, "CY": 181, "GR": 209, "HN": 225}
SUREST = ("two_character_code", "three_character_code", "name")
SCHEMA = {"type": ["object", "null"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}


def id_of(country: Country) -> str:
    """Its number, as text."""
    return str(SEEN.get(country.alpha2, 1000 + country.number))


@cache
def _spellings() -> dict[str, dict[str, str]]:
    """Alpha-2 codes by what a request may call a country, for each field that it may use."""
    found: dict[str, dict[str, str]] = {key: {} for key in ("id", "name", "two_character_code", "three_character_code")}
    for one in countries().values():
        words = (id_of(one), one.name.upper(), one.alpha2, one.alpha3)
        for names, word in zip(found.values(), words, strict=True):
            names[word] = one.alpha2
    return found | {"alternative_code": found["three_character_code"]}  # what the update sample has there


def _decode(value: Any) -> str | None:
    if value is None:
        return None
    fields = [key for key in value if key in _spellings()] if isinstance(value, Mapping) else []
    if len(fields) != 1:
        raise invalid("", "invalid", f"Expected an object with one of {', '.join(_spellings())}.")
    found = _spellings()[fields[0]].get(str(value[fields[0]]).strip().upper())
    if found is None:
        raise invalid("", "unknown", "There is no such country.")
    return found


def _read(shown: Any) -> str | None:
    """The country that an answer shows, by the surest of what it says of it."""
    if shown is None:
        return None
    return _decode(named(shown))


def named(shown: Any) -> dict[str, Any] | None:
    """What a request would call a country that an answer shows; None for what is none."""
    said = {key: shown.get(key) for key in SUREST} if isinstance(shown, Mapping) else {}
    return next(({key: word} for key, word in said.items() if isinstance(word, str) and word), None)


@cache
def _whole(alpha2: str) -> dict[str, Any] | None:
    one = countries().get(alpha2)
    return None if one is None else {
        "three_character_code": one.alpha3, "two_character_code": one.alpha2, "name": one.name.upper(),
        "id": id_of(one), "alternative_code": None,
    }  # fmt: skip


@cache
def _brief(alpha2: str) -> dict[str, Any] | None:
    one = countries().get(alpha2)
    return None if one is None else {"name": one.name.upper(), "id": id_of(one)}


WHOLE = Codec(_read, lambda value: _whole(value) if value else None, schema=SCHEMA)
BRIEF = Codec(_read, lambda value: _brief(value) if value else None, schema=SCHEMA)
IDENTIFIER = Codec(_decode, lambda value: {"two_character_code": value} if value else None, schema=SCHEMA)


def calling_code(alpha2: str | None) -> str | None:
    """``357``, without zeros in front."""
    one = countries().get(alpha2 or "")
    return str(one.calling_code) if one and one.calling_code else None
