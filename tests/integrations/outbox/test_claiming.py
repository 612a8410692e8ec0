"""Who may send what when: no delivery in two hands, no contact twice at a time, no line overrun."""

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import connection as database

from integrations.connections.models import Connection, Lane
from integrations.outbox.models import Delivery, State
from integrations.outbox.sending import claiming, sweeping
from integrations.outbox.sending.claiming import Claim, claim_due
from integrations.outbox.sending.outcomes import Outcome, write
from tests.integrations.outbox.making import connection, contacts

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)
SECOND = dt.timedelta(seconds=1)


def delivery(line: Connection, contact: int | None = None, **said: Any) -> Delivery:
    told = {"kind": "contact", "due": NOW, "revision": 1} | said
    return Delivery.objects.create(connection=line, contact_id=contact, **told)


def taken(now: dt.datetime = NOW, most: int = 100) -> list[int]:
    return [claim.delivery for claim in claim_due(now=now, most=most)]


def state(row: Delivery) -> tuple[str, int, int, int]:
    row.refresh_from_db()
    return row.state, row.lease, row.attempts, row.deaths


def end(row: Delivery, **said: Any) -> bool:
    row.refresh_from_db()
    outcome = Outcome(**({"state": State.DONE} | said))
    return write(Claim(row.pk, row.lease, row.connection_id), outcome)


def test_two_at_a_time_for_each_line_the_oldest_first_and_full_pushes_last() -> None:
    one, other = connection("One"), connection("Other")
    bulk = delivery(one, 1, in_bulk=True, due=NOW - 9 * SECOND)
    late, early, future = delivery(one, 2), delivery(one, 3, due=NOW - SECOND), delivery(one, 4, due=NOW + SECOND)
    theirs = delivery(other, 1)
    assert taken() == [early.pk, late.pk, theirs.pk]
    assert taken() == []
    end(early)
    assert taken() == [bulk.pk]
    assert state(future)[0] == "waiting"


def test_no_more_are_taken_than_there_are_hands() -> None:
    rows = [delivery(connection(f"Line {n}"), 1) for n in range(3)]
    assert [taken(most=1), taken(most=1), taken(most=0)] == [[rows[0].pk], [rows[1].pk], []]


def test_a_paused_line_is_left_alone_and_goes_on_afterwards() -> None:
    line = connection(is_enabled=False)
    row = delivery(line, 1)
    assert taken() == []
    Connection.objects.update(is_enabled=True)
    assert taken() == [row.pk]


def test_a_contact_is_under_way_once_for_each_line() -> None:
    one, other = connection("One"), connection("Other")
    first, second = delivery(one, 7), delivery(other, 7)
    assert taken() == [first.pk, second.pk]
    newer = delivery(one, 7, revision=2)
    assert taken() == []
    end(first)
    assert taken() == [newer.pk]


def test_events_of_a_contact_keep_their_order_and_those_of_others_do_not_wait() -> None:
    hook = connection(dialect="webhook")
    first, second, other = (delivery(hook, contact, kind="event", change=1) for contact in (7, 7, 8))
    assert taken() == [first.pk, other.pk]
    end(first, state=State.WAITING)
    end(other)
    assert taken() == []  # the first waits for its next try, the second for the first
    Delivery.objects.filter(pk=first.pk).update(due=NOW)
    assert taken() == [first.pk]
    end(first)
    assert taken() == [second.pk]


def test_five_failures_in_a_row_open_the_circuit_to_one_probe_each_half_minute() -> None:
    line = connection()
    rows = [delivery(line, n) for n in range(1, 9)]
    for _ in range(5):
        (row, *_) = [Delivery.objects.get(pk=pk) for pk in taken()] or [Delivery.objects.filter(state="sending")[0]]
        end(row, state=State.WAITING, is_sick=True, sentence="No answer.")
    Delivery.objects.filter(state=State.SENDING).update(state=State.WAITING)
    lane = Lane.objects.get()
    assert (lane.failures, lane.last_error, taken()) == (5, "No answer.", [])
    Lane.objects.update(open_until=NOW)
    Delivery.objects.update(due=NOW)
    (probe,) = taken()
    assert (taken(), taken(NOW + 29 * SECOND)) == ([], [])
    end(Delivery.objects.get(pk=probe))
    lane.refresh_from_db()
    assert (lane.failures, lane.open_until) == (0, None)
    assert len(taken()) == 2
    assert len(rows) == 8


def test_when_the_line_is_well_again_all_that_was_put_off_goes_at_once() -> None:
    line = connection()
    put_off, probe = delivery(line, 1, due=LATER, attempts=7), delivery(line, 2)
    Lane.objects.update(failures=5, open_until=NOW)
    (claim,) = claim_due(now=NOW, most=9)
    assert (claim.delivery, claim.is_probe) == (probe.pk, True)
    write(claim, Outcome(state=State.DONE))
    put_off.refresh_from_db()
    assert put_off.due < dt.datetime.now(dt.UTC) + SECOND


def test_a_line_that_asked_for_quiet_has_it_for_all_its_deliveries() -> None:
    line = connection()
    first, second = delivery(line, 1), delivery(line, 2)
    assert taken() == [first.pk, second.pk]
    end(first, state=State.WAITING, is_sick=True, after=30.0, status=429)
    end(second)
    delivery(line, 3)
    now = dt.datetime.now(dt.UTC)
    assert (taken(now), taken(now + 29 * SECOND)) == ([], [])
    assert len(taken(now + 31 * SECOND)) == 2


def test_what_failed_waits_longer_each_time_and_ends_after_twenty_tries_or_a_day() -> None:
    line = connection()
    row = delivery(line, 1)
    for tries in range(1, 21):
        Delivery.objects.update(due=NOW)
        Lane.objects.update(failures=0, open_until=None)
        assert taken() == [row.pk]
        end(row, state=State.WAITING, is_sick=True, sentence="No answer.")
        assert state(row)[::2] == ("waiting" if tries < 20 else "dead", tries)
    old = delivery(line, 2)
    Lane.objects.update(failures=0, open_until=None)
    taken(NOW)
    Delivery.objects.filter(pk=old.pk).update(first_tried_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=25))
    end(old, state=State.WAITING)
    assert state(old)[0] == "dead"


def test_what_failed_takes_a_newer_state_with_it_and_keeps_its_wait() -> None:
    line = connection()
    row = delivery(line, 1)
    taken()
    newer = delivery(line, 1, revision=5)
    end(row, state=State.WAITING, is_sick=True)
    row.refresh_from_db()
    assert (row.state, row.revision, row.attempts, row.due > NOW) == ("waiting", 5, 1, True)
    assert not Delivery.objects.filter(pk=newer.pk).exists()


def test_the_next_one_is_found_by_an_index_however_much_waits(on_postgresql: bool) -> None:
    line = connection()
    delivery(line, 1)
    with database.cursor() as cursor:
        if on_postgresql:  # for a table of one row it would read all of it
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = claiming.in_turn(line.pk, NOW)[:2].explain()
    assert "delivery_due" in plan, plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan


def test_an_older_hand_is_told_no() -> None:
    row = delivery(connection(), 1)
    (first,) = claim_due(now=NOW, most=1)
    sweeping.sweep(held=[], now=NOW)
    (second,) = claim_due(now=NOW, most=1)
    assert (first.lease, second.lease) == (1, 2)
    assert not write(first, Outcome(state=State.DONE))
    assert not claiming.keep(first, now=NOW)
    assert state(row) == ("sending", 2, 0, 0)
    assert write(second, Outcome(state=State.DONE))


def test_silence_takes_a_delivery_back_and_a_sign_of_life_keeps_it() -> None:
    silent, alive = delivery(connection("One"), 1), delivery(connection("Other"), 2)
    claims = claim_due(now=NOW, most=2)
    Delivery.objects.update(worker="elsewhere:1#aa")
    claiming.renew(held=[claims[1]], now=LATER)
    assert sweeping.sweep(held=[], now=LATER) == 1
    assert (state(silent), state(alive)) == (("waiting", 1, 0, 1), ("sending", 1, 0, 0))


def test_a_process_that_is_gone_loses_its_deliveries_at_once_also_when_its_number_is_in_use_again() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    rows = [delivery(connection(f"Line {n}"), 1) for n in range(3)]
    taken()
    here = socket.gethostname()
    for row, worker in zip(rows, (f"{here}:{gone.pid}#aa", f"{here}:{os.getpid()}#aa", f"{here}:1#aa"), strict=True):
        Delivery.objects.filter(pk=row.pk).update(worker=worker)
    assert sweeping.sweep(held=[], now=NOW) == 2
    assert [state(row)[::3] for row in rows] == [("waiting", 1), ("waiting", 1), ("sending", 0)]


def test_what_kills_three_workers_is_set_aside_although_it_is_changed_meanwhile() -> None:
    line = connection()
    row = delivery(line, 1)
    for n in range(3):
        now = NOW + n * dt.timedelta(minutes=10)
        assert taken(now) == [row.pk]
        Delivery.objects.filter(state=State.SENDING).update(worker="elsewhere:1#aa")
        delivery(line, 1, revision=n + 2, due=now)
        sweeping.sweep(held=[], now=now + dt.timedelta(minutes=5))
    assert state(row) == ("quarantined", 3, 0, 3)


def test_what_this_process_let_fall_or_must_leave_goes_back_without_blame() -> None:
    fallen, left, held = (delivery(connection(f"Line {n}"), 1) for n in range(3))
    claims = claim_due(now=NOW, most=3)
    assert sweeping.sweep(held=claims[1:], now=NOW) == 1
    sweeping.release(held=claims[1:2])
    assert [state(row) for row in (fallen, left, held)] == [
        ("waiting", 1, 0, 0), ("waiting", 1, 0, 0), ("sending", 1, 0, 0),
    ]  # fmt: skip


def test_only_what_was_done_long_ago_is_dropped() -> None:
    line = connection()
    before = NOW - dt.timedelta(days=7, seconds=1)
    for n, (is_in, at) in enumerate((("done", before), ("skipped", before), ("dead", before), ("done", NOW)), 1):
        delivery(line, n, state=is_in, finished_at=at)
    assert sweeping.drop_old(now=NOW) == 2
    assert sorted(Delivery.objects.values_list("contact", "state")) == [(3, "dead"), (4, "done")]


@pytest.mark.django_db(transaction=True)
def test_dispatchers_side_by_side_never_take_the_same_delivery_nor_more_than_two_of_a_line() -> None:
    lines = [connection(f"Line {n}") for n in range(6)]
    for line in lines:
        for contact in range(1, 9):
            delivery(line, contact)
    claims: list[Claim] = []
    start = threading.Barrier(4)

    def drain() -> None:
        start.wait()
        for _ in range(5):
            claims.extend(claim_due(now=NOW, most=12))
        database.close()

    together(drain, 4)
    assert sorted(claim.delivery for claim in claims) == sorted({claim.delivery for claim in claims})
    assert [Delivery.objects.filter(connection=line, state="sending").count() for line in lines] == [2] * 6


@pytest.mark.django_db(transaction=True)
def test_a_change_at_the_very_moment_of_a_failure_is_neither_lost_nor_doubled() -> None:
    line = connection()
    (contact,) = contacts(1)
    Delivery.objects.all().delete()
    for revision in range(2, 12):
        row = delivery(line, contact)
        taken()
        start = threading.Barrier(2)

        def fail(row: Delivery = row, start: threading.Barrier = start) -> None:
            start.wait()
            end(row, state=State.WAITING)
            database.close()

        def change(start: threading.Barrier = start, revision: int = revision) -> None:
            from tests.integrations.outbox.making import rename

            start.wait()
            rename(contact, f"Ada{revision}")
            database.close()

        threads = [threading.Thread(target=fail), threading.Thread(target=change)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(Delivery.objects.values_list("state", "revision")) == [("waiting", revision)]
        Delivery.objects.all().delete()


def together(work: Any, times: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
