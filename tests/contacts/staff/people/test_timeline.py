"""The timeline: changes and happenings as one story, page by page, with nothing left out and nothing told twice."""

import random
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.history import journal
from contacts.history.kinds import KINDS
from contacts.record.parsing.parse import parse_patch
from contacts.staff.people.one import timeline
from tests.contacts.staff.people.conftest import COMMAND, make


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(KINDS, "test.waved", "waved {number}")
    return "test.waved"


def told(client: Client, contact: int, query: str = "") -> tuple[list[str], str]:
    """What the events of a page say, and the address of older ones."""
    page = client.get(f"/staff/contacts/{contact}/{query}").content.decode()
    said = re.findall(r"waved \d+|<ins>Step \d+</ins>|created the contact", page)
    older = re.search(r'href="(\?tab=timeline&amp;before=[^"]+)"', page)
    return [re.sub("<[^>]+>", "", one) for one in said], older[1].replace("&amp;", "&") if older else ""


def test_every_page_goes_on_where_the_last_one_ended(staff: Client, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "SHOWN", 4)
    contact = make(first_name="Ada")
    dice, expected = random.Random(5), ["created the contact"]
    for number in range(15):
        if dice.random() < 0.5:
            journal.note(contact=contact, kind=kind, actor=COMMAND, about={"number": number})
            expected.append(f"waved {number}")
        else:
            door.update(contact=contact, patch=parse_patch({"status": f"Step {number}"}), actor=COMMAND)
            expected.append(f"Step {number}")
    found, query = [], "?tab=timeline"
    while query:
        said, query = told(staff, contact, query)
        assert len(said) <= 4
        found += said
    assert found == expected[::-1]


def test_happenings_cost_one_statement_however_many_there_are(staff: Client, kind: str) -> None:
    contact, counts = make(first_name="Ada"), []
    for number in range(3):
        journal.note(contact=contact, kind=kind, actor=COMMAND, about={"number": number})
        with CaptureQueriesContext(
            connection,
        ) as seen:
            told(staff, contact)
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
