"""One form for each kind of value: text, email addresses, phone numbers, postcodes, names, countries."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from contacts.record.cleaning import dialling
from contacts.record.cleaning.countries import alpha2
from contacts.record.errors import invalid

PLAIN_EMAIL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}")
PHONE_CHARACTERS = re.compile(r"[0-9+()\[\]./\\\-‐-―\s*#,;:xX]*(?:ext\.?\s*[0-9]+)?", re.IGNORECASE)
PLAIN_PHONE = re.compile(r"\+?[0-9]{2,16}(?: [0-9]{1,4}){,4}")  # 2 to 32 digits, told without counting them
# Overrides and isolates that make text read differently from what is stored; direction marks themselves are fine.
BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BREAKS = re.compile("[\n\r\t\u2028\u2029]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Combining marks, and all that lies beyond the first plane: a class of many single ones there is slow to look into.
PERHAPS_MARKS = (
    "".join(chr(code) for code in range(0x10000) if unicodedata.combining(chr(code))) + "\U00010000-\U0010ffff"
)
PERHAPS_MARK = re.compile(f"[{PERHAPS_MARKS}]")
MAX_COMBINING = 8  # marks on one letter; every living script does with fewer


def text_fault(value: str, *, multiline: bool) -> str:
    """Why ``value`` cannot be stored as text, or an empty string."""
    if value.isascii() and value.isprintable():
        return ""
    if SURROGATES.search(value):
        return "Contains half a character (a lone surrogate); send well-formed Unicode."
    if CONTROLS.search(value):
        return "Contains a control character; send printable text."
    if BIDI_OVERRIDES.search(value):
        return "Contains a text-direction override; right-to-left text is written without one."
    if not multiline and BREAKS.search(value.strip()):
        return "Contains a line break or a tab; this is a one-line field."
    if _longest_marks(value) > MAX_COMBINING:
        return f"More than {MAX_COMBINING} combining marks on one letter."
    return ""


def is_composed(value: str) -> bool:
    """Whether the text is surely in NFC, and no letter carries a mark of its own besides."""
    return value.isascii() or (unicodedata.is_normalized("NFC", value) and not PERHAPS_MARK.search(value))


def _longest_marks(value: str) -> int:
    longest = run = 0
    for character in unicodedata.normalize("NFD", value):
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest


def tidy(value: str, *, multiline: bool = False) -> str:
    """Unicode NFC, trimmed; runs of white space become one space, or stay as typed where lines matter."""
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if multiline:
        return value.strip()
    return (
        " ".join(value.split())
        if (value[:1].isspace() or value[-1:].isspace() or "  " in value or not value.isascii())
        else value
    )


def email(value: str, path: str = "email") -> str:
    """The address with a lower-case domain; raises ``Invalid`` at ``path`` when mail could never reach it."""
    if len(value) <= 254 and PLAIN_EMAIL.fullmatch(value) and value.index("@") <= 64:
        local, _, domain = value.rpartition("@")
        if len(domain) <= 63 or all(len(part) <= 63 for part in domain.split(".")):
            return f"{local}@{domain.lower()}"
    try:
        found = validate_email(value, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as exc:
        raise invalid(path, "invalid_email", f"Not an email address: {exc} Expected name@example.org.") from None
    return found.normalized


@lru_cache(maxsize=4096)
def phone(value: str, country: str | None, path: str = "number") -> tuple[str | None, str]:
    """``(country, e164)`` of a number as typed; ``e164`` is empty where it cannot be dialled from abroad.

    ``country`` is the alpha-2 code the number is read in. Raises ``Invalid`` when it is no number at all.
    """
    if not (PLAIN_PHONE.fullmatch(value) or _is_phone(value)):
        raise invalid(path, "invalid_phone", "Not a phone number. Expected digits, like +357 99 123456 or 22 123456.")
    return dialling.read(value, country)


def _is_phone(value: str) -> bool:
    return bool(PHONE_CHARACTERS.fullmatch(value)) and 2 <= sum(map(str.isdigit, value)) <= 32


def capitals(value: str) -> str:
    """Upper case as PostgreSQL writes it: a letter whose capital is several (ß) stays, so that no text ever grows."""
    if value.isascii():
        return value.upper()
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in value)


def postcode(value: str, country: str | None) -> str:
    """Upper case with single spaces; British and Canadian ones get the space before their last three characters."""
    value = " ".join(capitals(value).split())
    if country in ("GB", "CA") and re.fullmatch(r"[A-Z0-9]{5,7}", value):
        return f"{value[:-3]} {value[-3:]}"
    return value


def country(value: str | None, path: str = "country") -> str | None:
    """The alpha-2 code for an alpha-2 or alpha-3 code in any case; raises ``Invalid`` for another word."""
    if not value:
        return None
    code = alpha2(value)
    if code is None:
        raise invalid(
            path,
            "unknown_country",
            f"No country has the code {value!r}. Expected ISO 3166-1, like CY or CYP.",
        )
    return code


def amount(value: Decimal, path: str) -> Decimal:
    """The number without needless zeros; 15 digits and 4 decimals are what every database keeps exactly."""
    if not value.is_finite() or abs(value) >= 10**15:
        raise invalid(path, "invalid", "Expected an amount of at most 15 digits, like 1250000.50.")
    plain = Decimal(f"{value.normalize() + 0:f}")
    _, digits, exponent = plain.as_tuple()
    if len(digits) > 15 or int(exponent) < -4:
        raise invalid(path, "invalid", "Expected at most 15 digits, 4 of them decimals.")
    return plain


def moment(value: dt.datetime | None, path: str) -> dt.datetime | None:
    """The moment in UTC; a time without a zone is UTC already."""
    if value is None or value.tzinfo is None:
        return value and value.replace(tzinfo=dt.UTC)
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        raise invalid(path, "invalid", "This moment lies outside the years 1 to 9999 in UTC.") from None
