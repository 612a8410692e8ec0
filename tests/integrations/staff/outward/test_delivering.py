"""Deliveries at the desk, and the tab that says what other systems have of a contact."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from contacts.staff.people.one import timeline
from integrations.connections.models import ExternalId
from integrations.outbox.models import Delivery
from integrations.staff import paging
from tests.contacts.staff.people.conftest import make
from tests.integrations.staff.outward.scenes import busy, conflict, connected, delivered, linked, rename, webhook

pytestmark = pytest.mark.django_db
Reads = Callable[..., str]


def test_the_list_is_narrowed_by_connection_state_and_contact(read: Reads) -> None:
    line = busy()
    other, grace = connected("Other"), Delivery.objects.get(state="dead").contact_id
    assert grace
    delivered(other, grace)
    found = {
        words: read("deliveries/", **query).count("<tr data-row>")
        for words, query in {
            "all": {}, "connection": {"connection": line.pk}, "state": {"state": "dead"}, "contact": {"contact": grace},
            "both": {"connection": other.pk, "state": "dead"}, "nonsense": {"state": "__in", "contact": "x"},
        }.items()
    }  # fmt: skip
    assert found == {"all": 3, "connection": 2, "state": 1, "contact": 2, "both": 0, "nonsense": 3}


def test_the_list_is_paged(read: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SHOWN", 2)
    line = connected()
    for n in range(3):
        delivered(line, make(first_name=f"Ada {n}"))
    following = re.search(r'href="\?(before=\d+)" rel="next"', read("deliveries/"))
    assert following
    assert "1 delivery;" in read(f"deliveries/?{following[1]}")


def test_a_dead_letter_says_why_and_is_sent_again(staff: Client, read: Reads) -> None:
    busy()
    row = Delivery.objects.get(state="dead")
    page = read(f"deliveries/{row.pk}/")
    for words in ("country_id is not one of its countries", "Given up", "422", "Grace Hopper"):
        assert words in page
    answer = staff.post(f"/staff/deliveries/{row.pk}/replay/", follow=True).content.decode()
    row.refresh_from_db()
    assert ("It is sent again." in answer, row.state, row.attempts) == (True, "waiting", 0)
    answer = unescape(staff.post(f"/staff/deliveries/{row.pk}/discard/", follow=True).content.decode())
    row.refresh_from_db()
    assert ("It is let go." in answer, row.state) == (True, "skipped")


def test_what_is_under_way_cannot_be_let_go(staff: Client) -> None:
    line = connected()
    row = delivered(line, make(first_name="Ada"), "sending")
    answer = staff.post(f"/staff/deliveries/{row.pk}/discard/", follow=True).content.decode()
    assert "It is being sent, or was done." in answer


def states(page: str) -> dict[str, str]:
    """What the tab says of each connection."""
    tab = page.partition('id="elsewhere-title"')[2]
    return {
        name: state
        for state, name in re.findall(r'class="pill \w+">([^<]+)</span><div class="place"><a [^>]+>([^<]+)', tab)
    }


def test_the_tab_says_how_each_system_stands(read: Reads) -> None:
    contact = make(first_name="Ada", last_name="King")
    lines = {name: connected(name) for name in ("In step", "Behind", "Waiting", "Given up", "Asked", "Gone", "Never")}
    webhook()
    Delivery.objects.all().delete()
    rename(contact, job_title="Buyer")
    Delivery.objects.all().delete()
    for name in ("In step", "Waiting", "Given up", "Asked"):
        linked(lines[name], contact, "1", revision=2)
    linked(lines["Behind"], contact, "1", revision=1)
    linked(lines["Gone"], contact, "1")
    ExternalId.objects.filter(connection=lines["Gone"]).update(gone_at="2026-01-01T00:00Z")
    delivered(lines["In step"], contact, "dead")
    delivered(lines["In step"], contact)
    delivered(lines["Waiting"], contact, "waiting")
    delivered(lines["Given up"], contact, "dead", "The other side refused it.")
    conflict(lines["Asked"], contact)
    page = read(f"contacts/{contact}/", tab="elsewhere")
    assert states(page) == {
        "In step": "In step", "Behind": "Behind", "Waiting": "Waiting", "Given up": "Given up",
        "Asked": "To be decided", "Gone": "Deleted there", "Never": "Not there",
    }  # fmt: skip
    assert "The other side refused it." in page
    assert "Elsewhere<small>5</small>" in page


def test_a_contact_is_sent_at_once(staff: Client, read: Reads) -> None:
    line, fetching, (hook, _) = connected(), connected("Fetches", direction="pull"), webhook()
    contact = make(first_name="Ada")
    Delivery.objects.all().delete()
    assert read(f"contacts/{contact}/", tab="elsewhere").count("Send now") == 1
    answer = staff.post(f"/staff/contacts/{contact}/elsewhere/{line.pk}/send/", follow=True).content.decode()
    assert "It is sent to Head office now." in answer
    assert list(Delivery.objects.values_list("connection", "contact", "state")) == [(line.pk, contact, "waiting")]
    for pk in (fetching.pk, hook.pk, 99):
        assert staff.post(f"/staff/contacts/{contact}/elsewhere/{pk}/send/").status_code == 404
    assert staff.post(f"/staff/contacts/99/elsewhere/{line.pk}/send/").status_code == 404


def test_the_tab_teaches_when_nothing_is_connected(read: Reads) -> None:
    assert "Where else this contact is kept stands here" in read(f"contacts/{make(first_name='Ada')}/", tab="elsewhere")


def test_values_older_than_the_entries_that_are_shown_say_where_they_came_from(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(timeline, "SHOWN", 2)
    contact = make(first_name="Ada", emails=[{"email": "ada@example.org"}])
    rename(contact, job_title="Buyer")
    for n in range(4):
        rename(contact, status=f"Step {n}")
    context = staff.get(f"/staff/contacts/{contact}/").context
    sources = {fact.label: fact.source.split(" · ")[0] for fact in context["facts"]}
    assert [sources[label] for label in ("Status", "Job title", "First name")] == ["System", "System", "tests"]
    (email,) = context["groups"][0].parts
    assert email.source.startswith("tests · ")
