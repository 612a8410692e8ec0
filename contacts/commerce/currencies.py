"""Currencies of ISO 4217, with the decimals of their amounts, and amounts of money rounded to them."""

from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

import pycountry

from contacts.record.errors import FieldError, invalid

# All others have two; the library knows the codes and not this. ISO 4217, column "minor unit".
DECIMALS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"), 0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip
NO_MONEY = frozenset({"XXX", "XTS"})  # "no currency" and "for testing"
LARGEST = Decimal(10) ** 11  # what a column of 15 digits with 4 decimals keeps


@cache
def codes() -> dict[str, str]:
    """The names of currencies by code, in the order of the codes."""
    found = {row.alpha_3: row.name for row in pycountry.currencies if row.alpha_3 not in NO_MONEY}
    return dict(sorted(found.items()))


def code(text: str, path: str) -> str:
    """The currency of a code in any case; raises ``Invalid`` at ``path``."""
    found = text.strip().upper()
    if found not in codes():
        raise invalid(path, "unknown_currency", f"No currency has the code {text[:20]!r}. Expected ISO 4217, like EUR.")
    return found


def decimals(currency: str) -> int:
    """How many decimals an amount of this currency has."""
    return DECIMALS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole minor units; halves go to the even neighbour, so that sums do not drift."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_EVEN)


def fault(amount: Decimal, currency: str, path: str) -> FieldError | None:
    """Why ``amount`` cannot be one of this currency, or None."""
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return FieldError(path, "invalid", "Expected an amount of at most 11 digits before the point.")
    if amount != rounded(amount, currency):
        many = decimals(currency)
        said = f"at most {many} decimals" if many else "no decimals"
        return FieldError(path, "invalid", f"An amount in {currency} has {said} (got {amount.normalize():f}).")
    return None
