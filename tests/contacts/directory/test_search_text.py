"""The text that a contact is found by: each thing folded by itself, on a line of its own, once."""

import datetime as dt
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contacts.directory.finding.search import fold, search_text
from contacts.record.contact import Address, ContactRecord, Email, Phone

NOW = dt.datetime(2024, 2, 29, tzinfo=dt.UTC)

PIECES = ["a", "É", "ß", "Ω", " ", "  ", "\t", "\u00a0", "\u2028", "\x85", "e\u0301", "ﬁ", "1", "٣"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
NAMES = ("display_name", "first_name", "middle_name", "last_name", "company_name", "external_id")


def expected(record: ContactRecord) -> str:
    whole = f"{record.first_name} {record.middle_name} {record.last_name}"
    things = [record.display_name, whole, record.company_name, record.code, record.external_id]
    things += [record.membership_number, *(email.email for email in record.emails)]
    for phone in record.phones:
        things += [re.sub(r"\D+", "", phone.number), phone.e164]
    for address in record.addresses:
        things += [address.town, address.postal_code]
    return "\n".join(dict.fromkeys(filter(None, map(fold, things))))


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, TEXT)), TEXT, st.from_regex(r"\+?[0-9 ()/.\-]{0,12}", fullmatch=True))
def test_things_are_folded_at_once_as_they_would_be_one_by_one(names: dict[str, Any], text: str, number: str) -> None:
    record = ContactRecord(id=1, uuid="", code="C000001", revision=1, created_at=NOW, updated_at=NOW)
    parts = {
        "emails": [Email(id=1, email="Ada@example.org")],
        "phones": [Phone(id=2, number=number, e164="+35799123456"), Phone(id=3, number=text)],
        "addresses": [Address(id=4, town=text, postal_code="AB1 2CD")],
    }
    record = replace(record, **names, **parts)
    assert search_text(record) == expected(record)
