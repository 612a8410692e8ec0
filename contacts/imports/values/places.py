"""Countries and languages as people write them, to the codes the contact keeps."""

from __future__ import annotations

import gettext
from functools import cache, lru_cache
from typing import get_args

import pycountry

from contacts.imports.values.part_types import fold
from contacts.record.choices import Language
from contacts.record.cleaning.countries import alpha2, countries

_TONGUES = ("de", "el", "fr", "es")
_SPOKEN = {
    "uk": "GB", "england": "GB", "scotland": "GB", "great britain": "GB", "grossbritannien": "GB", "usa": "US",
    "u s a": "US", "united states of america": "US", "etats unis": "US", "estados unidos": "US", "ηπα": "US",
    "αγγλια": "GB", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "russia": "RU", "turkey": "TR",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Alpha-2 for a code or for a name in five languages, else the text, for the record to refuse."""
    return alpha2(text) or _names().get(fold(text)) or text


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    catalogues = [gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [tongue]) for tongue in _TONGUES]
    for row in pycountry.countries:
        spellings = {row.name, getattr(row, "official_name", row.name), getattr(row, "common_name", row.name)}
        for spelling in spellings:
            for name in (spelling, *(catalogue.gettext(spelling) for catalogue in catalogues)):
                names.setdefault(fold(name), row.alpha_2)
    return {**names, **{fold(row.name): code for code, row in countries().items()}, **_SPOKEN}


@lru_cache(maxsize=4096)
def language_code(text: str) -> str:
    """Our three-letter code for `en`, `en-GB`, `eng` or a language's English name, else the text."""
    known = get_args(Language)
    word = text.strip().replace("_", "-").split("-")[0]
    if word.upper() in known or text.strip().upper() in known:
        return text.strip().upper() if text.strip().upper() in known else word.upper()
    try:
        found = pycountry.languages.lookup(word)
    except LookupError:
        return text
    code = found.alpha_3.upper()
    return {"ZHO": "CMN", "NOR": "NNO", "MSA": "MAL", "FIL": "TGL"}.get(code, code) if code else text
