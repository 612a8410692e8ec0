"""Deliveries are written with the change, by one statement whatever there is to write."""

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.commands import Archive, Unarchive
from contacts.history.actor import SYSTEM, Actor
from contacts.history.models import Change
from integrations.outbox.models import Delivery, State
from tests.integrations.outbox.making import connection, contacts, facts, rename

pytestmark = pytest.mark.django_db


def test_each_contact_of_a_batch_is_to_be_told_to_each_connection_that_is_sent_to() -> None:
    for name, direction, is_enabled in (
        ("Push", "push", True), ("Both", "both", True), ("Pull", "pull", True), ("Paused", "push", False),
    ):  # fmt: skip
        connection(name, direction=direction, is_enabled=is_enabled)
    ids = contacts(2)
    assert facts() == [(name, id_, "contact", "", 1, "waiting") for name in ("Push", "Both", "Paused") for id_ in ids]


def test_what_waits_already_is_not_left_twice() -> None:
    connection()
    (id_,) = contacts(1)
    rename(id_, "Grace")
    rename(id_, "Mary")
    assert facts() == [("Vendor", id_, "contact", "", 3, "waiting")]


def test_a_change_while_the_former_one_is_sent_waits_behind_it() -> None:
    connection()
    (id_,) = contacts(1)
    Delivery.objects.update(state=State.SENDING)
    rename(id_, "Grace")
    rename(id_, "Mary")
    assert facts() == [
        ("Vendor", id_, "contact", "", 1, "sending"),
        ("Vendor", id_, "contact", "", 3, "waiting"),
    ]


def test_a_webhook_is_told_of_every_change_it_listens_to() -> None:
    connection("All", dialect="webhook")
    connection("Archived", dialect="webhook", events=["contact.archived", "contact.restored"])
    (id_,) = contacts(1)
    rename(id_, "Grace")
    door.apply([Archive(id_)], actor=SYSTEM)
    door.apply([Unarchive(id_)], actor=SYSTEM)
    assert sorted(facts()) == [
        ("All", id_, "event", "contact.archived", 3, "waiting"),
        ("All", id_, "event", "contact.created", 1, "waiting"),
        ("All", id_, "event", "contact.restored", 4, "waiting"),
        ("All", id_, "event", "contact.updated", 2, "waiting"),
        ("Archived", id_, "event", "contact.archived", 3, "waiting"),
        ("Archived", id_, "event", "contact.restored", 4, "waiting"),
    ]
    changes = {row.revision: row.pk for row in Change.objects.filter(contact=id_)}
    assert all(row.change == changes[row.revision] for row in Delivery.objects.all())


def test_what_came_from_a_connection_does_not_go_back_there_but_to_all_others() -> None:
    origin = connection("Origin", direction="both")
    connection("Other", direction="both")
    connection("Hook", dialect="webhook")
    (id_,) = contacts(1)
    Delivery.objects.all().delete()
    rename(id_, "Grace", Actor(kind="connection", id=origin.pk, label="Origin", door="sync"))
    assert facts() == [
        ("Other", id_, "contact", "", 2, "waiting"),
        ("Hook", id_, "event", "contact.updated", 2, "waiting"),
    ]


def test_what_is_undone_leaves_nothing() -> None:
    connection()
    with transaction.atomic():
        contacts(1)
        transaction.set_rollback(True)
    assert facts() == []


@pytest.mark.parametrize("connected", [0, 1, 3])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_batch_costs_one_statement(connected: int, count: int, queries: type[CaptureQueriesContext]) -> None:
    from django.db import connection as database

    for n in range(connected):
        connection(f"Vendor {n}", dialect="webhook" if n == 2 else "administrate")
    contacts(1)
    with queries(database) as seen:
        contacts(count)
    ours = [one["sql"] for one in seen if "integrations_" in one["sql"]]
    assert len(ours) == 1
    assert Delivery.objects.count() == connected * (count + 1)
