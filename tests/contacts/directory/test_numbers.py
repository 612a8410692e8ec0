"""Identity numbers in full: who read whose is in the log, what was read is not."""

from typing import Any

import pytest

from contacts.directory.storing import numbers
from contacts.history.actor import SYSTEM
from tests.contacts.directory.making import create

pytestmark = pytest.mark.django_db


def test_everybody_whose_numbers_were_revealed_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Off: log the first of the contacts only, and how many there were."""
    secret = "CANARY779"
    ids = [create(first_name="Ada", demographics={"id_card": {"number": secret}}).record.id for _ in range(3)]
    nobody = create(first_name="Eda").record.id
    assert numbers.reveal_all(contacts=[*ids, nobody], actor=SYSTEM) == {id_: {"id_card": secret} for id_ in ids}
    lines: list[Any] = [record.msg for record in caplog.records if record.name == "crm.numbers"]
    assert [(line["event"], line["actor"], line["contacts"]) for line in lines] == [("numbers revealed", "system", ids)]
    assert secret not in caplog.text
