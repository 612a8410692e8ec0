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
from contacts.lookups.models import CustomField, CustomFieldGroup
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


def test_archiving_is_told_once(staff: Client) -> None:
    contact = make(first_name="Ada")
    staff.post(f"/staff/contacts/{contact}/archive/")
    staff.post(f"/staff/contacts/{contact}/bring-back/")
    timeline = staff.get(f"/staff/contacts/{contact}/").content.decode().partition('<ol class="timeline">')[2]
    said = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", timeline.partition("</ol>")[0]))
    assert [verb for verb in ("archived ·", "restored ·") if verb in said] == ["archived ·", "restored ·"]
    assert "Is archived" not in said


def test_custom_fields_are_called_and_written_as_staff_know_them(staff: Client) -> None:
    """Off: leave ``own`` out of ``events``."""
    group = CustomFieldGroup.objects.create(alias="care", name="Care")
    for alias, type_ in (("called", "datetime"), ("joined", "date"), ("gone", "text")):
        CustomField.objects.create(group=group, alias=alias, label=f"Last {alias}", type=type_)
    values = {"called": "2026-11-02T09:30:00Z", "joined": "2011-02-11", "gone": "x"}
    contact = make(first_name="Ada")
    door.update(contact=contact, patch=parse_patch({"custom": {"care": values}}), actor=COMMAND)
    door.update(contact=contact, patch=parse_patch({"custom": {"care": {"gone": None}}}), actor=COMMAND)
    CustomField.objects.get(alias="gone").delete()
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", staff.get(f"/staff/contacts/{contact}/").content.decode()))
    for line in ("Last called empty → became 2 November 2026, 09:30", "Last joined empty → became 11 February 2011"):
        assert line in text
    assert "Care, Gone empty → became x" in text  # it is no more, but the journal still tells of it
    restored = staff.post(f"/staff/contacts/{contact}/restore/1/?path=custom.care.called", follow=True)
    assert "Last called restored." in restored.content.decode()


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
