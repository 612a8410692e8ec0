"""Runs as they go: one at a time, again after trouble, to their end whatever one contact holds."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction

from contacts.background.models import Job
from contacts.directory.models import Contact
from contacts.record.errors import Invalid
from integrations.connections import operations as connections
from integrations.connections.models import Connection, ExternalId, Lane
from integrations.dialects.administrate.connector import Administrate
from integrations.sync import operations as sync
from integrations.sync import queries
from integrations.sync.judging.context import PageContext, dialect_of
from integrations.sync.models import Finding, Run
from integrations.sync.pulling import running
from integrations.sync.pulling.reading import Batch, Pages
from tests.integrations.sync.making import STAFF, carried_out, change, connection, counts, ours, pulled
from tests.processes import until
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db
LIST = "/api/v2/crm/contacts"


def test_a_page_that_cannot_be_had_is_asked_for_again_later(vendor: Vendor) -> None:
    vendor.add(300)
    there = connection(vendor)
    run = sync.start_run(connection=there.pk, actor=STAFF)
    vendor.faults.play("502", method="GET", path=LIST, nth=2)
    run = carried_out(run)
    assert (run.state, counts(run), run.after, run.failures) == ("running", {"created": 250}, "250", 1)
    assert (run.last_error, queries.under_way(there.pk)) == ("The other side answered 502.", run)
    later = Job.objects.get(pk=run.job)
    assert (later.task, later.args, later.due > dt.datetime.now(dt.UTC)) == ("sync.run", {"run": run.pk}, True)
    run = carried_out(run)
    assert (run.state, counts(run), run.last_error, run.failures) == ("done", {"created": 300}, "", 0)


def test_they_are_left_alone_as_long_as_they_ask(vendor: Vendor) -> None:
    vendor.add(1)
    there = connection(vendor)
    vendor.faults.play("429", method="GET", path=LIST, times=1, seconds=120)
    run = carried_out(sync.start_run(connection=there.pk, actor=STAFF))
    wait = Job.objects.get(pk=run.job).due - dt.datetime.now(dt.UTC)
    assert dt.timedelta(seconds=100) < wait <= dt.timedelta(seconds=120)
    assert Lane.objects.get().quiet_until is not None


def test_a_run_is_given_up_after_twenty_tries(vendor: Vendor) -> None:
    there = connection(vendor)
    vendor.faults.play("500", method="GET", path=LIST)
    run = sync.start_run(connection=there.pk, actor=STAFF)
    for _ in range(running.MOST_FAILURES):
        run = carried_out(run)
    assert (run.state, run.last_error) == ("failed", "Given up after 20 tries. The other side answered 500.")


def test_who_is_not_admitted_stops_at_once(vendor: Vendor) -> None:
    there = connection(vendor)
    vendor.credentials = vendor.credentials | {"password": "another"}
    run = pulled(there)
    assert (run.state, run.last_error) == ("failed", "The other side answered 401.")


def test_one_contact_that_cannot_be_taken_does_not_keep_the_others(vendor: Vendor) -> None:
    vendor.add(3)
    vendor.edit("2", first_name="", last_name="", email="", tel="", mobile="")
    run = pulled(connection(vendor))
    assert counts(run) == {"created": 2, "refused": 1}
    finding = Finding.objects.get(run=run)
    told = [{"path": "first_name", "message": "Give the contact a name, an email address or a phone number."}]
    assert (finding.kind, finding.theirs, finding.reasons) == ("refused", "2", told)


def test_values_that_mean_nothing_are_told_and_the_rest_is_taken(vendor: Vendor) -> None:
    vendor.add(1, first_name="Ada", department={"odd": True})
    there = connection(vendor)
    run = pulled(there)
    assert (counts(run), ours(there, "1")["first_name"]) == ({"created": 1}, "Ada")
    finding = Finding.objects.get(run=run)
    assert (finding.kind, [one["path"] for one in finding.reasons]) == ("unread", ["department"])


def test_there_is_one_run_of_a_connection_at_a_time(vendor: Vendor) -> None:
    there = connection(vendor)
    sync.start_run(connection=there.pk, actor=STAFF)
    with pytest.raises(Invalid, match="under way"):
        sync.reconcile(connection=there.pk, actor=STAFF)
    assert (Run.objects.count(), Job.objects.filter(task="sync.run").count()) == (1, 1)


def test_another_job_than_its_own_does_not_go_on_with_a_run(vendor: Vendor) -> None:
    vendor.add(1)
    run = sync.start_run(connection=connection(vendor).pk, actor=STAFF)
    token = running.current_job.set(-1)
    try:
        assert counts(carried_out(run)) == {}
    finally:
        running.current_job.reset(token)


def test_a_run_is_carried_on_by_another_job_after_a_while(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.add(150)
    monkeypatch.setattr(running, "SECONDS", 0.0)
    run = sync.start_run(connection=connection(vendor).pk, actor=STAFF)
    jobs = {run.job}
    for _ in range(6):
        run = carried_out(run)
        jobs.add(run.job)
    assert (run.state, counts(run), len(jobs)) == ("running", {}, 7)
    monkeypatch.setattr(running, "SECONDS", 20.0)
    assert counts(carried_out(run)) == {"created": 150}


def test_a_run_stops_behind_its_page_when_it_is_cancelled_or_the_connection_paused(vendor: Vendor) -> None:
    there = connection(vendor)
    run = sync.start_run(connection=there.pk, actor=STAFF)
    sync.cancel(run=run.pk, actor=STAFF)
    assert carried_out(run).state == "cancelled"
    run = sync.start_run(connection=there.pk, actor=STAFF)
    connections.pause(connection=there.pk, paused=True, actor=STAFF)
    run = carried_out(run)
    assert (run.state, run.last_error) == ("failed", "The connection is paused.")
    with pytest.raises(Invalid, match="paused"):
        sync.start_run(connection=there.pk, actor=STAFF)


@pytest.mark.parametrize(
    ("said", "minutes", "begun"),
    [
        ({}, 61, 1),
        ({}, 59, 0),
        ({"pull_every": 0}, 61, 0),
        ({"direction": "push"}, 61, 0),
        ({"is_enabled": False}, 61, 0),
    ],
)
def test_a_connection_is_fetched_from_again_when_its_time_has_come(
    vendor: Vendor, said: dict[str, Any], minutes: int, begun: int
) -> None:  # fmt: skip
    there = connection(vendor, pull_every=60)
    assert sync.start_due(now=dt.datetime.now(dt.UTC)) == 1
    carried_out(Run.objects.get())
    Connection.objects.filter(pk=there.pk).update(**said)
    now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    assert (sync.start_due(now=now), sync.start_due(now=now)) == (begun, 0)


def test_a_run_whose_workers_died_is_ended(vendor: Vendor) -> None:
    run = sync.start_run(connection=connection(vendor).pk, actor=STAFF)
    Job.objects.filter(pk=run.job).update(state="quarantined", last_error="The worker died while running it.")
    sync.start_due(now=dt.datetime.now(dt.UTC))
    run.refresh_from_db()
    assert (run.state, run.last_error) == ("failed", "It could not go on: The worker died while running it.")


def test_runs_are_forgotten_when_nobody_looks_at_them_any_more(vendor: Vendor) -> None:
    there = connection(vendor)
    old, _ = pulled(there), pulled(there)
    Run.objects.filter(pk=old.pk).update(finished_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=91))
    assert (sync.drop_old(now=dt.datetime.now(dt.UTC)), Run.objects.count()) == (1, 1)


def test_a_dry_run_writes_nothing_and_tells_what_would_be(vendor: Vendor) -> None:
    vendor.add(2)
    there = connection(vendor)
    pulled(there)
    vendor.edit("1", department="Engines")
    vendor.add(1, first_name="Grace", last_name="Hopper")
    vendor.remove("2")
    links = ExternalId.objects.order_by("pk").values("theirs", "contact", "revision", "digest", "gone_at")
    before = list(links)
    run = pulled(there, dry_run=True)
    assert counts(run) == {"created": 1, "updated": 1, "archived": 1}
    told = [(one.outcome, one.values) for one in Finding.objects.filter(run=run, kind="example").order_by("theirs")]
    assert told == [
        ("updated", {"department": ["", "Engines"]}),
        ("archived", {"is_archived": [False, True]}),
        ("created", {"display_name": [None, "Grace Hopper"]}),
    ]
    assert (list(links.all()), Contact.objects.count()) == (before, 2)
    assert Lane.objects.get().pulled_at == Run.objects.earliest("pk").started_at


@pytest.mark.parametrize("kind", ["new", "changed", "conflict", "same"])
def test_a_page_costs_the_same_statements_whatever_it_holds(
    vendor: Vendor, queries: Any, kind: str
) -> None:  # fmt: skip
    spent = []
    for count in (1, 3):
        vendor.contacts.drop("1")
        there = connection(vendor, name=f"Vendor {count}", matching=["email", "name"])
        ids = vendor.add(count, seed=count)
        if kind != "new":
            pulled(there)
        for one in ids:
            if kind == "conflict":
                change(ours(there, one)["id"], department="Ours")
            if kind in ("changed", "conflict"):
                vendor.edit(one, department="Theirs", tel="22 333 333")
        run = sync.start_run(connection=there.pk, actor=STAFF)
        with queries(database) as seen:
            carried_out(run)
        assert run.pk
        spent.append(len([one for one in seen if "optionvalue" not in one["sql"]]))  # remembered for a second
    assert spent[0] == spent[1], spent


def test_what_is_new_is_linked_by_one_statement(vendor: Vendor, queries: Any) -> None:
    vendor.add(3)
    run = sync.start_run(connection=connection(vendor).pk, actor=STAFF)
    with queries(database) as seen:
        carried_out(run)
    about = [one["sql"] for one in seen if '"integrations_externalid"' in one["sql"] and "SELECT" not in one["sql"]]
    assert [one.partition("(")[0] for one in about] == ['INSERT INTO "integrations_externalid" ']


def test_the_next_page_is_asked_for_while_one_is_stored(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.add(300)
    store, asked = running.store, []

    def watched(found: Run, batch: Batch, context: PageContext) -> Run | None:
        if batch.after == "250":
            until(lambda: len(vendor.ledger.calls("read")) > 1, what="the next page", seconds=10)
        asked.append(len(vendor.ledger.calls("read")))
        return store(found, batch, context)

    monkeypatch.setattr(running, "store", watched)
    assert counts(pulled(connection(vendor))) == {"created": 300}
    assert asked[0] == 2


@pytest.mark.django_db(transaction=True)
def test_a_contact_changed_here_while_a_page_is_judged_is_judged_again(
    vendor: Vendor, on_postgresql: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has one writer at a time")
    vendor.add(1, department="Sums")
    there = connection(vendor)
    pulled(there)
    contact = ours(there, "1")["id"]
    vendor.edit("1", department="Theirs", notes="Called.")
    from integrations.sync.pulling import page

    judged = []

    def judge(*args: Any, **more: Any) -> None:
        page_judge(*args, **more)
        if not judged:
            thread = threading.Thread(target=_elsewhere, args=(contact,))
            thread.start()
            thread.join()
        judged.append(1)

    page_judge = page.judge
    monkeypatch.setattr(page, "judge", judge)
    assert counts(pulled(there)) == {"updated": 1, "conflicts": 1}
    now = ours(there, "1")
    assert (now["department"], now["notes"], len(judged)) == ("Ours", "Called.", 2)


def _elsewhere(contact: int) -> None:
    with transaction.atomic():
        change(contact, department="Ours")
    database.close()


def test_a_page_that_two_workers_read_is_stored_once(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.add(300)
    there = connection(vendor)
    run, read = sync.start_run(connection=there.pk, actor=STAFF), Pages.next

    def overtaken(pages: Pages, found: Run, **more: bool) -> Batch:
        batch = read(pages, found, **more)
        assert running.store(
            found, batch, PageContext(found, there, pages.connector, dialect_of(there))
        )  # another worker
        return batch

    monkeypatch.setattr(Pages, "next", overtaken)
    run = carried_out(run)
    assert (run.state, run.after, counts(run)) == ("running", "250", {"created": 250})


def test_who_lists_nobody_is_asked_for_each_contact_that_we_know(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.add(23)
    there = connection(vendor)
    pulled(there)
    monkeypatch.setattr(Administrate, "lists", False)
    vendor.edit("3", department="Engines")
    vendor.remove("22")
    vendor.add(1)
    assert counts(pulled(there)) == {"unchanged": 21, "updated": 1, "archived": 1}
    assert ours(there, "3")["department"] == "Engines"
