"""What may be sent, and what is merged."""

import datetime as dt
from typing import Any

import pytest

from contacts.consents import queries
from contacts.record.consents import effective, narrowest
from contacts.record.contact import ContactRecord


def saying(consents: Any) -> ContactRecord:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return ContactRecord(id=1, uuid="", code="", revision=1, created_at=now, updated_at=now, consents=consents)


A, P, R, NONE = "ACCEPTED", "PENDING", "REJECTED", None
TABLE = [  # own state of the channel, state of any channel, marketing goes, service goes
    (A, NONE, True, True), (P, NONE, False, True), (R, NONE, False, False), (NONE, NONE, False, True),
    (NONE, A, True, True), (NONE, P, False, True), (NONE, R, False, False),
    (A, R, True, True), (R, A, False, False), (P, A, False, True), (A, P, True, True), (P, R, False, True),
]  # fmt: skip


@pytest.mark.parametrize(("own", "any_", "marketing", "service"), TABLE)
def test_the_gate(own: str | None, any_: str | None, marketing: bool, service: bool) -> None:
    states = {channel: state for channel, state in (("EMAIL", own), ("ANY", any_)) if state}
    for purpose in ("marketing", "affiliate_marketing", "third_party", "data_use"):
        assert queries.may_send(saying({purpose: states}), purpose, "EMAIL") is marketing
    assert queries.may_send(saying({"service": states}), "service", "EMAIL") is service
    assert queries.may_send(saying({"service": states, "marketing": states}), "security", "EMAIL") is True
    assert queries.may_send(saying({"marketing": states}), "service", "EMAIL") is True


def test_who_rejects_the_use_of_data_gets_no_marketing() -> None:
    record = saying({"marketing": {"EMAIL": A}, "data_use": {"ANY": R}})
    assert not queries.may_send(record, "marketing", "EMAIL")
    assert queries.may_send(record, "service", "EMAIL")


@pytest.mark.parametrize(("purpose", "channel"), [("gossip", "EMAIL"), ("marketing", "FAX"), ("security", "FAX")])
def test_what_is_not_known_never_passes(purpose: str, channel: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        queries.may_send(saying({}), purpose, channel)


MERGES: list[tuple[Any, Any, Any]] = [
    ({"marketing": {"EMAIL": A}}, {"marketing": {"EMAIL": R}}, {"marketing": {"EMAIL": R}}),
    ({"marketing": {"EMAIL": P}}, {"marketing": {"EMAIL": A}}, {"marketing": {"EMAIL": P}}),
    ({"marketing": {"ANY": R}}, {"marketing": {"EMAIL": A}}, {"marketing": {"ANY": R, "EMAIL": R}}),
    ({}, {"service": {"SMS": A}}, {"service": {"SMS": A}}),
]


@pytest.mark.parametrize(("one", "other", "merged"), MERGES)
def test_a_merge_never_widens(one: Any, other: Any, merged: Any) -> None:
    assert narrowest(one, other) == narrowest(other, one) == merged
    for purpose in ("marketing", "service"):
        for channel in queries.CHANNELS:
            if effective(one, purpose, channel) == R or effective(other, purpose, channel) == R:
                assert effective(merged, purpose, channel) == R
