"""The comparisons find what they are there to find."""

from pathlib import Path
from typing import Any

import pytest

from tests.chaos import plan as planning
from tests.chaos.clients import journal
from tests.chaos.clients.journal import Account, Answered, Journal, Write
from tests.chaos.parts.listener import Event
from tests.chaos.proof import events, vendors, writes
from tests.vendors.ledger import Line

CREATE = Write("S1W1N1", "POST", "contacts", {"first_name": "FS1W1N1", "last_name": "S1W1N1"})
EDIT = Write("S1W1N2", "PATCH", "contacts/7", {"last_name": "S1W1N2", "addresses": [{"street_name": "AS1W1N2"}]}, '"1"')
RACE = Write("S1W2N1", "PATCH", "contacts/7", {"last_name": "S1W2N1"}, '"1"', is_race=True)
BODY: dict[str, Any] = {
    "id": 7, "revision": 2, "first_name": "FS1W1N1", "last_name": "S1W1N2", "addresses": [{"street_name": "AS1W1N2"}],
}  # fmt: skip


def accounts(**refused: int) -> dict[str, Account]:
    """Both writes accepted, the one that came too late refused."""
    return {
        CREATE.key: Account(CREATE, Answered(CREATE.key, 201, 7, 1)),
        EDIT.key: Account(EDIT, Answered(EDIT.key, refused.get("edit", 200), 7, 2)),
        RACE.key: Account(RACE, Answered(RACE.key, 412)),
    }


def change(contact: int, revision: int, path: str, new: Any) -> dict[str, Any]:
    return {"contact": contact, "revision": revision, "changes": [{"path": path, "old": None, "new": new}]}


def feed(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """Both writes as the feed has them."""
    return [change(7, 1, "", {"last_name": "S1W1N1"}), change(7, 2, "last_name", "S1W1N2"), *more]


def test_what_is_as_it_was_answered_is_no_difference() -> None:
    assert writes.compare(accounts(), changes=feed(), contacts={7: BODY}).all == []


def test_an_accepted_write_that_is_gone_is_lost() -> None:
    before = BODY | {"revision": 1, "last_name": "S1W1N1", "addresses": []}
    found = writes.compare(accounts(), changes=feed()[:1], contacts={7: before})
    assert found.all == ["S1W1N2: accepted as revision 2 of 7, and not there"]


def test_a_write_that_was_carried_out_twice_is_doubled() -> None:
    twin = BODY | {"id": 8, "revision": 1, "last_name": "S1W1N1", "addresses": []}
    again = change(8, 1, "", {"last_name": "S1W1N1"})
    found = writes.compare(accounts(), changes=feed(again), contacts={7: BODY, 8: twin})
    assert found.all == ["S1W1N1: applied 2 times, as contact and revision [(7, 1), (8, 1)]"]
    parts = BODY | {"addresses": BODY["addresses"] * 2}
    found = writes.compare(accounts(), changes=feed(), contacts={7: parts})
    assert found.all == ["S1W1N2: 1 changes in the feed made 2 addresses"]


def test_a_refused_write_that_is_there_and_a_refusal_without_a_race_are_wrong() -> None:
    late = BODY | {"revision": 3, "last_name": "S1W2N1"}
    found = writes.compare(accounts(), changes=feed(change(7, 3, "last_name", "S1W2N1")), contacts={7: late})
    assert found.all == ["S1W2N1: refused with 412, and there as (7, 3)"]
    found = writes.compare(accounts(edit=412), changes=feed()[:1], contacts={
        7: BODY | {"revision": 1, "last_name": "S1W1N1", "addresses": []}})  # fmt: skip
    assert found.all == ["S1W1N2: answered with 412"]


def test_a_contact_that_is_not_what_the_feed_says_is_wrong() -> None:
    found = writes.compare(accounts(), changes=feed(), contacts={7: BODY | {"last_name": "King"}})
    assert found.all == ["contact 7 should be (2, 'S1W1N2') and is (2, 'King')"]


def test_a_journal_is_read_as_it_was_kept(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "journal")
    kept.sent(CREATE)
    kept.sent(EDIT)
    kept.answered(Answered(CREATE.key, 201, 7, 1))
    kept.close()
    assert journal.read([tmp_path / "journal"]) == {
        CREATE.key: Account(CREATE, Answered(CREATE.key, 201, 7, 1)), EDIT.key: Account(EDIT)
    }  # fmt: skip


def line(did: str, last: str, id: str = "1") -> Line:
    return Line(
        at=0, did=did, id=id, contact={"Name": {"First": "FS1W1N1", "Last": last}, "Mail": "s1w1n9@example.org"}
    )


@pytest.mark.parametrize(
    ("lines", "differences"),
    [
        ([line("create", "S1W1N1"), line("update", "S1W1N2")], []),
        (
            [],
            ["v: S1W1N1 was created 0 times", "v: S1W1N1 is there 0 times"],
        ),
        ([line("create", "S1W1N1")], ["v: S1W1N1 is ['S1W1N1'] there and S1W1N2 here"]),
        (
            [line("create", "S1W1N2"), line("create", "S1W1N2", "2")],
            ["v: S1W1N1 was created 2 times", "v: S1W1N1 is there 2 times"],
        ),
    ],
)
def test_what_a_vendor_holds(lines: list[Line], differences: list[str]) -> None:
    assert list(vendors.compare("v", lines, {7: BODY})) == differences


def test_a_seed_decides_the_faults_and_their_number_is_as_asked() -> None:
    plan = planning.long(minutes=20, seed=4, redis=True, sqlite=False)
    faults = planning.faults(plan)
    assert faults == planning.faults(plan)
    assert faults != planning.faults(planning.long(minutes=20, seed=5, redis=True, sqlite=False))
    kinds = [fault.kind for fault in faults]
    assert [kinds.count(kind) for kind in ("kill", "flush", "restart")] == [60, 2, 5]


FEED = [change(7, 1, "", {}), change(7, 2, "last_name", "S1W1N2")]


@pytest.mark.parametrize(
    ("heard", "differences"),
    [
        ([Event("a", 7, 1), Event("a", 7, 1), Event("b", 7, 2)], []),
        ([Event("a", 7, 1)], ["webhook: revision 2 of contact 7 was not told"]),
        (
            [Event("a", 7, 1), Event("b", 7, 2), Event("a", 7, 1)],
            ["webhook: revision 1 of contact 7 came after 2"],
        ),
        (
            [Event("a", 7, 1), Event("b", 7, 2), Event("c", 7, 2, is_signed=False)],
            ["webhook: revision 2 of contact 7 is not signed as agreed", "webhook: (7, 2) has ids ['b', 'c']"],
        ),
        (
            [Event("a", 7, 1), Event("b", 7, 2), Event("c", 8, 1)],
            ["webhook: revision 1 of contact 8 was told and is not in the feed"],
        ),
    ],
)
def test_what_a_listener_heard(heard: list[Event], differences: list[str]) -> None:
    assert list(events.compare(heard, FEED)) == differences
