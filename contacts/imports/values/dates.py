"""Dates as people and programs write them, to ISO 8601; a date may lack its year (`--02-29`)."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?", re.DOTALL)
_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_YEARLESS = re.compile(r"--([0-9]{1,2})-?([0-9]{2})(?:T.*)?", re.DOTALL)
_SPLIT = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})\.?(?: [0-9:]+)?")
# Any leap year does for checking a date without its year.
_LEAP = 2000
# Outlook writes this for "no date".
ORDERS = {"dmy": "day first: 01/02 is 1 February", "mdy": "month first: 01/02 is 2 January"}
NO_DATES = frozenset({"0/0/00", "00/00/00", "0000-00-00", "00.00.0000", "00/00/0000"})


class TwoWays(ValueError):
    """A date that is one day with the day first and another one with the month first."""


def order_of(text: str) -> str:
    """`dmy` or `mdy` for a date that can be read in that order alone, `both`, or "" for one that needs no order."""
    found = _SPLIT.fullmatch(text.strip())
    if not found or len(found[1]) > 2 or "." in text or found[1] == found[2]:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12 or second > 12:
        return "mdy" if first <= 12 else "dmy" if second <= 12 else ""
    return "" if first == second else "both"


def iso_date(text: str, order: str = "dmy") -> str | None:
    """ISO of a whole or yearless date, None when the text is neither or no such day exists.

    `order` is dmy or mdy; "" where nobody said, which raises `TwoWays` when it matters.
    """
    text = text.strip()
    if found := _YEARLESS.fullmatch(text):
        return _yearless(int(found[1]), int(found[2]))
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    found = _SPLIT.fullmatch(text)
    if not found:
        return None
    first, second, third = found.groups()
    if len(first) == 4:
        return _iso(int(first), int(second), int(third))
    if not order and (order := order_of(text)) == "both":
        raise TwoWays(f"{text[:40]!r} can be read in two ways: say whether the day or the month comes first.")
    day, month = (second, first) if order == "mdy" and "." not in text else (first, second)
    if len(third) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    return _iso(_full_year(third), int(month), int(day))


def partial_date(text: str, order: str = "dmy") -> dict[str, int] | None:
    """`{"year", "month", "day"}`, as far as known, of a date, a yearless date, a month (`1980-02`) or a year."""
    text = text.strip()
    if found := _ISO.fullmatch(text):  # as most files write them
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        return {"year": year, "month": month, "day": day} if _iso(year, month, day) else None
    if _MONTH.fullmatch(text):
        return dict(zip(("year", "month"), map(int, text.split("-")), strict=False)) if int(text[:4]) else None
    date = iso_date(text, order)
    if date is None:
        return None
    if date.startswith("--"):
        return {"month": int(date[2:4]), "day": int(date[5:7])}
    return {"year": int(date[:4]), "month": int(date[5:7]), "day": int(date[8:10])}


def partial_text(date: dict[str, int | None]) -> str:
    """The text that `partial_date` reads back: `1980-02-29`, `--02-29`, `1980-02` or `1980`; "" for a lone day."""
    year, month, day = date.get("year"), date.get("month"), date.get("day")
    if month and day:
        return f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"
    if not year or day:
        return ""
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def _full_year(text: str) -> int:
    """Two digits are the last hundred years: people are born in the past."""
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if 2000 + year <= dt.date.today().year else 1900 + year


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _yearless(month: int, day: int) -> str | None:
    whole = _iso(_LEAP, month, day)
    return f"--{whole[5:]}" if whole else None
