"""What may be sent, how other systems spell it, and what is merged."""

import datetime as dt
from typing import Any

import pytest

from contacts.consents import queries, spelled
from contacts.record.consents import effective, narrowest
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from contacts.record.patch import ContactPatch
from tests.contacts.record.documented_values import DOCUMENTED


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


SPELLED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"is_data_using_allowed": True}, {"data_use": {"ANY": A}}),
    ({"is_data_using_allowed": False}, {"data_use": {"ANY": R}}),
    ({"consent_state": "PENDING"}, {"data_use": {"ANY": P}}),
    ({"email_opt_out": True, "sms_opt_out": False}, {"marketing": {"EMAIL": R, "SMS": A}}),
    ({"service_acceptance": True}, {"service": {"ANY": A}}),
    ({"send_direct_marketing_material": False}, {"marketing": {"ANY": R}}),
    ({"send_affiliate_marketing_material": True}, {"affiliate_marketing": {"ANY": A}}),
    ({"dont_mail": True, "no_third_party": True}, {"marketing": {"POST": R}, "third_party": {"ANY": R}}),
    ({"dont_mail": False}, {"marketing": {"POST": A}}),
]


@pytest.mark.parametrize(("flags", "consents"), SPELLED)
def test_every_spelling_is_written_and_read_back(flags: dict[str, Any], consents: Any) -> None:
    assert spelled.written(flags) == ContactPatch(consents=consents)
    assert {name: spelled.read(consents, name) for name in flags} == flags
    assert spelled.unspoken(consents, flags) == {}
    assert spelled.unspoken({}, flags) == flags


def test_silence_is_no_answer_and_nothing_known_is_null() -> None:
    assert spelled.written({"dont_mail": None}) == spelled.written({}) == ContactPatch()
    assert {spelled.read({}, name) for name in spelled.VIEWS} == {None}
    assert spelled.read({"marketing": {"EMAIL": P}}, "email_opt_out") is None
    assert spelled.read({"marketing": {"ANY": R}}, "email_opt_out") is True
    for name, value in (("dont_mail", "yes"), ("consent_state", True)):
        with pytest.raises(Invalid) as refused:
            spelled.written({name: value})
        assert [error.path for error in refused.value.errors] == [name]


def test_the_spellings_are_those_of_the_documents() -> None:
    said = {
        "webinone": {"is_data_using_allowed": True},
        "crmcom_selfservice": {
            "email_opt_out": True, "sms_opt_out": False, "consent_state": A, "service_acceptance": True,
        },
        "crmcom_classic": {"send_direct_marketing_material": False, "send_affiliate_marketing_material": False},
        "administrate": {"dont_mail": True, "no_third_party": True},
    }  # fmt: skip
    for dialect, flags in said.items():
        assert spelled.written(flags).consents == DOCUMENTED[dialect]["consents"], dialect


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
