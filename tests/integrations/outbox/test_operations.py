"""What staff ask of the outbox."""

import datetime as dt
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.background.models import Job
from contacts.directory import operations as door
from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from integrations.connections.models import Connection, ExternalId, Lane
from integrations.outbox import operations, queries
from integrations.outbox.models import Delivery, State
from integrations.outbox.operations import Health
from integrations.wire.outbound.troubles import NOWHERE
from tests.integrations.outbox.making import connection, contacts, facts, linked, push, rename
from tests.integrations.outbox.test_dispatching import ada, did
from tests.vendors import SYSTEMS, Vendor, fake

pytestmark = pytest.mark.django_db
BOSS = Actor(kind="staff", id=1, label="Boss", door="desk")


@pytest.fixture
def vendor(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


def given_up(line: Connection, contact: int, **said: object) -> Delivery:
    told = {"kind": "contact", "state": State.DEAD, "attempts": 20, "deaths": 1, "last_error": "No."} | said
    return Delivery.objects.create(connection=line, contact_id=contact, finished_at=timezone.now(), **told)


def test_what_was_given_up_is_sent_again_from_its_first_try_on(vendor: Vendor) -> None:
    line = linked(vendor)
    contact = ada()
    Delivery.objects.all().delete()
    row = operations.replay(delivery=given_up(line, contact).pk, actor=BOSS)
    assert (row.state, row.attempts, row.deaths, row.last_error) == ("waiting", 0, 0, "Sent again by Boss.")
    push()
    assert did(vendor) == ["create"]
    operations.replay(delivery=row.pk, actor=BOSS)
    push()
    assert did(vendor) == ["create", "update"]


def test_what_is_sent_again_beside_a_newer_one_goes_with_it() -> None:
    line = connection()
    (contact,) = contacts(1)
    rename(contact, "Grace")
    old = given_up(line, contact, revision=1)
    operations.replay(delivery=old.pk, actor=BOSS)
    assert list(Delivery.objects.values_list("pk", "state", "revision")) == [(old.pk, "waiting", 2)]


def test_what_has_not_ended_is_not_sent_again_and_what_is_being_sent_not_discarded() -> None:
    connection()
    contacts(1)
    row = Delivery.objects.get()
    with pytest.raises(Invalid) as fault:
        operations.replay(delivery=row.pk, actor=BOSS)
    assert [error.path for error in fault.value.errors] == ["delivery"]
    assert operations.discard(delivery=row.pk, actor=BOSS).last_error == "Discarded by Boss."
    assert facts()[0][-1] == "skipped"
    Delivery.objects.update(state=State.SENDING)
    with pytest.raises(Invalid):
        operations.discard(delivery=row.pk, actor=BOSS)


def test_everything_of_a_line_that_was_given_up_is_sent_again_by_a_job() -> None:
    line, other = connection("One"), connection("Other")
    for contact in (1, 2, 2):
        given_up(line, contact)
    given_up(line, 3, state=State.QUARANTINED)
    given_up(line, 4, state=State.DONE)
    given_up(other, 1)
    assert operations.replay_all(connection=line.pk, actor=BOSS) == 4
    job = Job.objects.get()
    assert (job.task, job.args) == ("outbox.replay", {"connection": line.pk, "by": "Boss"})
    operations.replay_everything(**job.args)
    assert sorted(row[1:2] + row[-1:] for row in facts() if row[0] == "One") == [
        (1, "waiting"), (2, "waiting"), (3, "waiting"), (4, "done"),
    ]  # fmt: skip
    assert [row[-1] for row in facts() if row[0] == "Other"] == ["dead"]


def test_what_the_other_side_deleted_is_made_there_again_when_staff_say_so(vendor: Vendor) -> None:
    line = linked(vendor)
    contact = ada()
    push()
    vendor.remove("1")
    rename(contact, "Grace")
    push()
    operations.send_now(contact=contact, connection=line.pk, actor=BOSS)
    push()
    assert (did(vendor).count("create"), ExternalId.objects.get().theirs) == (2, "2")


def test_what_they_have_already_is_sent_when_staff_say_so(vendor: Vendor) -> None:
    line = linked(vendor)
    contact = ada()
    push()
    vendor.edit("1", first_name="Odd")
    operations.send_now(contact=contact, connection=line.pk, actor=BOSS)
    push()
    assert vendor.contacts["1"]["first_name"] == "Ada"
    assert ExternalId.objects.get().revision == 1


def test_everything_is_sent_once_behind_all_else_and_goes_on_after_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    ids = contacts(5)
    line = connection()
    operations.send_all(connection=line.pk, actor=BOSS)
    job = Job.objects.get()
    assert (job.task, job.args) == ("outbox.send_all", {"connection": line.pk})
    Lane.objects.update(pushed_to=ids[1])  # where a worker died
    ExternalId.objects.create(connection=line, contact_id=ids[3], theirs="1", revision=1, created_at=timezone.now())
    rename(ids[4], "Grace")
    operations.push_everything(connection=line.pk)
    assert list(Delivery.objects.order_by("contact").values_list("contact", "revision", "in_bulk")) == [
        (ids[2], 1, True), (ids[4], 2, False),
    ]  # fmt: skip
    assert Lane.objects.get().pushed_to is None


def test_a_test_says_whether_the_line_works_and_keeps_it(vendor: Vendor) -> None:
    line = linked(vendor)
    assert operations.test(connection=line.pk, actor=BOSS) == Health(True, "It works.")
    assert Lane.objects.get().last_success_at is not None
    vendor.down()
    health = operations.test(connection=line.pk, actor=BOSS)
    assert (health.is_well, Lane.objects.get().last_error) == (False, health.sentence)
    strange = connection("Strange", dialect="strange")
    assert operations.test(connection=strange.pk, actor=BOSS) == Health(False, "Systems of this kind cannot be called.")


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_a_wrong_address_is_told_and_nobody_there_is_believed(name: str, tmp_path: Path) -> None:
    with fake(name, tmp_path) as vendor:
        line = linked(vendor)
        contact = ada()
        push()
        Connection.objects.update(address=f"{vendor.address}/elsewhere")
        health = operations.test(connection=line.pk, actor=BOSS)
        told = health.sentence if name.startswith("crmcom") else NOWHERE  # they say in words of theirs what they lack
        assert health == Health(False, told)
        rename(contact, "Augusta")
        push()
        row = Delivery.objects.latest("pk")
        assert (row.state, row.last_error, ExternalId.objects.get().gone_at) == ("dead", told, None)


def test_where_nobody_hands_out_tokens_nothing_was_removed(tmp_path: Path) -> None:
    with fake("webinone", tmp_path) as vendor:
        linked(vendor)
        contact = ada()
        push()
        Connection.objects.update(address=f"{vendor.address}/elsewhere")
        door.archive(contact=contact, actor=BOSS)
        push()
        row = Delivery.objects.latest("pk")
        assert (row.state, row.last_error, ExternalId.objects.get().gone_at) == ("dead", NOWHERE, None)


def test_lists_and_figures_tell_what_there_is(queries_: type[CaptureQueriesContext]) -> None:
    now = timezone.now()
    one, other = connection("One"), connection("Other", is_enabled=False)
    (contact,) = contacts(1)
    Delivery.objects.filter(connection=one).update(due=now - dt.timedelta(minutes=3))
    Delivery.objects.filter(connection=other).update(due=now - dt.timedelta(days=3))
    dead = given_up(one, contact)
    Lane.objects.filter(pk=one.pk).update(open_until=now)
    assert queries.counts([one.pk])[one.pk] == dict.fromkeys(State.values, 0) | {"waiting": 1, "dead": 1}
    assert [row.pk for row in queries.deliveries(connection=one.pk, states=["dead"], contact=contact)] == [dead.pk]
    assert queries.under_way(one.pk, [contact, 99]) == {contact}
    assert list(queries.troubled()) == [one]
    assert queries.backlog(now=now) == queries.Backlog(2, 0, 1, dt.timedelta(minutes=3), 1)
    with queries_(database) as seen:
        [row.connection.name for row in queries.deliveries()]
    assert len(seen) == 1


@pytest.fixture
def queries_() -> type[CaptureQueriesContext]:
    return CaptureQueriesContext
