"""The dashboard: its figures are right, its statements few and constant, and dear counts are kept."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from contacts.directory import operations as door
from contacts.directory.figures import Share, made_between, shares
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.imports.models import Import
from contacts.record.parsing.parse import parse_patch
from contacts.staff.dashboard import keeping
from contacts.staff.dashboard.growth import by_month, by_week
from contacts.staff.dashboard.happenings import happenings
from tests.contacts.directory.making import create
from tests.factories import StaffFactory
from tests.pages import closely

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)  # a Tuesday


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure counts as cheap, however busy the machine is, and none is left from another test."""
    cache.clear()
    monkeypatch.setattr(keeping, "CHEAP_SECONDS", 3600.0)


def made_on(*days: dt.date) -> None:
    for day in days:
        contact = create(first_name=f"Ada {day}").record
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
        Contact.objects.filter(pk=contact.id).update(created_at=moment)


def test_growth_counts_each_contact_in_its_week_and_month() -> None:
    made_on(TODAY, dt.date(2026, 11, 23), dt.date(2026, 11, 22), dt.date(2026, 10, 31), dt.date(2025, 12, 1))
    made_on(dt.date(2025, 11, 30), dt.date(2026, 11, 30))
    weeks, months = by_week(TODAY), by_month(TODAY)
    assert (weeks.now, weeks.before, len(weeks.points)) == (2, 1, 26)
    assert weeks.points[-1].label == "Week of 23 Nov"
    assert (months.now, months.before, len(months.points)) == (4, 1, 12)
    assert (months.points[0].label, months.points[0].value) == ("Dec 2025", 1)


def test_every_contact_is_in_one_share() -> None:
    create(first_name="Ada", life_cycle_state="FINANCIAL")
    create(kind="company", company_name="A", life_cycle_state="MARKETING")
    create(kind="company", company_name="B", life_cycle_state="MARKETING")
    assert sorted(shares(), key=lambda share: share.kind) == [
        Share("company", "MARKETING", False, 2),
        Share("person", "FINANCIAL", False, 1),
    ]
    assert made_between([]) == []


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_page_takes_the_same_statements_whatever_there_is(
    client: Client, boss: User, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        create(first_name=f"Ada {number}")
    Import.objects.create(name="people.csv", state="running", total=10, read=3)
    client.force_login(boss)
    client.get("/staff/")
    # Who is asking, imports, registrations, what was given up and is to be decided, growth, shares, the latest changes.
    with django_assert_num_queries(9):
        page = closely(client.get("/staff/").content.decode())
    assert "people.csv" in page
    assert "3 of 10 rows" in page


def test_one_act_on_many_is_one_line_and_desk_edits_stand_alone() -> None:
    for number in range(5):
        create(first_name=f"Ada {number}")
    assert [(line.verb, line.whom, line.url) for line in happenings()] == [("created", "5 contacts", "")]
    actor = Actor(kind="staff", label="demo", door="desk")
    eve = door.create(patch=parse_patch({"first_name": "Eve"}), actor=actor).record
    door.update(contact=eve.id, patch=parse_patch({"last_name": "King", "notes": "x"}), actor=actor)
    update, creation, _ = happenings()
    assert (creation.who, creation.verb, creation.url) == ("demo", "created", f"/staff/contacts/{eve.id}/")
    assert (update.whom, update.door, update.ago) == ("Eve King", "desk", "just now")
    assert {"last name", "notes"} <= set(update.detail.split(", "))


def test_dear_figures_are_kept_and_cheap_ones_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter(range(10))
    assert [keeping.kept("cheap", lambda: next(counts))[0] for _ in range(2)] == [0, 1]
    monkeypatch.setattr(keeping, "CHEAP_SECONDS", -1.0)
    monkeypatch.setattr(keeping, "SHARE", 1_000_000_000)
    assert [keeping.kept("dear", lambda: next(counts))[0] for _ in range(2)] == [2, 2]


def test_while_one_counts_others_read_the_last_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "CHEAP_SECONDS", -1.0)
    monkeypatch.setattr(keeping, "SHARE", 0)
    keeping.kept("dear", lambda: 1)
    assert keeping.kept("dear", lambda: keeping.kept("dear", lambda: 3)[0])[0] == 1


def test_who_may_not_see_contacts_sees_no_figure(client: Client) -> None:
    create(first_name="Ada")
    client.force_login(StaffFactory(username="clerk"))
    page = client.get("/staff/").content.decode()
    assert "Ada" not in page
    assert "New this week" not in page
