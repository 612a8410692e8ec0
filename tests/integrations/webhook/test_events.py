"""Events on a real socket: each once and in order when all goes well, again and in order when it does not."""

import datetime as dt
from collections.abc import Generator

import pytest
from django.utils import timezone

from contacts.directory import operations as door
from contacts.history.actor import SYSTEM, Actor
from contacts.record.errors import Invalid
from integrations.connections.models import Lane
from integrations.dialects.webhook import subscriptions
from integrations.outbox import operations as outbox
from integrations.outbox.leaving import retelling
from integrations.outbox.models import Attempt, Delivery, State
from tests.integrations.outbox.making import contacts, make_due, push, rename
from tests.integrations.webhook.listener import Listener, listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener() -> Generator[Listener]:
    with listening() as server:
        yield server


def subscribe(listener: Listener, **said: object) -> tuple[int, str]:
    row, secret = subscriptions.subscribe(name="Ear", address=listener.address, actor=SYSTEM, **said)
    return row.pk, secret


def test_every_change_is_told_once_in_order_signed_and_with_the_contact(listener: Listener) -> None:
    _, secret = subscribe(listener)
    (ada,) = contacts(1, first_name="Ada")
    rename(ada, "Grace")
    door.archive(contact=ada, actor=SYSTEM)
    push()
    assert listener.events() == [("contact.created", 1), ("contact.updated", 2), ("contact.archived", 3)]
    assert all(heard.is_of(secret) and not heard.is_of(f"{secret}x") for heard in listener.heard)
    told = listener.heard[1].event
    assert told["changes"]["first_name"] == ["Ada", "Grace"]
    assert told["contact"]["first_name"] == "Grace"
    assert told["contact_id"] == ada
    ids = [heard.event["id"] for heard in listener.heard]
    assert len(set(ids)) == 3
    assert [heard.headers["x-crm-event"] for heard in listener.heard] == [name for name, _ in listener.events()]
    assert {heard.headers["content-type"] for heard in listener.heard} == {"application/json"}


def test_both_live_secrets_sign_until_the_former_is_retired(listener: Listener) -> None:
    webhook, first = subscribe(listener)
    _, second = subscriptions.rotate(webhook=webhook, actor=SYSTEM)
    contacts(1)
    push()
    subscriptions.retire(webhook=webhook, actor=SYSTEM)
    contacts(1)
    push()
    signed = [(heard.is_of(first), heard.is_of(second)) for heard in listener.heard]
    assert signed == [(True, True), (False, True)]


def test_only_wanted_events_and_wanted_contacts_are_told(listener: Listener) -> None:
    where = {"field": "last_name", "op": "eq", "value": "King"}
    subscribe(listener, events=["contact.updated"], where=where)
    king, other = contacts(1, last_name="King")[0], contacts(1, last_name="Hopper")[0]
    for contact in (king, other):
        rename(contact, "Renamed")
    push()
    assert [(heard.event["event"], heard.event["contact_id"]) for heard in listener.heard] == [
        ("contact.updated", king)
    ]
    assert Delivery.objects.get(contact=other).state == State.SKIPPED


def test_a_listener_that_fails_is_told_again_and_nothing_overtakes(listener: Listener) -> None:
    subscribe(listener)
    (ada,) = contacts(1)
    rename(ada, "Grace")
    listener.answers[:] = [503, 500]
    for _ in range(4):
        make_due()
        push()
    assert listener.events() == [("contact.created", 1)] * 3 + [("contact.updated", 2)]
    assert len({heard.event["id"] for heard in listener.heard}) == 2
    assert len({heard.headers["x-crm-delivery"] for heard in listener.heard}) == 2
    assert list(Attempt.objects.order_by("pk").values_list("status", flat=True)) == [503, 500, 200, 200]


def test_what_a_listener_refuses_is_given_up_and_sent_again_when_asked(listener: Listener) -> None:
    subscribe(listener)
    listener.answers[:] = [422]
    contacts(1)
    push()
    row = Delivery.objects.get()
    assert (row.state, row.last_status) == (State.DEAD, 422)
    outbox.replay(delivery=row.pk, actor=SYSTEM)
    push()
    assert Delivery.objects.get().state == State.DONE
    assert listener.heard[0].event["id"] == listener.heard[1].event["id"]


def test_a_change_that_came_from_a_connection_is_told_too(listener: Listener) -> None:
    subscribe(listener)
    (ada,) = contacts(1)
    rename(ada, "Grace", actor=Actor(kind="connection", id=77, label="Vendor", door="sync"))
    push()
    assert [(heard.event["actor"], heard.event["door"]) for heard in listener.heard][1] == ("Vendor", "sync")


def test_everything_since_a_time_is_told_again_in_order_under_the_same_ids(listener: Listener) -> None:
    webhook, _ = subscribe(listener, events=["contact.updated"])
    (ada,) = contacts(1)
    rename(ada, "Before")
    push()
    since = timezone.now()
    for name in ("Grace", "Mary"):
        rename(ada, name)
    push()
    first = [(heard.event["id"], heard.event["revision"]) for heard in listener.heard]
    assert retelling.replay_since(connection_id=webhook, since=since) == 2
    push()
    assert [(heard.event["id"], heard.event["revision"]) for heard in listener.heard] == first + first[1:]


def test_too_much_is_not_told_again_at_once(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook, _ = subscribe(listener)
    contacts(3)
    monkeypatch.setattr(retelling, "MOST", 2)
    with pytest.raises(Invalid) as caught:
        retelling.replay_since(connection_id=webhook, since=timezone.now() - dt.timedelta(hours=1))
    assert [error.path for error in caught.value.errors] == ["since"]
    assert Delivery.objects.count() == 3


def test_a_test_event_holds_nobody(listener: Listener) -> None:
    webhook, secret = subscribe(listener)
    health = outbox.test(connection=webhook, actor=SYSTEM)
    assert health.is_well
    (heard,) = listener.heard
    assert heard.is_of(secret)
    assert heard.event == {**heard.event, "event": "test", "contact": None, "contact_id": None, "changes": {}}
    listener.answers[:] = [500]
    assert not outbox.test(connection=webhook, actor=SYSTEM).is_well
    assert Lane.objects.get(pk=webhook).last_error
