"""Customers change what they may of their record, and nothing else, whatever they send."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from contacts.access.accounts.models import Account, Identity
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.models import Session
from contacts.directory import operations as directory
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.portal.words import partial_date
from contacts.record.contact import ContactRecord, PartialDate
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from tests.contacts.portal.conftest import MAIL
from tests.contacts.portal.pages.making import ADA, Things
from tests.contacts.portal.post import code

DETAILS = {"first_name": "Grace", "last_name": "Hopper", "title": "Dr", "gender": "FEMALE", "language": "DEU",
           "country_of_residence": "CY", "birth_date_0": "9", "birth_date_1": "12", "birth_date_2": "1906"}  # fmt: skip
FORBIDDEN = {
    "kind": "company", "display_name": "Admiral", "status": "VIP", "notes": "x", "is_active": "", "is_tax_exempt": "on",
    "owner_group": "1", "category": "1", "customer_type": "1", "privacy_level": "1", "crm_type": "Member", "code": "C1",
    "membership_number": "9", "external_id": "9", "zones": "1", "tags": "vip", "life_cycle_state": "FINANCIAL",
    "photo": "x", "kept": "{}", "custom": "{}", "relations": "1", "id": "1", "uuid": "x", "is_staff": "on",
    "company_name": "Navy", "password": "x", "contact": "2", "created_at": "2001-01-01", "marketing_lists": "1",
}  # fmt: skip


def record(grace: Account) -> ContactRecord:
    return snapshots.records([grace.contact_id or 0])[grace.contact_id or 0]


def changed(grace: Account) -> set[str]:
    """The paths of the last change."""
    import json

    return set(json.loads(Change.objects.filter(contact=grace.contact_id).latest("pk").changes))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["9 December 1906", "December 1906", "29 February", "February", "1906"]),
        ("de", ["9. Dezember 1906", "Dezember 1906", "29. Februar", "Februar", "1906"]),
    ],
)
def test_what_is_known_of_a_date_is_written_as_the_reader_writes_it(language: str, written: list[str]) -> None:
    known = ((1906, 12, 9), (1906, 12, None), (None, 2, 29), (None, 2, None), (1906, None, None))
    with translation.override(language):
        dates = [partial_date(PartialDate(year=year, month=month, day=day)) for year, month, day in known]
    assert dates == written


def test_details_are_changed_by_their_owner_in_their_name(hers: Client, grace: Account) -> None:
    done = hers.post(reverse("portal:details"), DETAILS)
    assert done["Location"] == reverse("portal:profile")
    now = record(grace)
    born = now.demographics.birth_date
    assert (now.display_name, now.language, now.demographics.gender) == ("Dr Grace Hopper", "DEU", "FEMALE")
    assert born is not None
    assert (born.year, born.month, born.day, now.demographics.country_of_residence) == (1906, 12, 9, "CY")
    assert "9 December 1906" in hers.get(reverse("portal:profile")).content.decode()
    change = Change.objects.filter(contact=grace.contact_id).latest("pk")
    assert (change.actor_kind, change.actor_id, change.actor_label, change.door) == (
        "contact", grace.contact_id, "Grace Hill", "portal",
    )  # fmt: skip
    assert "Dr Grace Hopper" in hers.get(reverse("portal:profile")).content.decode()


def test_what_is_not_theirs_to_change_stays(hers: Client, grace: Account) -> None:
    before = record(grace)
    hers.post(reverse("portal:details"), DETAILS | FORBIDDEN)
    after = record(grace)
    allowed = {"title", "last_name", "display_name", "language", "demographics", "revision", "updated_at"}
    different = {name for name in after.__struct_fields__ if getattr(after, name) != getattr(before, name)}
    assert different == allowed
    hers.post(reverse("portal:add-addresses"), {"type": "HOME", "town": "Paphos", "is_active": "", **FORBIDDEN})
    assert {path.partition("[")[0].partition(".")[0] for path in changed(grace)} == {"addresses"}


def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(hers: Client, grace: Account) -> None:
    response = hers.post(reverse("portal:details"), DETAILS | {"first_name": "", "birth_date_1": "13"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_first_name_error">Enter your first name.</p>' in page
    assert 'value="Hopper"' in page
    wrong = hers.post(reverse("portal:details"), DETAILS | {"birth_date_0": "31", "birth_date_1": "2"})
    assert wrong.status_code == 422
    assert 'href="#id_birth_date"' in wrong.content.decode()


def test_a_change_made_meanwhile_is_not_gone_over_unseen(hers: Client, grace: Account) -> None:
    seen = record(grace).revision
    directory.update(contact=grace.contact_id or 0, patch=parse_patch({"middle_name": "Brewster"}), actor=ADA)
    response = hers.post(reverse("portal:details"), DETAILS | {"revision": seen})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Your details were changed elsewhere" in page
    assert f'name="revision" value="{seen + 1}"' in page
    assert record(grace).middle_name == "Brewster"
    assert record(grace).last_name == "Hill"
    assert hers.post(reverse("portal:details"), DETAILS | {"revision": seen + 1}).status_code == 302


def test_parts_are_added_changed_preferred_and_removed(hers: Client, grace: Account) -> None:
    hers.post(reverse("portal:add-addresses"), {"type": "HOME", "street_name": "Quay", "town": "Limassol"})
    hers.post(reverse("portal:add-phones"), {"type": "MOBILE", "number": "99 123456", "country": "CY"})
    hers.post(reverse("portal:add-emails"), {"type": "BUSINESS", "email": "grace@navy.example.org"})
    now = record(grace)
    assert (now.addresses[0].town, now.phones[0].e164) == ("Limassol", "+35799123456")
    work = now.emails[1]
    assert (work.email, work.type, work.is_primary) == ("grace@navy.example.org", "BUSINESS", False)
    hers.post(reverse("portal:prefer-emails", args=[work.id]))
    hers.post(reverse("portal:change-addresses", args=[now.addresses[0].id]), {"type": "BILLING", "town": "Paphos"})
    hers.post(reverse("portal:remove-phones", args=[now.phones[0].id]))
    now = record(grace)
    assert [one.is_primary for one in now.emails] == [False, True]
    assert [(one.type, one.street_name, one.town) for one in now.addresses] == [("BILLING", "", "Paphos")]
    assert now.phones == []
    wrong = hers.post(reverse("portal:add-phones"), {"type": "MOBILE", "number": "12", "country": "CY"})
    assert (wrong.status_code, "number_error" in wrong.content.decode()) in ((422, True), (302, False))
    bad = hers.post(reverse("portal:add-emails"), {"type": "OTHER", "email": "no address"})
    assert 'id="id_email_error">Enter an email address like name@example.org.</p>' in bad.content.decode()


def test_the_address_to_sign_in_with_changes_only_when_the_new_one_answers(hers: Client, grace: Account) -> None:
    mine = record(grace).emails[0].id
    page = reverse("portal:sign-in-address", args=["email"])
    assert hers.post(reverse("portal:change-emails", args=[mine]), {"email": "x@example.org"})["Location"] == page
    refused = hers.post(reverse("portal:remove-emails", args=[mine]))
    assert "You sign in with this." in refused.content.decode()
    sent = hers.post(page, {"address": "admiral@example.org"})
    assert sent["Location"] == reverse("portal:confirm-address")
    digits = code()
    assert record(grace).emails[0].email == MAIL
    assert hers.post(sent["Location"], {"code": "000000"}).status_code == 422
    assert hers.post(sent["Location"], {"code": digits})["Location"] == reverse("portal:profile")
    assert [one.email for one in record(grace).emails] == ["admiral@example.org"]
    assert list(Identity.objects.values_list("key", flat=True)) == ["admiral@example.org"]
    assert hers.get(reverse("portal:profile")).status_code == 200


@pytest.mark.parametrize("name", ["add-emails", "change-emails", "remove-phones", "sign-in-address"])
def test_ways_to_be_reached_need_a_fresh_proof(hers: Client, hers_all: Things, name: str) -> None:
    Session.objects.update(strong_at=timezone.now() - sessions.FRESH * 1.1)
    caches.empty_all()
    ids: Any = {"change-emails": [hers_all.emails], "remove-phones": [hers_all.phones], "sign-in-address": ["email"]}
    before = record(hers_all.account)
    response = hers.post(reverse(f"portal:{name}", args=ids.get(name)), {"type": "OTHER", "email": "thief@example.org"})
    assert response["Location"].startswith(reverse("portal:confirm"))
    assert record(hers_all.account) == before


def test_fields_of_staff_are_seen_and_changed_as_they_are_marked(hers: Client, grace: Account) -> None:
    group = CustomFieldGroup.objects.create(alias="habits", name="Habits")
    for alias, marks in {
        "boat": {"is_customer_editable": True},
        "berth": {"is_customer_visible": True},
        "risk": {},
    }.items():
        CustomField.objects.create(group=group, alias=alias, label=alias.title(), **marks)
    set_ = parse_patch({"custom": {"habits": {"boat": "Ketch", "berth": "B7", "risk": "high"}}})
    directory.update(contact=grace.contact_id or 0, patch=set_, actor=ADA)
    page = hers.get(reverse("portal:profile")).content.decode()
    assert ("Ketch" in page, "B7" in page, "high" in page, "Risk" in page) == (True, True, False, False)
    hers.post(reverse("portal:more"), {"boat": "Sloop", "berth": "A1", "risk": "none"})
    assert record(grace).custom == {"habits": {"berth": "B7", "boat": "Sloop", "risk": "high"}}
    hers.post(reverse("portal:more"), {"boat": ""})
    assert record(grace).custom == {"habits": {"berth": "B7", "risk": "high"}}
    CustomField.objects.update(is_customer_editable=False)
    assert hers.get(reverse("portal:more")).status_code == 404
