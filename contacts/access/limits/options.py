"""What an operator decides about sending to strangers."""

import re
from typing import Any

from contacts.options.declaration import Option, declare
from contacts.record.cleaning.countries import alpha2
from contacts.record.errors import invalid


def countries(text: str) -> frozenset[str]:
    """The alpha-2 codes that a text names."""
    return frozenset(alpha2(word) or word for word in re.split(r"[,\s]+", text) if word)


def _check_countries(text: Any) -> None:
    if unknown := sorted(code for code in countries(text) if alpha2(code) is None):
        raise invalid("", "unknown_country", f"No country has the code {unknown[0]!r}. Expected codes like CY, GR.")


SMS_PER_DAY = declare(
    Option(
        name="access.sms_per_day",
        label="Text messages with codes a day",
        help="More than this are not sent in 24 hours, whoever asks; this bounds what a fraud can cost.",
        group="Signing in",
        default=1_000,
        kind="number",
        most=1_000_000,
    )
)
SMS_COUNTRIES = declare(
    Option(
        name="access.sms_countries",
        label="Countries that codes are sent to by text message",
        help="Country codes such as CY, GR; empty means every country. Numbers elsewhere get no code by SMS.",
        group="Signing in",
        default="",
        check=_check_countries,
    )
)
