"""Closed lists. A vendor's spelling of a member is the business of its dialect, not of this file."""

from functools import cache
from typing import Literal, get_args

import pycountry

Kind = Literal["person", "company"]
LifeCycleState = Literal["MARKETING", "FINANCIAL"]
EmailType = Literal["PERSONAL", "BUSINESS", "OTHER", "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5"]
PhoneType = Literal[
    "MOBILE", "LANDLINE", "BUSINESS", "FAX", "OTHER", "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5"
]
AddressType = Literal[
    "HOME", "BUSINESS", "POBOX", "ALTERNATIVE", "BILLING", "SHIPPING", "OTHER",
    "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5",
]  # fmt: skip
RelationType = Literal[
    "FAMILY_MEMBER", "EXTENDED_FAMILY", "PARENT", "CHILD", "PARTNER", "CLOSE_FRIEND", "FRIEND", "WORK_COLLEAGUE",
    "PARTNER_COMPANY", "CLIENT", "SUPPLIER", "EMPLOYER", "EMPLOYEE", "BUSINESS",
    "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5",
]  # fmt: skip
Gender = Literal["", "FEMALE", "MALE", "OTHER"]
ConsentState = Literal["ACCEPTED", "REJECTED", "PENDING"]
ConsentChannel = Literal["ANY", "EMAIL", "SMS", "INAPP", "DEVICE", "PHONE", "POST"]
ConsentPurpose = Literal["data_use", "marketing", "affiliate_marketing", "third_party", "service"]
CustomFieldType = Literal["text", "integer", "decimal", "boolean", "date", "datetime", "choice", "multichoice"]
CustomPart = Literal["contact", "emails", "phones", "addresses"]

# ISO 639-2/T codes and eight free slots, as the documents list them (seeds/002, lines 1447-1479).
Language = Literal[
    "", "ARA", "DAN", "ENG", "EST", "FIN", "FRA", "DEU", "ELL", "JPN", "VIE", "MAL", "IND", "TAI", "LAV", "LIT",
    "NNO", "POL", "POR", "RUS", "SPA", "SWE", "UKR", "CMN", "TGL", "HIN",
    "CUSTOM1", "CUSTOM2", "CUSTOM3", "CUSTOM4", "CUSTOM5", "CUSTOM6", "CUSTOM7", "CUSTOM8",
]  # fmt: skip

# A relation read from its other end; a type that is not here is its own reverse.
_REVERSE = {
    "PARENT": "CHILD",
    "CLIENT": "SUPPLIER",
    "EMPLOYER": "EMPLOYEE",
}
REVERSE_RELATION: dict[str, str] = {**_REVERSE, **{there: here for here, there in _REVERSE.items()}}
# Members that do not read as what they are.
_WORDS = {
    "POBOX": "PO box", "SMS": "SMS", "INAPP": "In the app", "integer": "Whole number", "decimal": "Number",
    "boolean": "Yes or no", "datetime": "Date and time", "multichoice": "Several choices",
}  # fmt: skip


def reverse_relation(type_: str) -> str:
    """What the other contact is to this one: the reverse of ``EMPLOYER`` is ``EMPLOYEE``."""
    return REVERSE_RELATION.get(type_, type_)


def members(choice: object) -> tuple[str, ...]:
    """The members of one of the lists above, in order."""
    return get_args(choice)


@cache
def languages() -> dict[str, str]:
    """The names of languages by code, from pycountry's data; the free slots have none but their own."""
    found = {code: pycountry.languages.get(alpha_3=code.lower()) for code in members(Language) if code}
    return {code: row.name.partition(" (")[0] if row else label(code) for code, row in found.items()}


def label(member: str) -> str:
    """A member as people read it: ``FAMILY_MEMBER`` is ``Family member``, ``CUSTOM1`` is ``Custom 1``."""
    if member in _WORDS:
        return _WORDS[member]
    word = member.rstrip("0123456789")
    return f"{word.replace('_', ' ').capitalize()} {member.removeprefix(word)}".strip()


def within(label: str) -> str:
    """A label in the middle of a sentence: ``Postal code`` is ``postal code``, and ``PO box`` stays."""
    return label if label[:2].isupper() else label.lower()
