"""What the values of a column look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from contacts.imports.values.dates import order_of

_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_PHONE = re.compile(r"(?:tel:)?\+?\(?[0-9][0-9 ().\-/\u00a0]{5,24}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T].*)?|--[0-9]{2}-?[0-9]{2}|[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}"
)


def is_email(text: str) -> bool:
    """Whether the text has the shape of one email address."""
    return "@" in text and bool(_EMAIL.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether the text has the shape of a date, with or without its year."""
    return bool(_DATE.fullmatch(text))


def is_phone(text: str) -> bool:
    """Whether the text has the shape of a telephone number of 7 to 15 digits, and not of a date."""
    if not _PHONE.fullmatch(text) or is_date(text):
        return False
    return 7 <= sum(character.isdigit() for character in text) <= 21


def is_value(text: str) -> bool:
    """Whether the text can be no column's name: an email, a phone, a date or a number."""
    return is_email(text) or is_phone(text) or is_date(text) or text.replace(".", "").replace(",", "").isdigit()


def share(values: Iterable[str], test: Callable[[str], bool]) -> float:
    """How many of the non-empty values pass the test, 0 to 1; 0 when there are none."""
    filled = [value.strip() for value in values if value.strip()]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def date_order(values: Iterable[str]) -> str:
    """The order of day and month in a column: `dmy` or `mdy` where a date tells, `both` where none does, "" for none.

    Where some tell the one and some the other, more of them decide; the others will be refused.
    """
    told = Counter(map(order_of, values))
    if told["dmy"] or told["mdy"]:
        return "mdy" if told["mdy"] > told["dmy"] else "dmy"
    return "both" if told["both"] else ""
