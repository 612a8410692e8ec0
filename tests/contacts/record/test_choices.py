"""Members of closed lists in words."""

from typing import Any

import pytest

from contacts.record import choices

CLOSED = [
    *(choices.EmailType, choices.PhoneType, choices.AddressType, choices.RelationType, choices.ConsentChannel),
    *(choices.CustomFieldType, choices.CustomPart, choices.LifeCycleState, choices.Kind, choices.ConsentPurpose),
]


@pytest.mark.parametrize("closed", CLOSED)
def test_every_member_reads_as_words(closed: Any) -> None:
    """Off: let ``label`` only capitalize."""
    words = [word for member in choices.members(closed) for word in choices.label(member).split()]
    assert [word for word in words if word[-1].isdigit() and not word.isdigit()] == []
    assert {"Pobox", "Sms", "Inapp", "Datetime", "Multichoice", "Boolean"}.isdisjoint(words)


def test_members_and_labels_in_words() -> None:
    told = [choices.label(member) for member in ("FAMILY_MEMBER", "CUSTOM1", "POBOX", "SMS", "datetime", "")]
    assert told == ["Family member", "Custom 1", "PO box", "SMS", "Date and time", ""]
    assert choices.languages()["CUSTOM8"] == "Custom 8"
    assert [choices.within(label) for label in ("Postal code", "PO box")] == ["postal code", "PO box"]
