"""Fetching from a fake vendor: what comes in, once, and what it costs."""

import pytest

from contacts.directory.models import Contact
from contacts.history.models import Change
from tests.integrations.sync.making import connection, counts, ours, pulled, waiting
from tests.vendors.vendor import Vendor

pytestmark = pytest.mark.django_db


def test_everything_they_have_comes_in_once(vendor: Vendor) -> None:
    vendor.add(3)
    there = connection(vendor)
    first = pulled(there)
    assert (first.kind, first.state, counts(first), first.last_error) == ("first", "done", {"created": 3}, "")
    found, theirs = ours(there, "1"), vendor.contacts["1"]
    assert (found["first_name"], found["last_name"]) == (theirs["first_name"], theirs["last_name"])
    assert [one["email"] for one in found["emails"]] == [theirs["email"]]
    entry = Change.objects.get(contact=found["id"])
    origin = (entry.actor_kind, entry.actor_id, entry.actor_label, entry.door)
    assert origin == ("connection", there.pk, "administrate", "sync")
    assert waiting(there) == []
    again = pulled(there)
    assert (again.kind, counts(again)) == ("changes", {"unchanged": 3})
    assert Contact.objects.count() == 3


def test_another_page_is_asked_for_until_there_is_none(vendor: Vendor) -> None:
    vendor.add(505)
    assert counts(pulled(connection(vendor))) == {"created": 505}
