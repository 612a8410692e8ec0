"""What happens with a contact is written down in the words of its kind."""

import pytest

from contacts.directory import operations
from contacts.history import journal, queries
from contacts.history.actor import SYSTEM
from contacts.history.kinds import KINDS
from contacts.record.patch import ContactPatch


@pytest.fixture
def contact(db: None) -> int:
    return operations.create(patch=ContactPatch(first_name="Ada"), actor=SYSTEM).record.id


def test_the_newest_comes_first(contact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "test.waved", "waved to {whom}")
    for whom in ("Bob", "Cleo"):
        journal.note(contact=contact, kind="test.waved", actor=SYSTEM, about={"whom": whom})
    assert [(row.kind, row.about, row.actor_label) for row in queries.happenings(contact)] == [
        ("test.waved", {"whom": "Cleo"}, "System"),
        ("test.waved", {"whom": "Bob"}, "System"),
    ]


def test_a_sentence_that_lacks_a_word_is_refused_when_it_is_noted(
    contact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "test.waved", "waved to {whom}")
    with pytest.raises(KeyError):
        journal.note(contact=contact, kind="test.waved", actor=SYSTEM)
    with pytest.raises(KeyError):
        journal.note(contact=contact, kind="test.unheard_of", actor=SYSTEM)
