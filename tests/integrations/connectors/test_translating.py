"""Between our contact and theirs: whose ids are whose, what silence means, and what of an answer is not taken."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings

from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch
from integrations.connections.queries import Account, References
from integrations.dialects.administrate.table import TABLE as ADMINISTRATE
from integrations.dialects.lightening.table import TABLE as LIGHTENING
from integrations.dialects.webinone.table import TABLE as WEBINONE
from integrations.mapping.sources import BLANK, Body
from integrations.mapping.table import Table
from integrations.wire.outbound import translating
from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.translating import Abroad, called, replied
from integrations.wire.outbound.troubles import Declined
from tests.integrations.laws import KNOWN, after, bodies

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACCOUNT = {"account_id": "organisation", "marketing_lists": "marketing_list"}
# Each of ours has a name there: 70 for 7, and so on.
ALL = {kind: {n: str(n * 10) for n in range(1, 10)} for kind in ("organisation", "marketing_list", "customer_type")}
EVERY = References(ALL, {kind: {theirs: ours for ours, theirs in names.items()} for kind, names in ALL.items()})
NONE = References({}, {})


class There(Connector):
    """A system that has accounts and mailing lists of its own, and a field for references of others."""

    references: ClassVar[Mapping[str, str]] = ACCOUNT | {"customer_id": "organisation", "Type": "customer_type"}
    marked = "import_ref"


def contact(**said: Any) -> Body:
    return after(BLANK, parse_patch({"last_name": "King", **said}))


def heard(table: Table, data: dict[str, Any], current: Body, references: References = EVERY) -> ContactPatch:
    return replied(table, There, data, current, KNOWN, references).patch


@pytest.mark.parametrize("table", [WEBINONE, ADMINISTRATE, LIGHTENING], ids=lambda table: table.dialect)
@FEW
@given(body=bodies())
def test_what_we_said_comes_back_as_no_change(table: Table, body: Body) -> None:
    said = called(table, There, body, KNOWN, EVERY)
    assert heard(table, said, body) == ContactPatch()
    theirs = table.render(body, KNOWN) | said | {"id": 4711, "Id": 4711, "created_at": "2001-01-01 00:00:00"}
    assert heard(table, theirs, body) == ContactPatch()


def test_ids_of_look_ups_are_translated_both_ways() -> None:
    mine = contact(affiliations=[{"organisation": 3}], marketing_lists=[1, 2])
    said = called(ADMINISTRATE, There, mine, KNOWN, EVERY)
    assert (said["account_id"], said["marketing_lists"]) == (30, [10, 20])
    patch = heard(ADMINISTRATE, {"last_name": "King", "account_id": 40, "marketing_lists": [10, 990]}, mine)
    assert patch == parse_patch({"affiliations": [{"id": 1, "organisation": 4}], "marketing_lists": [1]})


def test_a_look_up_without_a_name_there_is_not_spoken_about() -> None:
    some = References({"organisation": {1: "10"}}, {"organisation": {"10": 1}})
    mine = contact(affiliations=[{"organisation": 3}], marketing_lists=[1])
    for references in (some, NONE):
        assert {"account_id", "marketing_lists"} & set(called(ADMINISTRATE, There, mine, KNOWN, references)) == set()
        assert heard(ADMINISTRATE, {"account_id": 3, "marketing_lists": [1]}, BLANK, references) == ContactPatch()


def test_silence_of_ours_does_not_undo_what_they_know() -> None:
    unasked = called(ADMINISTRATE, There, contact(), KNOWN, EVERY)
    assert {"dont_mail", "no_third_party", "is_tutor", "tutor_bio", "tasks", "source1"} & set(unasked) == set()
    asked = contact(consents={"marketing": {"POST": "REJECTED"}}, kept={"administrate": {"is_tutor": True}})
    said = called(ADMINISTRATE, There, asked, KNOWN, EVERY)
    assert (said["dont_mail"], said["is_tutor"]) == (True, True)
    assert "no_third_party" not in said


def test_passwords_are_never_called_out() -> None:
    assert "Password" not in called(WEBINONE, There, contact(), KNOWN, EVERY)
    assert "portal_password" not in called(LIGHTENING, There, contact(), KNOWN, EVERY)


def test_their_ids_and_times_never_become_ours() -> None:
    theirs = {
        "id": 99, "created_on": "2001-02-03T04:05:06", "is_deleted": True, "created_by_id": 5, "overall_attendance": 7,
        "company_id": 50,
    }  # fmt: skip
    assert heard(ADMINISTRATE, theirs, BLANK) == ContactPatch()
    told = {"Id": 99, "CreatedDate": "2001-02-03T04:05:06Z", "EmailConfirmed": True, "CustomerTypeName": "Wholesale"}
    assert heard(WEBINONE, told, BLANK) == ContactPatch()
    names = {
        "customer_name": "X",
        "customer_account": "Y",
        "vendor_name": "Z",
        "vendor_type": 2,
        "cost_center_name": "Q",
    }
    times = {"id": "99", "created_at": "2001-02-03 04:05:06", "updated_at": "2001-02-03 04:05:06", "portal_active": "1"}
    assert heard(LIGHTENING, names | times, BLANK) == ContactPatch()


def test_a_blank_where_requests_have_no_field_takes_nothing_away() -> None:
    two = contact(emails=[{"email": "a@example.org"}, {"email": "b@example.org"}])
    assert heard(LIGHTENING, {"email": "a@example.org", "email2": "", "email3": None}, two) == ContactPatch()
    more = heard(LIGHTENING, {"email": "a@example.org", "email2": "c@example.org"}, two)
    assert more == parse_patch({"emails": [{"id": 2, "email": "c@example.org"}]})


def test_what_cannot_be_read_is_left_out_and_told() -> None:
    theirs = {
        "Email": "nobody", "FirstName": 5, "LastName": "King", "Notes": "a\x00b", "Type": ["x"], "Country": {},
        "CustomCrmGroups": {"club": {"level": "Gold", "stranger": 1}, "strangers": {"a": 1}},
    }  # fmt: skip
    parsed = replied(WEBINONE, There, theirs, BLANK, KNOWN, EVERY)
    assert parsed.patch == parse_patch({"last_name": "King", "custom": {"club": {"level": "Gold"}}})
    assert {error.path for error in parsed.unread} == {
        "Email", "FirstName", "Notes", "Country", "CustomCrmGroups.strangers", "CustomCrmGroups.club.stranger", "Type",
    }  # fmt: skip


def test_our_mark_stands_only_where_nothing_else_does_and_never_comes_back() -> None:
    marked = called(ADMINISTRATE, There, contact(), KNOWN, EVERY)["import_ref"]
    assert marked == translating.mark(BLANK)
    assert heard(ADMINISTRATE, {"import_ref": marked}, BLANK) == ContactPatch()
    assert called(ADMINISTRATE, There, contact(import_ref="R1"), KNOWN, EVERY)["import_ref"] == "R1"
    assert heard(ADMINISTRATE, {"import_ref": "R2"}, BLANK) == parse_patch({"import_ref": "R2"})


def test_times_there_are_in_the_time_zone_of_the_account() -> None:
    def zone(name: str) -> dt.tzinfo:
        return Abroad(Account(1, "administrate", "Shop", "https://example.org", {"time_zone": name})).zone

    assert str(zone("Europe/Nicosia")) == "Europe/Nicosia"
    for wrong in ("Europe/Nowhere", "../etc/passwd", "a\x00b"):
        with pytest.raises(Declined):
            zone(wrong)
