"""Staff see what a contact agrees to with its proof, record an answer, and publish what people are shown."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.consents import operations
from contacts.consents.models import ConsentEvent, Wording
from contacts.directory import operations as door
from tests.contacts.consents.answers import STAFF, lines, make, record_of, say
from tests.contacts.staff.people.conftest import staff
from tests.factories import StaffFactory
from tests.pages import closely

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def publish(text: str = "May we write to you?", purpose: str = "marketing") -> Wording:
    return operations.publish(purpose=purpose, text=text, actor=STAFF)


def page(client: Client, contact: int, tab: str = "consents") -> str:
    answer = client.get(f"/staff/contacts/{contact}/?tab={tab}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tab_shows_what_holds_and_how_it_came_about(staff: Client) -> None:
    ada = make({"marketing": {"EMAIL": "ACCEPTED"}})
    event = say(ada, "REJECTED", wording=publish().pk, basis="consent", comment="on <the> phone", ip="203.0.113.7")
    html = page(staff, ada)
    for words in (
        "Grace</strong> recorded Marketing by email", "Marketing v1", "May we write to you?", "Consent</dd>",
        "on &lt;the&gt; phone", "kept, sealed", f"No. 2 <code title=\"{event.hash}\">{event.hash[:12]}",
        "Nothing may be sent.", "May be sent by every channel.",
    ):  # fmt: skip
        assert words in html, words
    assert "203.0.113.7" not in html
    assert "Consents<small>1</small>" in page(staff, ada, "timeline")


def test_an_empty_tab_teaches(staff: Client) -> None:
    assert "press a channel above to record one yourself" in closely(page(staff, make()))


def test_an_answer_is_recorded_where_it_stands(staff: Client) -> None:
    ada, wording = make(), publish()
    publish("Terms", purpose="service")
    url = f"/staff/contacts/{ada}/consents/marketing/EMAIL/"
    form = staff.get(url, headers=HTMX).content.decode()
    assert "Marketing v1" in form
    assert "Service v1" not in form
    body = {"state": "ACCEPTED", "wording": wording.pk, "basis": "consent", "comment": "at the fair"}
    saved = staff.post(url, body, headers=HTMX)
    assert (saved.status_code, saved["HX-Retarget"]) == (200, "#consents")
    assert "No. 1" in saved.content.decode()
    event = ConsentEvent.objects.get()
    assert (event.wording, event.basis, event.comment, event.door, event.actor_label) == (
        wording, "consent", "at the fair", "desk", "ada",
    )  # fmt: skip
    assert record_of(ada).consents == {"marketing": {"EMAIL": "ACCEPTED"}}
    for wrong in (
        {"state": "MAYBE"},
        {"state": "REJECTED", "comment": "a\x00b"},
        {"state": "REJECTED", "wording": "9"},
    ):
        assert staff.post(url, wrong, headers=HTMX).status_code == 422
    assert lines(ada) == ["1 marketing.EMAIL ->ACCEPTED desk"]
    for place in ("gossip/EMAIL", "marketing/FAX"):
        assert staff.get(f"/staff/contacts/{ada}/consents/{place}/").status_code == 404


def test_who_may_only_look_records_nothing(client: Client) -> None:
    user = StaffFactory(username="bob", permissions=["view_contact"])
    client.force_login(user)
    ada = make({"marketing": {"EMAIL": "ACCEPTED"}})
    html = page(client, ada)
    assert "Accepted" in html
    assert 'hx-get="/staff/contacts/' not in html.partition('id="consents"')[2]
    url = f"/staff/contacts/{ada}/consents/marketing/EMAIL/"
    assert client.post(url, {"state": "REJECTED"}).status_code == 403
    assert client.get("/staff/consents/").status_code == 403
    assert client.get("/staff/wordings/").status_code == 403


def test_an_archived_contact_is_not_changed(staff: Client) -> None:
    ada = make()
    door.archive(contact=ada, actor=STAFF)
    assert staff.post(f"/staff/contacts/{ada}/consents/marketing/EMAIL/", {"state": "REJECTED"}).status_code == 403


@pytest.mark.parametrize("older", ["", "&before=2", "&before=x", "&before=99999999999"])
def test_older_answers_are_a_page_further(staff: Client, older: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.staff.consents.tab.SHOWN", 2)
    ada = make()
    for state in ("ACCEPTED", "REJECTED", "PENDING"):
        say(ada, state)
    html = page(staff, ada, f"consents{older}")
    assert [f"No. {n} " in html for n in (3, 2, 1)] == (
        [False, False, True] if older == "&before=2" else [True, True, False]
    )
    assert ("Older answers" in html) is (older != "&before=2")


def test_the_log_of_all_contacts_is_narrowed(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make(), make(first_name="Bob")
    say(ada, "ACCEPTED", wording=publish().pk)
    say(bob, "REJECTED")
    say(bob, "REJECTED", "service", "SMS")

    def told(query: str) -> list[str]:
        html = staff.get(f"/staff/consents/{query}").content.decode()
        return [part.partition("</a>")[0].partition(">")[2] for part in html.split('class="rowname"')[1:]]

    assert told("") == ["Bob King", "Bob King", "Ada King"]
    assert told("?purpose=marketing") == ["Bob King", "Ada King"]
    assert told("?state=REJECTED") == ["Bob King", "Bob King"]
    assert told("?purpose=marketing&state=REJECTED") == ["Bob King"]
    assert told("?purpose=third_party&state=PENDING") == []
    assert len(told("?purpose=gossip&state=x&before=y")) == 3
    monkeypatch.setattr("contacts.staff.consents.views.SHOWN", 2)
    assert told("") == ["Bob King", "Bob King"]
    assert told(f"?before={ConsentEvent.objects.order_by('-id')[1].pk}") == ["Ada King"]


@pytest.mark.parametrize("query", ["", "?purpose=marketing", "?state=REJECTED"])
def test_statements_do_not_grow_with_answers(staff: Client, query: str) -> None:
    wording = publish().pk
    taken = []
    staff.get("/staff/consents/")  # what is read once in a session
    for size in (1, 3):
        for _ in range(size):
            say(make(), "REJECTED", wording=wording)
        with CaptureQueriesContext(connection) as asked:
            staff.get(f"/staff/consents/{query}")
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 12


def test_the_tab_takes_as_many_statements_for_one_as_for_three(staff: Client) -> None:
    ada, taken = make(), []
    page(staff, ada)  # what is read once in a session
    for states in (["ACCEPTED"], ["REJECTED", "ACCEPTED"]):
        for state in states:
            say(ada, state, wording=publish(str(state)).pk)
        with CaptureQueriesContext(connection) as asked:
            page(staff, ada)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 20


def test_a_wording_is_published_and_another_text_is_the_next_version(staff: Client) -> None:
    body: dict[str, Any] = {"purpose": "marketing", "language": "", "text": "May we?"}
    assert staff.post("/staff/wordings/new/", body).status_code == 302
    one = Wording.objects.get()
    assert staff.post(f"/staff/wordings/{one.pk}/", {"text": "Might we?"}).status_code == 302
    assert staff.post(f"/staff/wordings/{one.pk}/", {"text": ""}).status_code == 422
    assert [(str(row), row.text) for row in Wording.objects.order_by("version")] == [
        ("Marketing v1", "May we?"), ("Marketing v2", "Might we?"),
    ]  # fmt: skip
    assert "Might we?" in (listed := staff.get("/staff/wordings/").content.decode())
    assert "May we?" not in listed
    assert "May we?" in staff.get("/staff/wordings/?tab=all").content.decode()
    assert staff.post("/staff/wordings/remove/", {"id": one.pk}).status_code == 403
