"""What operators and their monitoring ask."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from contacts.access.keys.operations import issue_key
from contacts.background.models import Job
from contacts.background.operations import enqueue
from contacts.history.actor import SYSTEM
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_ready_tells_what_waits(client: Client) -> None:
    enqueue(name="background.tidy")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "broker": "inside",
        "workers": 0,
        "waiting": 1,
        "oldest_wait_seconds": 0,
        "deliveries_waiting": 0,
        "oldest_delivery_seconds": 0,
    }


def test_not_ready_without_the_database(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(away):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (503, {"database": "away"}, "5")


def test_a_broker_that_is_away_is_told_and_forgiven(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (200, "away")


def test_a_broker_that_answers(client: Client, settings: Any, redis_url: str) -> None:
    settings.REDIS_URL = redis_url
    assert client.get("/readyz").json()["broker"] == "ok"


def test_figures_are_for_staff_only(client: Client) -> None:
    assert client.get("/metrics").status_code == 401
    client.force_login(User.objects.create_user("visitor"))
    assert client.get("/metrics").status_code == 401
    client.force_login(StaffFactory(username="staff"))
    Job.objects.create(task="background.tidy", state="failed")
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.content.decode().splitlines()
    assert 'crm_jobs{state="failed"} 1' in lines
    assert "crm_broker_up 1" in lines
    assert 'crm_deliveries{state="given_up"} 0' in lines
    assert all(line.startswith(("# HELP crm_", "# TYPE crm_", "crm_")) for line in lines)


def test_figures_are_for_keys_with_that_scope(client: Client) -> None:
    for scopes, status in ((["metrics:read"], 200), (["contacts:read"], 401)):
        key = issue_key(name="Prometheus", scopes=scopes, actor=SYSTEM)[1]
        assert client.get("/metrics", headers={"Authorization": f"Bearer {key}"}).status_code == status
