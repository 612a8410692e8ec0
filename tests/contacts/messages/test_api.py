"""Programs queue messages, read what became of them, and mark them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from contacts.background.models import Job
from contacts.messages import operations
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication
from tests.contacts.api.conftest import Program, api, caches_last, program_with
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.post_office import PostOffice
from tests.contacts.staff.people.conftest import make

__all__ = ["api", "caches_last", "program_with"]
pytestmark = pytest.mark.django_db
LETTER = {"channel": "EMAIL", "subject": "Hello", "content": "How are you?"}


def test_a_message_is_queued_sent_and_read(api: Program, bob: int, smtp: PostOffice) -> None:
    answer = api.post(f"contacts/{bob}/communications", LETTER)
    told = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver/api/v1/communications/{told['id']}")
    assert told == {
        "id": told["id"], "uuid": told["uuid"], "contact": bob, "channel": "EMAIL", "purpose": "service",
        "state": "PENDING", "reason": "", "sender": "", "recipient": "", "language": "ELL", "name": "",
        "subject": "Hello", "content": "How are you?", "html": "", "title": "", "subtitle": "", "image": "", "link": "",
        "template": "", "attachments": [], "is_viewed": False, "is_archived": False, "created_at": told["created_at"],
        "due_at": told["created_at"], "posted_at": None, "viewed_at": None, "archived_at": None, "clicked_at": None,
        "actor": {"kind": "api_key", "id": told["actor"]["id"], "label": "Shop"},
    }  # fmt: skip
    deliver(told["id"])
    read = api.get(f"communications/{told['uuid']}").json()
    assert (read["state"], read["recipient"], read["sender"]) == ("COMPLETED", "bob@example.org", "crm@127.0.0.1")
    assert smtp.taken[0]["Auto-Submitted"] == "auto-generated"
    assert api.get(f"communications/{told['id']}").json() == read


def test_a_repeated_request_queues_once(api: Program, bob: int) -> None:
    for _ in range(2):
        assert api.post(f"contacts/{bob}/communications", LETTER, Idempotency_Key="one").status_code == 201
    assert (Communication.objects.count(), Job.objects.count()) == (1, 1)


def test_marks_filters_and_pages(api: Program, bob: int) -> None:
    path = f"contacts/{bob}/communications"
    ids = [api.post(path, {"channel": "INAPP", "title": f"News {n}"}).json()["id"] for n in range(3)]
    api.post(path, LETTER)
    marked = api.patch(f"communications/{ids[0]}", {"viewed": True}).json()
    assert (marked["is_viewed"], marked["viewed_at"] is not None, marked["is_archived"]) == (True, True, False)
    api.patch(f"communications/{ids[1]}", {"archived": True})

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"{path}?{query}").json()["results"]]

    assert found("channel=INAPP") == ids[::-1]
    assert found("viewed=true") == ids[:1]
    assert found("channel=INAPP&archived=false&viewed=false") == ids[2:]
    page = api.get(f"{path}?channel=INAPP&limit=2&count=true").json()
    assert ([row["id"] for row in page["results"]], page["count"]) == ([ids[2], ids[1]], 3)
    rest = api.client.get(page["next"], headers={"Authorization": f"Bearer {api.key}"}).json()
    assert ([row["id"] for row in rest["results"]], rest["next"]) == (ids[:1], None)


def test_a_waiting_message_can_be_taken_back(api: Program, bob: int, smtp: PostOffice) -> None:
    id_ = api.post(f"contacts/{bob}/communications", LETTER).json()["id"]
    assert api.delete(f"communications/{id_}").status_code == 204
    assert api.get(f"communications/{id_}").json()["reason"] == "Cancelled by Shop."
    assert api.delete(f"communications/{id_}").status_code == 409


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"channel": "PIGEON"}, "channel"), ({**LETTER, "purpose": "security"}, "purpose"),
        ({**LETTER, "sealed": "x"}, "sealed"), ({**LETTER, "state": "COMPLETED"}, "state"),
        ({"channel": "EMAIL"}, "content"), ({**LETTER, "subject": "a\r\nBcc: x"}, "subject"),
        ({**LETTER, "attachments": [99999]}, "attachments"), ({**LETTER, "to": "x"}, "to"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_queued(
    api: Program, bob: int, body: dict[str, Any], path: str
) -> None:
    answer = api.post(f"contacts/{bob}/communications", body)
    assert (answer.status_code, [fault["path"] for fault in answer.json()["errors"]]) == (400, [path])
    assert not Communication.objects.exists()


def test_scopes_are_needed_and_unknown_ids_are_not_found(
    program_with: Callable[..., Program], api: Program, bob: int
) -> None:
    reader, other = program_with("messages:read"), program_with("contacts:read", "contacts:write")
    path = f"contacts/{bob}/communications"
    assert [reader.get(path).status_code, reader.post(path, LETTER).status_code] == [200, 403]
    assert [other.get(path).status_code, other.post(path, LETTER).status_code] == [403, 403]
    unknown = ("communications/0", "communications/x", "contacts/999999/communications")
    assert [api.get(one).status_code for one in unknown] == [404, 404, 404]
    assert api.post("contacts/999999/communications", LETTER).status_code == 404


def test_a_code_is_dots_to_programs(api: Program, bob: int) -> None:
    row = operations.send(
        contact=bob, channel="EMAIL", template="access.code", values={"minutes": "5"}, secrets={"code": "739105"},
        actor=STAFF,
    )  # fmt: skip
    told = api.get(f"communications/{row.pk}").content.decode()
    assert "739105" not in told
    assert "sealed" not in told


def test_statements_do_not_grow_with_rows(api: Program, queries: Any) -> None:
    counts = []
    api.get("contacts?limit=1")  # the key is known from here on
    for rows in (1, 3):
        contact = make(first_name="Bob")
        for _ in range(rows):
            operations.send(contact=contact, channel="INAPP", title="News", actor=STAFF)
        with queries(connection) as sent:
            assert len(api.get(f"contacts/{contact}/communications").json()["results"]) == rows
        counts.append(len(sent))
    assert counts == [2, 2]
