"""What an answer of the vendor says of a contact, in the words that the table reads."""

import re
from collections.abc import Mapping
from typing import Any

from integrations.dialects.crmcom_classic.words import countries
from integrations.wire.outbound.line import BROKEN
from integrations.wire.outbound.troubles import TryAgain

SETS = {"address_set": "addresses_set", "phone_set": "phones_set", "email_set": "emails_set"}
NOT_OF = {"PERSON": "company_profile", "COMPANY": "demographics"}  # where only an echo stands (line 272)
STAMP = re.compile(r"[^\n]{1,200}? \d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}:\d{2} ?", re.ASCII)  # who, when (line 218)
MOST = 200  # entries of a set
SHOWN_ONLY = frozenset({"id", "state", "full_number", "country", "email"})


def told(data: Mapping[str, Any]) -> dict[str, Any]:
    """A contact for ``Table.reply``: notes without their stamp, entries of sets as requests have them."""
    found = {name: value for name, value in data.items() if name != NOT_OF.get(str(data.get("type")).upper())}
    if isinstance(notes := found.get("notes"), str):
        found["notes"] = unstamped(notes)
    for name in SETS.values():
        if name in found:
            found[name] = [as_sent(one) for one in entries(found, name)]
    return found


def entries(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of a set that are in use; raises ``TryAgain`` for what is no such list."""
    listed = data.get(name)
    if listed is None:
        return []
    if not isinstance(listed, list) or len(listed) > MOST or not all(isinstance(one, dict) for one in listed):
        raise TryAgain(BROKEN)
    return [one for one in listed if str(one.get("state")).casefold() != "inactive"]


def as_sent(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a request would say it."""
    found = {name: value for name, value in entry.items() if name not in SHOWN_ONLY}
    if "email" in entry:
        found["email_address"] = entry["email"]
    if country := countries.named(entry.get("country")):
        found["country_identifier"] = country
        found.pop("area_code", None)  # which says less
    return found


def unstamped(notes: str) -> str:
    """Notes without who wrote them and when."""
    found = STAMP.match(notes)
    return notes[found.end() :] if found else notes
