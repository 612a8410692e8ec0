"""Countries as ISO 3166-1 and ITU-T E.164 define them, from the data of pycountry and phonenumbers."""

from functools import cache

import phonenumbers
import pycountry
from msgspec import Struct


class Country(Struct, frozen=True):
    """``number`` is ISO's numeric code, ``calling_code`` the ITU prefix without ``+`` (0 where there is none)."""

    alpha2: str
    alpha3: str
    number: int
    name: str
    calling_code: int


@cache
def countries() -> dict[str, Country]:
    """All countries by alpha-2 code, in the order of their names."""
    rows = [
        Country(
            row.alpha_2,
            row.alpha_3,
            int(row.numeric),
            getattr(row, "common_name", row.name),
            phonenumbers.country_code_for_region(row.alpha_2),
        )
        for row in pycountry.countries
    ]
    return {row.alpha2: row for row in sorted(rows, key=lambda row: row.name)}


@cache
def _codes() -> dict[str, str]:
    codes = {row.alpha3: row.alpha2 for row in countries().values()}
    return codes | {code: code for code in countries()} | {"UK": "GB"}  # UK is reserved for GB by ISO, and widely sent


def alpha2(code: str) -> str | None:
    """The alpha-2 code for an alpha-2 or alpha-3 code in any case, or None."""
    return _codes().get(code.strip().upper())


@cache
def _by_name() -> dict[str, str]:
    return {row.name.casefold(): row.alpha2 for row in countries().values()}


def named(words: str) -> str | None:
    """The alpha-2 code for a code or an English name in any case, or None."""
    return alpha2(words) or _by_name().get(words.strip().casefold())
