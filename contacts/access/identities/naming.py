"""What people sign in with, in the one form in which it is compared."""

import re
import unicodedata

from django.conf import settings

from contacts.access.accounts.models import Provider
from contacts.access.derived import digest
from contacts.record.cleaning import clean
from contacts.record.errors import Invalid, invalid

LONGEST = 254
MAC = re.compile(r"[0-9A-F]{12}")


def fold(text: str) -> str:
    """NFKC and case-folded, so that what looks alike is either the same or stays different (CVE-2019-19844).

    A text that is no name at all (too long, control characters) becomes one that nobody has.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    if len(folded) > LONGEST or clean.text_fault(folded, multiline=False):
        return f"\u2205{digest('no name', text)}"
    return folded


def email(text: str, path: str) -> tuple[str, str]:
    """``(subject, key)`` of an email address; raises ``Invalid`` at ``path``."""
    subject = clean.email(clean.tidy(text), path)
    return subject, fold(subject)


def phone(number: str, country: str | None, path: str) -> tuple[str, str]:
    """``(subject, key)`` of a number, both E.164; ``country`` is alpha-2 or alpha-3. Raises ``Invalid`` at ``path``."""
    _, e164 = clean.phone(clean.tidy(number), _country(country), path)
    if not e164:
        raise invalid(path, "invalid_phone", "Expected a number that can be dialled, with + or with its country.")
    return e164, e164


def phone_key(number: str, country: str | None = None) -> str:
    """The key of a number, or one that nobody has."""
    try:
        return phone(number, country, "")[1]
    except Invalid:
        return f"\u2205{digest('no name', number)}"


def _country(code: str | None) -> str | None:
    """An odd code (the documents show CYP for CYPrus) is read as if there were none."""
    try:
        return clean.country(code) or settings.DEFAULT_COUNTRY
    except Invalid:
        return clean.country("CY") if (code or "").upper() == "CYP" else settings.DEFAULT_COUNTRY


def mac_address(text: str) -> str:
    """Twelve upper-case hexadecimal digits, or an empty string."""
    found = re.sub(r"[\s:.\-]", "", text).upper()
    return found if MAC.fullmatch(found) else ""


def username(text: str, path: str) -> tuple[Provider, str, str]:
    """``(provider, subject, key)`` of a user name, which may be an email address; raises ``Invalid`` at ``path``."""
    if "@" in text:
        return (Provider.EMAIL, *email(text, path))
    subject = clean.tidy(text)
    if not subject or len(subject) > LONGEST or clean.text_fault(subject, multiline=False):
        raise invalid(path, "invalid", f"Expected a user name of 1 to {LONGEST} printable characters.")
    return Provider.USERNAME, subject, fold(subject)


def spellings(text: str) -> list[tuple[str, str]]:
    """The ``(provider, key)`` pairs that a typed user name may be, the likeliest first; always two."""
    if "@" in text:
        return [(Provider.EMAIL, fold(text)), (Provider.USERNAME, fold(text))]
    return [(Provider.USERNAME, fold(text)), (Provider.PHONE, phone_key(text))]
