"""One contact as a file tells it, before anybody has judged it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from contacts.imports.problems import Problem

# The neutral contact in the shape of the native API; absent keys were not spoken about, None asks to clear.
Contact = dict[str, Any]


class Incoming(msgspec.Struct, gc=False):
    """`number` is the row or card, `line` where it begins; with problems it must be refused. `unread`: left behind."""

    number: int
    line: int
    contact: Contact
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()


def merge_more(contact: Contact, text: str) -> bool:
    """Add what our own export could not put into columns (a JSON object); False when the text is no such thing."""
    try:
        more = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(more, dict):
        return False
    _merge(contact, more)
    return True


def _merge(into: Contact, more: Contact) -> None:
    for key, value in more.items():
        have = into.get(key)
        if isinstance(have, list) and isinstance(value, list):
            have.extend(value)
        elif isinstance(have, dict) and isinstance(value, dict):
            _merge(have, value)
        elif have is None:
            into[key] = value


def kind_of_new(contact: Contact) -> str:
    """Whether a contact nobody has seen before is a company: it names one, and no person."""
    named = any(contact.get(key) for key in ("first_name", "last_name", "middle_name"))
    company = contact.get("company_name")
    whole = contact.get("display_name")
    return "company" if company and not named and whole in (None, "", company) else "person"
