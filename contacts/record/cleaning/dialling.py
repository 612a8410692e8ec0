"""Telephone numbers in E.164: the ones typed plainly read by their country's own rules, all others by phonenumbers.

Most numbers are digits in a national or international form that needs no guessing. For these the library's general
way, which must be ready for letters, extensions and carrier codes, takes ten times as long to say the same.
``tests/contacts/record/test_dialling.py`` proves the two ways equal, for every country.
"""

import re
from functools import lru_cache

import phonenumbers
from msgspec import Struct
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber, PhoneNumberDesc

PLAIN = re.compile(r"\+?[0-9]{1,15}(?:[ -][0-9]{1,15})*")
LONGEST, SHORTEST = 15, 4  # digits that are read here; the library's own limits lie beyond
Found = tuple[str | None, str]


class _Rules(Struct, frozen=True):
    """What one country's numbers look like, its regular expressions compiled."""

    calling_code: str
    lengths: frozenset[int]  # of whole numbers
    possible: frozenset[int]  # the same and those of numbers without their area
    abroad: re.Pattern[str]
    prefix: re.Pattern[str] | None
    rewrites: bool  # the prefix holds a carrier's code, or is not only taken off
    national: re.Pattern[str]
    # What a number of this country is told by among those that share the calling code: how it begins, or its kind.
    beginning: re.Pattern[str] | None
    kinds: tuple[tuple[frozenset[int], re.Pattern[str]], ...]  # lengths and looks of mobile and fixed numbers


REGIONS = {str(code): regions for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()}


def read(value: str, country: str | None) -> Found:
    """``(country, e164)`` of a number as typed; ``e164`` is empty where it cannot be dialled from abroad.

    ``country`` is the alpha-2 code the number is read in; a number with + may say another one.
    """
    value = "+" + value[2:] if value.startswith("00") else value
    return _plainly(value, country) or read_generally(value, country)


def _plainly(value: str, country: str | None) -> Found | None:
    if not PLAIN.fullmatch(value):
        return None
    digits = value.replace(" ", "").replace("-", "")
    if digits[0] == "+":
        return _international(digits[1:], country)
    rules = _rules(country) if country else None
    if rules is None or not SHORTEST <= len(digits) <= LONGEST:
        return None
    if rules.abroad.match(digits) or digits.startswith(rules.calling_code):
        return None
    national = _without_prefix(digits, rules)
    if not national:
        return None
    return country, f"+{rules.calling_code}{national}" if len(national) in rules.possible else ""


def _international(digits: str, country: str | None) -> Found | None:
    if not SHORTEST + 1 <= len(digits) <= LONGEST or digits[0] == "0":
        return None
    code = digits[:1] if digits[:1] in REGIONS else digits[:2] if digits[:2] in REGIONS else digits[:3]
    regions = REGIONS.get(code)
    if not regions or regions[0] == "001":
        return None
    rules = _rules(regions[0])
    national = _without_prefix(digits[len(code) :], rules) if rules else None
    if not rules or not national:
        return None
    if len(national) not in rules.possible:
        return country, ""
    if len(regions) == 1:
        return regions[0], f"+{code}{national}"
    if national[0] == "0":
        return None
    if country not in regions:  # who shares a calling code tells by more than the code whose the number is
        country = regions[0] if _is_used(national, rules) else _region(code, national) or regions[0]
    return country, f"+{code}{national}"


def _region(code: str, national: str) -> str | None:
    found: str | None = phonenumbers.region_code_for_number(PhoneNumber(int(code), int(national)))
    return found


def _is_used(national: str, rules: _Rules) -> bool:
    """Whether it is surely of the country that the calling code is known by: that one is asked before all others."""
    if rules.beginning:
        return bool(rules.beginning.match(national))
    if len(national) not in rules.lengths or not rules.national.fullmatch(national):
        return False
    return any(len(national) in lengths and looks.fullmatch(national) for lengths, looks in rules.kinds)


def _without_prefix(digits: str, rules: _Rules) -> str | None:
    """The number without its trunk prefix (the 0 of 0151), None where taking it off needs more than that."""
    if len(digits) < SHORTEST:
        return None
    prefix = rules.prefix and rules.prefix.match(digits)
    if not prefix:
        return digits
    rest = digits[prefix.end() :]
    if rules.rewrites or len(rest) not in rules.lengths:
        return None
    return None if rules.national.fullmatch(digits) or not rules.national.fullmatch(rest) else rest


@lru_cache(maxsize=512)
def _rules(country: str) -> _Rules | None:
    data = PhoneMetadata.metadata_for_region(country, None)
    if data is None or data.general_desc is None or data.country_code is None:
        return None
    if COUNTRY_CODE_TO_REGION_CODE[data.country_code][0] != country:
        return None  # what is possible there is told by the country whose calling code it shares
    whole, near = data.general_desc.possible_length, data.general_desc.possible_length_local_only
    prefix = data.national_prefix_for_parsing or ""
    return _Rules(
        calling_code=str(data.country_code),
        lengths=frozenset(whole),
        possible=frozenset((*whole, *(near or ()))),
        abroad=re.compile(data.international_prefix or "NonMatch"),
        prefix=re.compile(prefix) if prefix else None,
        rewrites=bool(data.national_prefix_transform_rule) or re.compile(prefix).groups > 0,
        national=re.compile(data.general_desc.national_number_pattern or "NonMatch"),
        beginning=re.compile(data.leading_digits) if data.leading_digits is not None else None,
        kinds=tuple(map(_kind, (data.mobile, data.fixed_line))),
    )


def _kind(data: PhoneNumberDesc | None) -> tuple[frozenset[int], re.Pattern[str]]:
    lengths = data.possible_length if data else ()
    return frozenset(lengths), re.compile((data and data.national_number_pattern) or "NonMatch")


def read_generally(value: str, country: str | None) -> Found:
    """The same by phonenumbers alone."""
    try:
        parsed = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return country, ""
    if not phonenumbers.is_possible_number(parsed):
        return country, ""
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    if region != country and (country is None or not _shares_calling_code(country, parsed.country_code or 0)):
        country = phonenumbers.region_code_for_number(parsed) or (region if region not in ("ZZ", "001") else country)
    return country, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _shares_calling_code(country: str, calling_code: int) -> bool:
    return bool(phonenumbers.country_code_for_region(country) == calling_code)
