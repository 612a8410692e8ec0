"""Whatever is asked of the door, what is stored several times says the same afterwards; CRM_EXAMPLES says how often."""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.commands import Command, Create, Outcome, Refused, Restore, Saved, Update
from contacts.directory.deciding.planning import SEALED_PATHS
from contacts.directory.finding.search import fold, search_text, words
from contacts.directory.models import Contact, SealedNumber
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.directory.storing.writing import place
from contacts.record.changing.profiles import SEALED, plain_number
from contacts.record.contact import ContactRecord
from contacts.record.parsing.parse import parse_patch
from contacts.vault.seal import unseal
from tests.contacts.directory.batches import PAST, WORDS, batches
from tests.contacts.directory.making import ACTOR, everything, lookups

EXAMPLES = int(os.environ.get("CRM_EXAMPLES", "15"))
Numbers = dict[str, str]  # slot → number in its plain form


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_random_batches_leave_a_sound_directory(data: st.DataObject) -> None:
    with transaction.atomic():
        lookups()
        model = Model()
        model.tell([Create(parse_patch(everything())), Create(parse_patch({"display_name": "Jan van der Berg"}))])
        for past in PAST:
            model.tell([Update(id_, parse_patch(past)) for id_ in model.records])
        for _ in range(data.draw(st.integers(2, 6))):
            model.tell(data.draw(batches(model.records)))
            model.check()
        transaction.set_rollback(True)


class Model:
    """What the directory must hold, kept beside it in the plainest way."""

    def __init__(self) -> None:
        self.records: dict[int, ContactRecord] = {}
        self.numbers: dict[tuple[int, int], Numbers] = {}

    def tell(self, batch: list[Command]) -> None:
        for command, outcome in zip(batch, door.apply(batch, actor=ACTOR), strict=True):
            self.learn(command, outcome)

    def learn(self, command: Command, outcome: Outcome) -> None:
        """Take in one outcome, after asking whether it is one that the command may have."""
        if isinstance(outcome, Refused):
            assert outcome.errors
            assert all(error.path for error in outcome.errors)
            return
        after = outcome.record
        before = self.records.get(after.id)
        if before is None:
            assert (outcome.action, after.revision) == ("created", 1)
        else:
            risen = outcome.action != "unchanged"
            assert after.revision == before.revision + risen
            assert risen or after == before
        self.numbers[after.id, after.revision] = self._numbers(command, outcome)
        self.records[after.id] = after

    def _numbers(self, command: Command, outcome: Saved) -> Numbers:
        id_ = outcome.record.id
        before = self.records.get(id_)
        now = dict(self.numbers[id_, before.revision]) if before else {}
        if isinstance(command, Restore):
            then = self.numbers[id_, command.to]
            touched = [
                s for p, s in SEALED_PATHS.items() if not command.paths or {p, "demographics"} & {*command.paths}
            ]
            return {s: (then if s in touched else now).get(s, "") for s in SEALED}
        if isinstance(command, Create | Update):
            now |= _spoken(command.patch.demographics, isinstance(command, Update) and command.whole)
        return now

    def check(self) -> None:
        assert [str(difference) for difference in prove()] == []
        assert snapshots.records(self.records) == self.records
        assert set(Contact.objects.values_list("pk", flat=True)) == set(self.records)
        self._check_numbers()
        for query in WORDS:
            self._check_search(query)

    def _check_numbers(self) -> None:
        stored: dict[int, Numbers] = {id_: {} for id_ in self.records}
        for row in SealedNumber.objects.all():
            number = unseal(row.token, place=place(self.records[row.contact_id].uuid, row.slot))
            stored[row.contact_id][row.slot] = plain_number(number)
        for id_, record in self.records.items():
            known = self.numbers[id_, record.revision]
            assert stored[id_] == {slot: number for slot, number in known.items() if number}

    def _check_search(self, query: str) -> None:
        wanted = words(query)
        expected = {id_ for id_, record in self.records.items() if all(word in search_text(record) for word in wanted)}
        assert set(queries.found(search=query, archived=None).values_list("pk", flat=True)) == expected
        named = {
            id_
            for id_, r in self.records.items()
            if not fold(query).startswith("9") and fold(query) in fold(r.display_name)
        }
        assert named <= expected


def _spoken(patch: Any, whole: bool) -> Numbers:
    """The numbers that a patch of demographics leaves, of those it speaks about; all of them when it clears."""
    found = dict.fromkeys(SEALED, "") if whole or patch is None else {}
    for slot in SEALED if type(patch).__name__ == "DemographicsPatch" else ():
        value = getattr(patch, slot)
        if slot in ("id_card", "passport") and type(value).__name__ == "DocumentPatch":
            value = value.number
        if value is None or isinstance(value, str):
            found[slot] = plain_number(value or "")
    return found
