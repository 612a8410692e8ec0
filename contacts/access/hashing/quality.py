"""Which passwords are accepted: long enough, not among the common ones, not the person's own words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from contacts.access.hashing.options import LEAST_CHARACTERS
from contacts.options import queries as options
from contacts.record.errors import invalid

MOST_CHARACTERS = 128
PRODUCT = ("contactcrm", "contact-crm", "contact crm")
SHORTEST_WORD = 4  # shorter ones stand in too many good passwords by chance


def plain(password: str) -> str:
    """One spelling of what may be typed in several (NFKC, as NIST SP 800-63B asks); nothing is cut off."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, words: Iterable[str] = (), path: str = "password") -> None:
    """Raise ``Invalid`` at ``path`` unless ``password`` may be somebody's whose ``words`` (names, addresses) these are.

    There are no rules of composition, and nothing expires.
    """
    least = int(options.get(LEAST_CHARACTERS))
    if not least <= len(password) <= MOST_CHARACTERS:
        raise invalid(path, "invalid_length", f"Expected {least} to {MOST_CHARACTERS} characters.")
    folded = plain(password).casefold()
    if folded.strip() in _common().passwords:
        raise invalid(path, "too_common", "This is one of the passwords that are tried first. Choose another one.")
    if own := _own_word(folded, [*words, *PRODUCT]):
        raise invalid(path, "too_personal", f"Made of {own}. Choose one that others cannot guess from it.")


def _own_word(password: str, words: Iterable[str]) -> str:
    """What kind of word makes up half of the password or more, or nothing; the word itself is not repeated."""
    for word in words:
        for part in {word.casefold(), *re.split(r"[\W_]+", word.casefold())}:
            if len(part) >= SHORTEST_WORD and part in password and len(part) * 2 >= len(password):
                return "the name of this product" if word in PRODUCT else "your own name or address"
    return ""


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()
