"""Which contact of ours one of theirs is: only one that is meant for sure, and each of ours once."""

from typing import Any

import pytest

from contacts.directory.models import Contact
from contacts.history import queries as history
from integrations.connections.models import ExternalId
from integrations.sync.models import Finding
from tests.integrations.sync.making import body, connection, counts, new, pulled
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db
THEIRS = {"first_name": "Ada", "last_name": "King", "email": "Ada@X.org", "mobile": "99 123 456", "tel": ""}


@pytest.mark.parametrize(
    ("rule", "ours"),
    [
        ("email", {"emails": [{"email": "ada@x.org"}]}),
        ("external_id", {"external_id": "E-1"}),
        ("import_ref", {"import_ref": "I-1"}),
        ("phone", {"phones": [{"number": "+357 99123456", "type": "LANDLINE"}]}),
        ("name", {"first_name": "ADA", "last_name": "king"}),
    ],
)
def test_a_rule_finds_the_contact(vendor: Vendor, settings: Any, rule: str, ours: dict[str, Any]) -> None:
    settings.DEFAULT_COUNTRY = "CY"
    mine = new(**({"last_name": "Someone"} | ours))
    new(last_name="Another")
    vendor.add(1, **THEIRS, external_id="E-1", import_ref="I-1")
    assert counts(pulled(connection(vendor, matching=[rule], ownership={"": "theirs"}))) == {"updated": 1, "linked": 1}
    assert ExternalId.objects.get().contact_id == mine
    assert Contact.objects.count() == 2


def test_what_they_lack_stays_and_what_we_lack_comes_in(vendor: Vendor) -> None:
    """Whoever is found by a rule was never compared before: blanks on either side are no changes."""
    mine = new(last_name="King", notes="Ours.", emails=[{"email": "ada@x.org"}])
    vendor.add(1, **THEIRS, department="Sums", notes="")
    there = connection(vendor, matching=["email"], ownership={"": "theirs"})
    pulled(there)
    now = body(mine)
    assert (now["first_name"], now["department"], now["notes"]) == ("Ada", "Sums", "Ours.")


def test_rules_are_tried_in_their_order(vendor: Vendor) -> None:
    by_name, by_email = new(first_name="Ada", last_name="King"), new(last_name="X", emails=[{"email": "ada@x.org"}])
    vendor.add(1, **THEIRS)
    pulled(connection(vendor, matching=["email", "name"]))
    assert ExternalId.objects.get().contact_id == by_email != by_name


def test_one_that_may_be_several_is_created_and_shown(vendor: Vendor) -> None:
    twins = [new(last_name=name, emails=[{"email": "ada@x.org"}]) for name in ("King", "Byron")]
    vendor.add(1, **THEIRS)
    run = pulled(connection(vendor, matching=["email"]))
    assert counts(run) == {"created": 1}
    finding = Finding.objects.get(run=run)
    assert (finding.kind, finding.values, finding.theirs) == ("ambiguous", {"candidates": twins}, "1")
    assert Contact.objects.count() == 3


def test_each_of_ours_is_linked_once(vendor: Vendor) -> None:
    mine = new(last_name="King", emails=[{"email": "ada@x.org"}])
    vendor.add(2, **THEIRS)
    there = connection(vendor, matching=["email"], ownership={"": "theirs"})
    assert counts(pulled(there)) == {"created": 1, "updated": 1, "linked": 1}
    assert [row.contact_id == mine for row in ExternalId.objects.order_by("theirs")] == [True, False]


def test_nobody_is_matched_without_a_rule(vendor: Vendor) -> None:
    new(last_name="King", emails=[{"email": "ada@x.org"}])
    vendor.add(1, **THEIRS)
    assert counts(pulled(connection(vendor))) == {"created": 1}


def test_one_that_we_asked_for_and_never_heard_of_is_found_by_our_mark(vendor: Vendor) -> None:
    mine = new(last_name="King")
    there = connection(vendor)
    ExternalId.objects.create(connection=there, contact_id=mine, asked=1, created_at=Contact.objects.get().created_at)
    vendor.add(1, **THEIRS, import_ref=f"crm:{body(mine)['uuid']}")
    assert counts(pulled(there)) == {"updated": 1, "linked": 1}
    assert (ExternalId.objects.get().theirs, body(mine)["import_ref"]) == ("1", "")


def test_one_that_we_asked_for_is_found_by_being_just_that(vendor: Vendor) -> None:
    """Between the call and its answer the list has it already: it is not made here once more."""
    vendor.add(1, **THEIRS)
    there = connection(vendor)
    pulled(there)
    mine = ExternalId.objects.get().contact_id
    ExternalId.objects.update(theirs=None, asked=1, revision=0, digest="")
    assert counts(pulled(there)) == {"unchanged": 1, "linked": 1}
    assert (ExternalId.objects.get().contact_id, Contact.objects.count()) == (mine, 1)
    assert history.of_contact(mine).count() == 1
