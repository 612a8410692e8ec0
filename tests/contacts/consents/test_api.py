"""Programs record answers, read the log, and publish what people are shown."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.api.consent_shapes import LegalBasis
from contacts.consents import queries
from contacts.consents.models import Basis, ConsentEvent
from contacts.record.choices import members
from tests.contacts.api.conftest import Program, api, caches_last, program_with
from tests.contacts.consents.answers import make, say

__all__ = ["api", "caches_last", "program_with"]
pytestmark = pytest.mark.django_db


def test_an_answer_is_recorded_with_its_proof(api: Program) -> None:
    wording = api.post("wordings", {"purpose": "marketing", "language": "ENG", "text": "May we?"}).json()
    ada = make()
    body = {
        "purpose": "marketing", "channel": "EMAIL", "state": "ACCEPTED", "wording": wording["id"], "basis": "consent",
        "comment": "checkout", "ip": "203.0.113.7",
    }  # fmt: skip
    answer = api.post(f"contacts/{ada}/consents", body)
    event = ConsentEvent.objects.get()
    assert (answer.status_code, answer["ETag"]) == (201, '"2"')
    assert answer.json() == {
        "number": 1, "purpose": "marketing", "channel": "EMAIL", "state": "ACCEPTED", "previous": "",
        "wording": wording, "basis": "consent", "comment": "checkout", "at": answer.json()["at"],
        "actor": {"kind": "api_key", "id": event.actor_id, "label": "Shop"}, "door": "api", "door_detail": "",
        "hash": event.hash,
    }  # fmt: skip
    assert queries.address_of(event) == "203.0.113.7"
    listed = api.get(f"contacts/{ada}/consents?count=true").json()
    assert listed == {
        "results": [answer.json()], "next": None, "count": 1, "current": {"marketing": {"EMAIL": "ACCEPTED"}},
    }  # fmt: skip


def test_the_log_is_read_in_pages_newest_first(api: Program) -> None:
    ada = make()
    for state in ("ACCEPTED", "REJECTED", "PENDING"):
        say(ada, state)
    path, seen = f"contacts/{ada}/consents?limit=2", []
    while path:
        page = api.get(path).json()
        seen += [(event["number"], event["state"]) for event in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver/api/v1/")
    assert seen == [(3, "PENDING"), (2, "REJECTED"), (1, "ACCEPTED")]


def test_statements_do_not_grow_with_events(api: Program) -> None:
    ada = make()
    taken = []
    for states in (["ACCEPTED"], ["REJECTED", "ACCEPTED"]):
        for state in states:
            say(ada, state)
        with CaptureQueriesContext(connection) as asked:
            api.get(f"contacts/{ada}/consents")
        taken.append(len(asked))
    assert taken[1] <= taken[0]


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"purpose": "gossip"}, "purpose"), ({"channel": "FAX"}, "channel"), ({"state": "YES"}, "state"),
    ({"wording": 404}, "wording"), ({"basis": "whim"}, "basis"), ({"ip": "home"}, "ip"), ({"who": "me"}, "who"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "path"), FAULTS)
def test_what_does_not_fit_is_named(api: Program, wrong: dict[str, Any], path: str) -> None:
    body = {"purpose": "marketing", "channel": "EMAIL", "state": "ACCEPTED", **wrong}
    answer = api.post(f"contacts/{make()}/consents", body)
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (400, [path])


def test_who_is_not_there_or_has_changed_is_told(api: Program) -> None:
    body = {"purpose": "marketing", "channel": "EMAIL", "state": "ACCEPTED"}
    assert api.post("contacts/404/consents", body).status_code == 404
    assert api.get("contacts/404/consents").status_code == 404
    assert api.post(f"contacts/{make()}/consents", body, If_Match='"9"').status_code == 412


def test_wordings_are_published_and_never_changed(api: Program) -> None:
    def publish(text: str, language: str = "") -> dict[str, Any]:
        answer = api.post("wordings", {"purpose": "service", "text": text, "language": language})
        assert answer.status_code == 201
        return dict(answer.json())

    one, two, german = publish("Terms"), publish("New terms"), publish("Bedingungen", "DEU")
    assert [one["version"], two["version"], german["version"]] == [1, 2, 1]
    assert api.get("wordings").json()["results"] == [one, two, german]
    assert api.get("wordings?current=true").json()["results"] == [two, german]
    assert api.get("wordings?language=DEU&purpose=service").json()["results"] == [german]
    assert api.get(f"wordings/{one['id']}").json() == one
    first = api.get("wordings?limit=2").json()
    assert api.get(first["next"].removeprefix("http://testserver/api/v1/")).json()["results"] == [german]
    assert api.get("wordings/404").status_code == 404
    for method in ("PUT", "PATCH", "DELETE"):
        assert api.call(method, f"wordings/{one['id']}", {}).status_code == 405
    assert api.post("wordings", {"purpose": "service", "text": " "}).json()["errors"][0]["path"] == "text"


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("history:read", "GET", "contacts/1/consents"), ("contacts:write", "POST", "contacts/1/consents"),
        ("contacts:read", "GET", "wordings"), ("lookups:write", "POST", "wordings"),
    ],
)  # fmt: skip
def test_each_needs_its_scope(program_with: Any, scope: str, method: str, path: str) -> None:
    others = {"contacts:read", "contacts:write", "history:read", "lookups:write"} - {scope}
    assert program_with(*others).call(method, path, {}).status_code == 403
    assert program_with(scope).call(method, path, {}).status_code != 403


def test_the_bases_are_those_of_the_room() -> None:
    assert members(LegalBasis) == ("", *Basis.values)
