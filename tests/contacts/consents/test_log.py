"""Every answer is logged with how it came about, by whichever door, and never changed afterwards."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.consents import operations, queries
from contacts.consents.log.evidence import evidence
from contacts.consents.log.proving import verify_chain
from contacts.consents.models import ConsentErasure, ConsentEvent, Wording
from contacts.directory import operations as door
from contacts.directory.commands import Create, NotFound, Refused, Saved, Stale, Update
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import parse_patch
from tests.contacts.consents.answers import IMPORT, SELF, STAFF, SYNC, lines, make, record_of, say

pytestmark = pytest.mark.django_db


def test_every_door_is_logged() -> None:
    ada = make({"marketing": {"EMAIL": "ACCEPTED", "SMS": "PENDING"}}, actor=IMPORT)
    door.update(contact=ada, patch=parse_patch({"consents": {"marketing": {"SMS": "REJECTED"}}}), actor=SELF)
    door.update(contact=ada, patch=parse_patch({"first_name": "Augusta"}), actor=STAFF)
    door.restore(contact=ada, to=1, actor=STAFF)
    door.update(contact=ada, patch=parse_patch({"consents": None}), actor=STAFF)
    assert lines(ada) == [
        "1 marketing.EMAIL ->ACCEPTED import", "2 marketing.SMS ->PENDING import",
        "3 marketing.SMS PENDING>REJECTED portal", "4 marketing.SMS REJECTED>PENDING desk",
        "5 marketing.EMAIL ACCEPTED>- desk", "6 marketing.SMS PENDING>- desk",
    ]  # fmt: skip
    assert list(verify_chain()) == []


def test_an_answer_carries_its_evidence() -> None:
    ada = make()
    wording = operations.publish(purpose="marketing", language="ENG", text="May we write to you?", actor=STAFF)
    said = say(
        ada, "ACCEPTED", actor=SELF, wording=wording.pk, basis="consent", comment=" At the  fair ", ip="203.0.113.7"
    )
    event = ConsentEvent.objects.get()
    assert event == said
    assert "203.0.113.7" not in event.ip
    assert queries.address_of(event) == "203.0.113.7"
    told = {name: getattr(event, name) for name in (
        "contact_id", "number", "purpose", "channel", "state", "previous", "wording_id", "basis", "comment", "door",
        "actor_kind", "actor_id", "actor_label", "revision",
    )}  # fmt: skip
    assert told == {
        "contact_id": ada, "number": 1, "purpose": "marketing", "channel": "EMAIL", "state": "ACCEPTED",
        "previous": "", "wording_id": wording.pk, "basis": "consent", "comment": "At the fair", "door": "portal",
        "actor_kind": "contact", "actor_id": 1, "actor_label": "Ada King", "revision": 2,
    }  # fmt: skip
    assert record_of(ada).consents == {"marketing": {"EMAIL": "ACCEPTED"}}


def test_agreeing_anew_is_logged_when_something_else_was_shown() -> None:
    ada = make()
    one, two = (operations.publish(purpose="marketing", text=text, actor=STAFF).pk for text in ("One?", "Two?"))
    say(ada, "ACCEPTED", wording=one)
    assert say(ada, "ACCEPTED", wording=one).number == 1
    assert say(ada, "ACCEPTED").number == 1
    assert say(ada, "ACCEPTED", wording=two).number == 2
    assert record_of(ada).revision == 2
    assert list(verify_chain([ada])) == []


def test_evidence_goes_with_a_contact_that_registers() -> None:
    wording = operations.publish(purpose="service", text="Terms", actor=STAFF)
    with evidence(operations.made(purpose="service", wording=wording.pk, ip="2001:db8::1")):
        ada = make({"service": {"ANY": "ACCEPTED"}}, actor=SELF)
    make({"service": {"ANY": "ACCEPTED"}})
    assert [event.wording for event in ConsentEvent.objects.order_by("id")] == [wording, None]
    assert queries.address_of(queries.history(ada)[0]) == "2001:db8::1"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"purpose": "gossip"}, "purpose"), ({"channel": "FAX"}, "channel"), ({"state": "MAYBE"}, "state"),
        ({"basis": "whim"}, "basis"), ({"comment": "x" * 501}, "comment"), ({"comment": "a\x00b"}, "comment"),
        ({"wording": 404}, "wording"), ({"ip": "home"}, "ip"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_stored(asked: dict[str, Any], path: str) -> None:
    ada = make()
    with pytest.raises(Invalid) as refused:
        say(ada, **{"state": "ACCEPTED", **asked})
    assert [error.path for error in refused.value.errors] == [path]
    assert lines(ada) == []


def test_a_wording_of_another_purpose_proves_nothing() -> None:
    terms = operations.publish(purpose="service", text="Terms", actor=STAFF)
    with pytest.raises(Invalid, match="no wording"):
        say(make(), "ACCEPTED", wording=terms.pk)


def test_the_door_answers_as_always() -> None:
    with pytest.raises(NotFound):
        say(404, "ACCEPTED")
    ada = make()
    with pytest.raises(Stale):
        say(ada, "ACCEPTED", revision=9)


def test_statements_do_not_grow_with_contacts() -> None:
    taken = []
    for size in (1, 3):
        patches = [
            parse_patch({"last_name": f"K{n}", "consents": {"marketing": {"EMAIL": "ACCEPTED"}}}) for n in range(size)
        ]
        with CaptureQueriesContext(connection) as creating:
            made = door.apply([Create(patch) for patch in patches], actor=STAFF)
        change = parse_patch({"consents": {"marketing": {"EMAIL": "REJECTED", "SMS": "REJECTED"}}})
        with CaptureQueriesContext(connection) as changing:
            door.apply([Update(one.record.id, change) for one in made if isinstance(one, Saved)], actor=STAFF)
        logs = [sum("contacts_consentevent" in q["sql"] for q in seen) for seen in (creating, changing)]
        taken.append((len(creating), len(changing), logs))
    assert taken[0] == taken[1]
    assert taken[0][2] == [1, 2]  # nothing is read for contacts that begin


# Import and sync never widen

WIDENING = [
    ({"marketing": {"EMAIL": "REJECTED"}}, {"marketing": {"EMAIL": "ACCEPTED"}}, ["consents.marketing.EMAIL"]),
    ({"marketing": {"EMAIL": "REJECTED"}}, {"marketing": {"EMAIL": "PENDING"}}, ["consents.marketing.EMAIL"]),
    ({"marketing": {"ANY": "REJECTED"}}, {"marketing": {"SMS": "ACCEPTED"}}, ["consents.marketing.SMS"]),
    ({"marketing": {"EMAIL": "REJECTED"}}, None, ["consents.marketing.EMAIL"]),
    ({"marketing": {"EMAIL": "REJECTED"}}, {"marketing": {"ANY": "ACCEPTED"}}, []),
    ({"marketing": {"EMAIL": "PENDING"}}, {"marketing": {"EMAIL": "ACCEPTED"}}, []),
    ({"marketing": {"EMAIL": "ACCEPTED"}}, {"marketing": {"EMAIL": "REJECTED"}}, []),
    ({"marketing": {"SMS": "REJECTED"}}, {"service": {"SMS": "ACCEPTED"}}, []),
    ({}, {"marketing": {"EMAIL": "ACCEPTED"}}, []),
]


@pytest.mark.parametrize(("before", "asked", "refused"), WIDENING)
def test_a_file_or_another_system_never_takes_a_rejection_back(before: Any, asked: Any, refused: list[str]) -> None:
    ada, bob = make(before), make()
    patch = parse_patch({"consents": asked, "notes": "new"})
    for actor in (IMPORT, SYNC):
        outcome, other = door.apply([Update(ada, patch), Update(bob, patch)], actor=actor)
        told = [error.path for error in outcome.errors] if isinstance(outcome, Refused) else []
        assert told == refused
        assert isinstance(other, Saved)  # one row's fault is its own
    if refused:
        assert record_of(ada).consents == before
        assert record_of(ada).notes == ""
    for actor in (STAFF, SELF):
        assert isinstance(door.apply([Update(ada, patch)], actor=actor)[0], Saved)


# Nothing is changed afterwards

CHANGES = {
    "an answer changed": "UPDATE contacts_consentevent SET state = 'ACCEPTED'",
    "an answer removed": "DELETE FROM contacts_consentevent",
    "a wording changed": "UPDATE contacts_wording SET text = 'Yes to all'",
    "a wording removed": "DELETE FROM contacts_wording",
    "an erasure changed": "UPDATE contacts_consenterasure SET links = '[]'",
    "an erasure removed": "DELETE FROM contacts_consenterasure",
}
REPLACED = """
    INSERT OR REPLACE INTO contacts_consentevent
      (id, number, purpose, channel, state, previous, basis, comment, ip, door, door_detail, actor_kind, actor_id,
       actor_label, request, at, revision, hash, contact_id, wording_id)
    SELECT id, number, purpose, channel, 'ACCEPTED', previous, basis, comment, ip, door, door_detail, actor_kind,
       actor_id, actor_label, request, at, revision, hash, contact_id, wording_id
    FROM contacts_consentevent
"""


@pytest.fixture
def logged() -> int:
    operations.publish(purpose="marketing", text="May we?", actor=STAFF)
    gone, ada = make({"service": {"ANY": "ACCEPTED"}}), make({"marketing": {"EMAIL": "REJECTED"}})
    operations.erase(contact=gone, actor=STAFF)
    return ada


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses(change: str, logged: int) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])


def test_sqlite_refuses_to_replace_a_row(logged: int, on_postgresql: bool) -> None:
    if on_postgresql:
        pytest.skip("it has no such statement: ON CONFLICT DO UPDATE is an update")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REPLACED)


def test_erasure_leaves_hashes_and_nothing_of_the_person() -> None:
    ada, bob = make({"marketing": {"EMAIL": "REJECTED"}}), make({"marketing": {"EMAIL": "ACCEPTED"}})
    say(ada, "ACCEPTED", comment="secret words")
    kept = [[event.number, event.at, event.hash] for event in ConsentEvent.objects.filter(contact=ada).order_by("id")]
    assert operations.erase(contact=ada, actor=STAFF) == 2
    assert (lines(ada), len(lines(bob))) == ([], 1)
    left = ConsentErasure.objects.get()
    assert [[n, dt.datetime.fromisoformat(at), h] for n, at, h in json.loads(left.links)] == kept
    assert "secret" not in left.links
    assert operations.erase(contact=404, actor=STAFF) == 0


# Wordings


def test_a_new_text_is_a_new_version() -> None:
    def publish(text: str, language: str = "") -> str:
        return str(operations.publish(purpose="marketing", text=text, language=language, actor=STAFF))

    assert publish("May we write?\nReally?") == "Marketing v1"
    assert publish("May we write?\nReally?") == "Marketing v1"
    assert publish("May we?") == "Marketing v2"
    assert publish("Dürfen wir?", "DEU") == "Marketing DEU v1"
    assert Wording.objects.count() == 3
    assert [str(queries.current_wording("marketing", of)) for of in ("", "DEU", "ELL")] == [
        "Marketing v2", "Marketing DEU v1", "Marketing v2",
    ]  # fmt: skip
    assert queries.current_wording("service") is None
    for values, path in (({"text": " "}, "text"), ({"purpose": "x"}, "purpose"), ({"language": "XX"}, "language")):
        with pytest.raises(Invalid) as refused:
            operations.publish(**{"purpose": "marketing", "text": "Hi", "actor": STAFF, **values})  # type: ignore[arg-type]
        assert [error.path for error in refused.value.errors] == [path]


@pytest.mark.django_db(transaction=True)
def test_answers_given_at_the_same_moment_make_one_chain() -> None:
    ada = make()

    def answer(n: int) -> int:
        try:
            return say(ada, ("ACCEPTED", "REJECTED")[n % 2], channel=("EMAIL", "SMS", "POST", "PHONE")[n]).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(answer, range(4))) == [1, 2, 3, 4]
    assert list(verify_chain()) == []
