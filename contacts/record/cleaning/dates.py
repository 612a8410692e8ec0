"""Dates of which not everything is known, and spans."""

import datetime as dt

from contacts.record.contact import PartialDate
from contacts.record.errors import invalid

LEAP_YEAR = 2000  # stands in for an unknown year, so that 29 February can be a name day


def check_partial(date: PartialDate) -> None:
    """Raises ``Invalid`` at ``year``, ``month`` or ``day`` when no such day can exist; an unknown part is fine."""
    if date.year is not None and not 1 <= date.year <= 9999:
        raise invalid("year", "invalid", f"Expected a year from 1 to 9999 (got {date.year}).")
    if date.month is not None and not 1 <= date.month <= 12:
        raise invalid("month", "invalid", f"Expected a month from 1 to 12 (got {date.month}).")
    if date.day is None:
        return
    try:
        dt.date(date.year or LEAP_YEAR, date.month or 1, date.day)
    except ValueError:
        shown = "-".join(f"{part:02}" for part in (date.year, date.month, date.day) if part is not None)
        raise invalid("day", "invalid", f"There is no such day: {shown}.") from None


def check_span(since: dt.date | None, until: dt.date | None) -> None:
    """Raises ``Invalid`` at ``until`` when a span ends before it begins."""
    if since and until and until < since:
        raise invalid("until", "invalid", f"Ends before it begins ({since} to {until}).")
