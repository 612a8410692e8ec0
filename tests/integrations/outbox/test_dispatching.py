"""What becomes of a delivery at a vendor that was not written by us, when all goes well and when it does not."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.directory import operations as door
from contacts.history.actor import SYSTEM
from contacts.record.patch import ContactPatch, EmailPatch
from integrations.connections.models import ExternalId, Lane
from integrations.outbox.models import Attempt, Delivery, State
from integrations.outbox.sending.claiming import claim_due
from integrations.outbox.sending.dispatching import deliver
from integrations.outbox.sending.outcomes import Outcome, write
from tests.integrations.outbox.making import contacts, facts, linked, make_due, push, rename
from tests.vendors import Vendor, fake

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["administrate", "lightening"])
def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Vendor]:
    with fake(request.param, tmp_path) as vendor:
        yield vendor


@pytest.fixture
def marking(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


def ada(email: str = "ada@example.org") -> int:
    return contacts(1, first_name="Ada", last_name="King", emails=[EmailPatch(email=email)])[0]


def did(vendor: Vendor) -> list[str]:
    return [line.did for line in vendor.ledger.calls() if line.did in ("create", "update", "remove")]


def names(vendor: Vendor) -> list[str]:
    rows = [vendor.contacts[str(n)] for n in range(1, vendor.last + 1)]
    return [str(row.get("first_name") or row.get("name")) for row in rows]


def state() -> list[tuple[str, int, str]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts", "last_error"))


def test_a_contact_is_created_updated_removed_and_made_again(vendor: Vendor) -> None:
    linked(vendor)
    contact = ada()
    assert push() == 1
    link = ExternalId.objects.get()
    assert (link.theirs, link.asked, link.revision) == ("1", 1, 1)
    rename(contact, "Augusta")
    assert push() == 1
    assert did(vendor) == ["create", "update"]
    assert names(vendor)[0].startswith("Augusta")
    door.archive(contact=contact, actor=SYSTEM)
    assert push() == 1
    rename(contact, "Unseen")
    door.unarchive(contact=contact, actor=SYSTEM)
    assert push() == 1
    link.refresh_from_db()
    assert (did(vendor), link.theirs, link.gone_at) == (["create", "update", "remove", "create"], "2", None)
    assert {row[-1] for row in facts()} == {"done"}
    assert list(Attempt.objects.values_list("error", flat=True)) == [""] * 4
    assert Lane.objects.get().last_success_at is not None


def test_what_was_archived_before_it_was_sent_is_not_sent(vendor: Vendor) -> None:
    linked(vendor)
    door.archive(contact=ada(), actor=SYSTEM)
    assert push() == 1
    assert did(vendor) == []
    assert state() == [("skipped", 0, "It is archived, and the other side does not have it.")]


@pytest.mark.parametrize("fault", ["reset", "truncated", "html", "nan", "wrong_types", "gzip_bomb", "500"])
def test_a_creation_whose_answer_is_lost_is_found_again_and_not_repeated(vendor: Vendor, fault: str) -> None:
    linked(vendor)
    vendor.faults.play(fault, method="POST", nth=1, commits=True)
    contact = ada()
    assert push() == 1
    assert ExternalId.objects.get().theirs is None
    ((is_in, tries, sentence),) = state()
    assert (is_in, tries, bool(sentence)) == ("waiting", 1, True)
    door.update(contact=contact, patch=ContactPatch(first_name="Augusta", emails=[]), actor=SYSTEM)  # of another look
    make_due()
    assert push() == 1
    assert did(vendor) == ["create", "update"]
    assert names(vendor)[0].startswith("Augusta")
    assert (ExternalId.objects.get().theirs, state()) == ("1", [("done", 2, "")])


def test_a_creation_that_never_came_to_be_is_repeated(vendor: Vendor) -> None:
    linked(vendor)
    vendor.faults.play("500", method="POST", times=2)
    ada()
    for _ in range(3):
        push()
        make_due()
    assert (did(vendor), state()) == (["create"], [("done", 3, "")])


def test_a_contact_that_is_archived_while_its_creation_is_unsure_goes_from_there(vendor: Vendor) -> None:
    linked(vendor)
    vendor.faults.play("reset", method="POST", nth=1)
    contact = ada()
    push()
    door.archive(contact=contact, actor=SYSTEM)
    make_due()
    push()
    assert did(vendor) == ["create", "remove"]


def test_a_refusal_is_final_and_stands_in_plain_words(marking: Vendor) -> None:
    linked(marking)
    contacts(1, first_name="Ada")
    assert push() == 1
    assert state() == [("dead", 1, "A contact needs a last name there.")]


def test_whoever_does_not_admit_us_is_not_asked_five_times_in_a_row(marking: Vendor) -> None:
    marking.credentials = marking.credentials | {"password": "another"}
    linked(marking)
    marking.credentials = marking.credentials | {"password": "correct-horse"}
    for n in range(7):
        ada(f"ada{n}@example.org")
    assert push() == 5
    assert [row[0] for row in state()] == ["dead"] * 5 + ["waiting"] * 2
    assert Lane.objects.get().last_error == "The other side answered 401."


def test_after_a_429_there_is_quiet_for_as_long_as_they_ask(marking: Vendor) -> None:
    linked(marking)
    marking.faults.play("429", nth=1, seconds=30)
    ada()
    ada("grace@example.org")
    began = timezone.now()
    assert push() == 1
    quiet = Lane.objects.get().quiet_until
    assert quiet is not None
    assert 29 < (quiet - began).total_seconds() < 33
    Delivery.objects.update(due=began)
    assert push() == 0


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"deletion": "keep"}, ("skipped", "The other side deleted this contact.")),
        ({"deletion": "archive", "direction": "both"}, ("skipped", "The other side deleted this contact.")),
        (
            {"deletion": "archive"},
            ("dead", "The other side deleted this contact. Archive it, or send it anew."),
        ),
    ],
)
def test_what_the_other_side_deleted_is_not_made_there_again(
    vendor: Vendor, said: dict[str, Any], ends: tuple[str, str]
) -> None:
    linked(vendor, **said)
    contact = ada()
    push()
    vendor.remove("1")
    rename(contact, "Grace")
    push()
    rename(contact, "Mary")
    push()
    assert did(vendor).count("create") == 1
    assert [row[::2] for row in state()[1:]] == [ends, ("skipped", "The other side deleted this contact.")]
    assert ExternalId.objects.get().gone_at is not None


def test_only_contacts_that_match_are_sent_and_those_that_are_archived_go(marking: Vendor) -> None:
    linked(marking, where={"field": "last_name", "op": "eq", "value": "King"})
    contact = ada()
    contacts(1, first_name="Grace", last_name="Hopper")
    push()
    assert names(marking) == ["Ada"]
    door.update(contact=contact, patch=ContactPatch(last_name="Byron"), actor=SYSTEM)
    push()
    door.archive(contact=contact, actor=SYSTEM)
    push()
    assert did(marking) == ["create", "remove"]


def test_a_state_that_they_have_is_not_sent_again(marking: Vendor) -> None:
    line = linked(marking)
    contact = ada()
    push()
    Delivery.objects.create(connection=line, contact_id=contact, kind="contact", revision=1)
    push()
    assert did(marking) == ["create"]
    assert state()[1] == ("skipped", 0, "The other side has this state already.")


def test_what_they_take_for_another_contact_of_ours_is_not_linked_twice(marking: Vendor) -> None:
    line = linked(marking)
    ExternalId.objects.create(connection=line, contact_id=contacts(1)[0], theirs="1", created_at=timezone.now())
    Delivery.objects.all().delete()
    ada()
    push()
    sentence = "The other side says this is its 1, which is another contact here: a duplicate?"
    assert state() == [("dead", 1, sentence)]


def test_something_newer_that_was_agreed_on_meanwhile_is_sent_after_it(marking: Vendor) -> None:
    linked(marking)
    contact = ada()
    push()
    rename(contact, "Augusta")
    (claim,) = claim_due(now=timezone.now(), most=1)
    ExternalId.objects.update(revision=3)  # a fetch took their change over while ours was under way
    write(claim, Outcome(state=State.DONE, revision=2, link={"revision": 2}))
    assert (state()[1][0], ExternalId.objects.get().revision) == ("waiting", 2)


def test_an_error_of_ours_is_tried_again_and_quotes_nothing(marking: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    from integrations.dialects.administrate.connector import Administrate

    def broken(*args: object, **options: object) -> None:
        raise ValueError("ada@example.org")

    monkeypatch.setattr(Administrate, "create", broken)
    linked(marking)
    ada()
    push()
    ((is_in, tries, sentence),) = state()
    assert (is_in, tries) == ("waiting", 1)
    assert sentence.startswith("An error of this program: ValueError in broken, line ")
    assert Lane.objects.get().failures == 0


def test_the_last_of_many_edits_is_what_they_have(vendor: Vendor) -> None:
    linked(vendor)
    contact = ada()
    for n in range(10):
        rename(contact, f"Ada{n}")
        if n % 3 == 0:
            push()
    push()
    assert names(vendor)[0].startswith("Ada9")
    assert did(vendor) == ["create", "update", "update", "update"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_delivery_costs_as_many_statements_whatever_waits(
    marking: Vendor, count: int, queries: type[CaptureQueriesContext]
) -> None:
    linked(marking)
    for n in range(count):
        ada(f"ada{n}@example.org")
    push()
    for contact in ExternalId.objects.values_list("contact", flat=True):
        rename(contact, "Grace")
    (claim, *_) = claim_due(now=timezone.now(), most=1)
    with queries(database) as counted:
        deliver(claim)
    unsteady = ("SAVEPOINT", "optionvalue", 'UPDATE "integrations_lane"')  # at most once a second
    seen = [one["sql"] for one in counted if not any(word in one["sql"] for word in unsteady)]
    assert len(seen) == 10, "\n".join(seen)
