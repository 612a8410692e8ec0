"""Connections, webhooks and deliveries as programs meet them."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.access.keys.scopes import SCOPES
from integrations.api.urls import OPERATIONS, urlpatterns
from integrations.connections.models import Connection
from tests.contacts.api.conftest import Program
from tests.integrations.outbox.making import contacts, push
from tests.integrations.webhook.listener import Listener, listening

pytestmark = pytest.mark.django_db
VENDOR = {
    "dialect": "administrate", "name": "Courses", "address": "https://courses.example.org", "direction": "both",
    "account": {"username": "us", "password": "hunter2-hunter2", "account_id": "7"},
}  # fmt: skip


@pytest.fixture
def listener() -> Generator[Listener]:
    with listening() as server:
        yield server


def test_a_webhook_lives_its_life(api: Program, listener: Listener) -> None:
    made = api.post("webhooks", {"address": listener.address, "events": ["contact.created"]})
    assert made.status_code == 201, made.content
    webhook, secret = made.json()["id"], made.json()["secret"]
    assert api.get(f"webhooks/{webhook}").json() == {k: v for k, v in made.json().items() if k != "secret"}
    assert api.post(f"webhooks/{webhook}/test").json()["ok"] is True
    contacts(1)
    push()
    assert [heard.is_of(secret) for heard in listener.heard] == [True, True]
    renewed = api.post(f"webhooks/{webhook}/secret").json()["secret"]
    assert renewed != secret
    assert set(api.get(f"webhooks/{webhook}").json()["secrets"]) == {"secret", "former_secret"}
    assert api.delete(f"webhooks/{webhook}/secret").status_code == 204
    assert set(api.get(f"webhooks/{webhook}").json()["secrets"]) == {"secret"}
    changed = api.patch(f"webhooks/{webhook}", {"is_enabled": False, "events": []}).json()
    assert (changed["is_enabled"], changed["events"], changed["health"]["state"]) == (False, [], "paused")
    again = api.post(f"webhooks/{webhook}/replay", {"since": "2026-01-01T00:00:00Z"})
    assert (again.status_code, again.json()["health"]["waiting"]) == (202, 1)
    assert api.delete(f"webhooks/{webhook}").status_code == 204
    assert api.get(f"webhooks/{webhook}").status_code == 404
    assert not Connection.objects.exists()


def test_a_connection_keeps_its_secrets(api: Program) -> None:
    made = api.post("connections", VENDOR)
    assert made.status_code == 201, made.content
    row = made.json()
    assert row["account"] == {"username": "us", "account_id": "7"}
    assert row["secrets"]["password"]["last_four"] == "ter2"
    for answer in (made, api.get("connections"), api.get(f"connections/{row['id']}")):
        assert b"hunter2-hunter2" not in answer.content
    moved = api.patch(f"connections/{row['id']}", {"address": "https://evil.example.org"})
    assert moved.json()["errors"][0]["path"] == "account.password"
    changed = api.patch(f"connections/{row['id']}", {"ownership": {"": "theirs"}, "pull_every": 15}).json()
    assert (changed["ownership"], changed["pull_every"]) == ({"": "theirs"}, 15)
    assert api.delete(f"connections/{row['id']}").status_code == 204


@pytest.mark.parametrize(
    ("resource", "body", "path"),
    [
        ("connections", VENDOR | {"dialect": "webhook"}, "dialect"),
        ("connections", VENDOR | {"dialect": "nobody"}, "dialect"),
        ("connections", VENDOR | {"address": "http://courses.example.org"}, "address"),
        ("connections", VENDOR | {"account": {}}, "account.username"),
        ("connections", VENDOR | {"colour": "red"}, "colour"),
        ("connections", VENDOR | {"where": {"field": "password", "op": "eq", "value": "x"}}, "where.field"),
        ("webhooks", {"address": "nonsense"}, "address"),
        ("webhooks", {"address": "https://a.example.org", "events": ["contact.exploded"]}, "events[0]"),
        ("webhooks", {"address": "https://a.example.org", "events": "all"}, "events"),
        ("webhooks", {}, "address"),
    ],
)
def test_what_cannot_be_is_named(api: Program, resource: str, body: dict[str, Any], path: str) -> None:
    answer = api.post(resource, body)
    assert answer.status_code == 400, answer.content
    assert path in [error["path"] for error in answer.json()["errors"]]
    assert not Connection.objects.exists()


def test_an_address_of_a_machine_of_ours_is_refused_when_it_is_called_and_not_before(api: Program) -> None:
    assert api.post("connections", VENDOR | {"address": "https://127.0.0.1"}).status_code == 201


def test_deliveries_are_read_and_sent_again(api: Program, listener: Listener) -> None:
    webhook = api.post("webhooks", {"address": listener.address}).json()["id"]
    listener.answers[:] = [422]
    (ada,) = contacts(1)
    waiting = api.get("deliveries").json()["results"]
    assert [(row["state"], row["contact"], row["event"]) for row in waiting] == [("waiting", ada, "contact.created")]
    assert api.post(f"deliveries/{waiting[0]['id']}/replay").status_code == 409
    push()
    (dead,) = api.get(f"deliveries?state=dead&connection={webhook}&contact={ada}").json()["results"]
    tries = api.get(f"deliveries/{dead['id']}").json()["tries"]
    assert [one["status"] for one in tries] == [422]
    assert api.get(f"webhooks/{webhook}").json()["health"]["dead"] == 1
    assert api.post(f"deliveries/{dead['id']}/replay").json()["state"] == "waiting"
    push()
    assert api.get(f"deliveries/{dead['id']}").json()["state"] == "done"
    assert api.get("deliveries?state=exploded").json()["errors"][0]["path"] == "state"
    assert api.get("deliveries?colour=red").status_code == 400
    assert api.get("deliveries/999").status_code == 404


@pytest.mark.usefixtures("one_minute")
@pytest.mark.parametrize("path", ["connections", "webhooks", "deliveries"])
def test_lists_take_as_many_statements_for_one_as_for_three(api: Program, path: str, listener: Listener) -> None:
    for n in range(3):
        api.post("webhooks", {"address": listener.address, "name": f"Ear {n}"})
        api.post("connections", VENDOR | {"name": f"Courses {n}"})
    contacts(3)
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            answer = api.get(f"{path}?limit={limit}")
        assert len(answer.json()["results"]) == limit
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5


def test_reading_and_managing_are_scopes_apart(program_with: Callable[..., Program], listener: Listener) -> None:
    reader, stranger = program_with("connections:read"), program_with(*(set(SCOPES) - {"connections:read"}))
    for path in ("connections", "webhooks", "deliveries"):
        assert reader.get(path).status_code == 200
        assert stranger.get(path).status_code == 403
    assert reader.post("webhooks", {"address": listener.address}).status_code == 403
    assert not Connection.objects.exists()


def test_every_address_is_told_in_the_document(client: Client) -> None:
    document = client.get("/api/schema/?format=json").json()
    for pattern in urlpatterns:
        path = "/" + str(pattern.pattern).replace("<row:", "{").replace(">", "}")
        view = pattern.callback.view_class  # type: ignore[union-attr]
        methods = {name for name in ("get", "post", "patch", "delete") if hasattr(view, name)}
        assert set(document["paths"][path]) == methods
        assert {(view.__name__, method.upper()) for method in methods} <= set(OPERATIONS)
