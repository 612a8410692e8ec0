"""Reading what callers send beside a contact: words, flags, who they say they are, and which page they want."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from msgspec import Struct

from contacts.access.identities.lookup import GIFT, Credential
from contacts.record.errors import FieldError, Invalid, invalid
from integrations.mapping.codecs import read_flag
from integrations.mapping.draft import Misread

MOST_TEXT, MOST_CREDENTIALS, MOST_SIZE, LAST_PAGE = 20_000, 10, 100, 100_000
AUTH_OTP, GIFT_PASS = "AUTH_OTP", "gift_pass"
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


class Page(Struct, frozen=True):
    """Which rows of a list: ``size`` from ``start`` on, in this order."""

    number: int
    size: int
    sort: str
    descending: bool

    @property
    def rows(self) -> slice:
        start = (self.number - 1) * self.size
        return slice(start, start + self.size)


def text(data: Mapping[str, Any], *names: str, required: bool = False, most: int = 254) -> str:
    """The value of the first of ``names`` that was sent, empty when none was; raises ``Misread``."""
    name = next((one for one in names if data.get(one) not in (None, "")), names[0])
    value = data.get(name)
    if value in (None, ""):
        if required:
            raise misread(name, "required", "Expected a value.")
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > most:
        raise misread(name, "invalid", f"Expected text of at most {most} characters.")
    return str(value)


def flag(data: Mapping[str, Any], name: str) -> bool | None:
    """A flag in any spelling, None when it was not sent; raises ``Misread``."""
    value = data.get(name)
    if value in (None, ""):
        return None
    try:
        return read_flag(value)
    except Invalid as exc:
        raise misread(name, "invalid", exc.errors[0].message) from None


def choice(data: Mapping[str, Any], name: str, of: tuple[str, ...], *, default: str = "") -> str:
    """One of ``of`` in any case; raises ``Misread``, also when it is missing and there is no default."""
    found = text(data, name, required=not default).strip().upper() or default
    if found not in of:
        raise misread(name, "invalid_choice", f"Expected one of {', '.join(of)}.")
    return found


def inner(data: Mapping[str, Any], name: str, *, required: bool = True) -> dict[str, Any]:
    """An object within; raises ``Misread``."""
    value = data.get(name)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise misread(name, "required" if value is None else "invalid", "Expected an object.")
    return value


def credentials(data: Mapping[str, Any]) -> tuple[list[Credential], str]:
    """What somebody says of themselves, and the id of a challenge when that is among it; raises ``Misread``."""
    listed = data.get("credentials", [])
    if not isinstance(listed, list) or len(listed) > MOST_CREDENTIALS:
        raise misread("credentials", "invalid", f"Expected a list of at most {MOST_CREDENTIALS}.")
    said, challenge = [], text(data, "auth_otp")
    for n, one in enumerate(listed):
        if not isinstance(one, dict):
            raise misread(f"credentials[{n}]", "invalid", 'Expected {"name", "value"}.')
        name = text(one, "name", required=True).upper()
        if name == AUTH_OTP:
            challenge = text(one, "value")
        elif name == GIFT and one.get(GIFT_PASS) is not None:
            said += _gift(one, f"credentials[{n}].{GIFT_PASS}")
        else:
            said.append(_credential(name, one))
    return said, challenge


def _credential(name: str, one: dict[str, Any]) -> Credential:
    """Numbers come with their country beside them, or nested as ``phone``."""
    phone = inner(one, "phone", required=False)
    value = text(one, "value") or text(phone, "number", "phone_number")
    country = text(one, "country_code") or text(phone, "country_code")
    return Credential(name, value, country or None)


def _gift(one: dict[str, Any], at: str) -> list[Credential]:
    """A gift pass with whom its code would go to (lines 413 to 419): one of two addresses, and one of two proofs."""
    gift = inner(one, GIFT_PASS)
    address, number = text(gift, "email_address"), text(gift, "phone_number")
    proof = text(gift, "pin") or _amount(gift, f"{at}.last_spend_amount")
    if not (address or number):
        raise misread(f"{at}.email_address", "required", "Expected email_address or phone_number.")
    if not proof:
        raise misread(f"{at}.pin", "required", "Expected pin or last_spend_amount.")
    country = text(gift, "country_code") or None
    reached = Credential("EMAIL", address) if address else Credential("PHONE", number, country)
    return [Credential(GIFT, text(one, "value") or proof), reached]


def _amount(gift: Mapping[str, Any], at: str) -> str:
    """What was spent last, a number or its text; empty when it was not said."""
    value = gift.get("last_spend_amount")
    if value in (None, ""):
        return ""
    if isinstance(value, bool) or not AMOUNT.fullmatch(str(value)):
        raise misread(at, "invalid", "Expected an amount like 1568.14.")
    return str(value)


def page(query: QueryDict, sorts: tuple[str, ...]) -> Page:
    """The page a query asks for, ten of the newest unless it says otherwise; raises ``Misread``."""
    sent: dict[str, Any] = dict(query.items())
    order = choice(sent, "order", ("ASC", "DESC"), default="DESC")
    return Page(
        _number(sent, "page", 1, LAST_PAGE), _number(sent, "size", 10, MOST_SIZE),
        choice(sent, "sort", sorts, default=sorts[0]), order == "DESC",
    )  # fmt: skip


def _number(sent: Mapping[str, Any], name: str, default: int, most: int) -> int:
    word = str(sent.get(name, ""))
    if not word:
        return default
    if not (word.isascii() and word.isdigit() and len(word) < 10 and 1 <= int(word) <= most):
        raise misread(name, "invalid", f"Expected a number from 1 to {most}.")
    return int(word)


def misread(name: str, code: str, message: str) -> Misread:
    """Something that cannot be accepted, in the caller's words."""
    return Misread(invalid(name, code, message).errors)


def renamed(exc: Invalid, names: Mapping[str, str]) -> Misread:
    """The same faults at the caller's names for them."""
    return Misread(FieldError(names.get(e.path, e.path), e.code, e.message) for e in exc.errors)
