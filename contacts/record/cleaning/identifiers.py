"""Whether a VAT number can be one of its country, by the rules that python-stdnum keeps. It is doubted, never refused:
rules change, and what a document says is what is kept."""

from typing import Any

from stdnum import get_cc_module
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength, ValidationError

from contacts.record.cleaning.countries import countries

EUROPEAN = frozenset(code.upper() for code in vat.MEMBER_STATES) | {"EL", "EU", "XI"}
WHY: dict[type[ValidationError], str] = {
    InvalidChecksum: "a digit is wrong",
    InvalidLength: "it has too few or too many characters",
    InvalidFormat: "it is built otherwise",
    InvalidComponent: "a part of it is not possible",
}


def vat_doubt(number: str, country: str | None) -> str:
    """Why ``number`` is no VAT number; empty where nothing speaks against it, or nobody knows the rule.

    The two letters that it begins with say whose it is, else ``country`` (alpha-2) does.
    """
    prefix = number[:2].upper()
    rule, of = (vat, prefix) if prefix in EUROPEAN else _national(prefix, country)
    if not number or rule is None:
        return ""
    try:
        rule.validate(number)
    except ValidationError as error:
        named = countries().get("GR" if of == "EL" else of)
        why = WHY.get(type(error), "it does not follow the rule")
        return f"Not a VAT number{f' of {named.name}' if named else ''}: {why}."
    return ""


def _national(prefix: str, country: str | None) -> tuple[Any, str]:
    for code in (prefix, country or ""):
        if code in countries() and (rule := get_cc_module(code, "vat")):
            return rule, code
    return None, ""
