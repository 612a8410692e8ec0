"""The record page: everything about a contact, edited in place, with its past."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.lookups.models import Category, CustomField, CustomFieldGroup, Organisation
from contacts.lookups.queries import KINDS
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.staff.people.fields import ALL
from contacts.zones.models import Zone
from tests.contacts.directory import making
from tests.contacts.staff.people.conftest import COMMAND, make
from tests.factories import StaffFactory
from tests.pages import closely


def record(contact: int) -> ContactRecord:
    text = snapshots.text(contact)
    assert text is not None
    return codec.from_text(text)


def text_of(client: Client, contact: int, query: str = "") -> str:
    page = client.get(f"/staff/contacts/{contact}/{query}")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_everything_about_a_contact_is_on_its_page(staff: Client) -> None:
    making.lookups()
    contact = door.create(patch=parse_patch(making.everything()), actor=COMMAND).record.id
    employer = make(kind="company", company_name="Mill Ltd", relations=[{"type": "EMPLOYEE", "contact": contact}])
    pages = "".join(text_of(staff, contact, f"?tab={tab}") for tab in ("timeline", "details", "relations", "zones"))
    body = record(contact)
    for value in (
        body.display_name, body.code, body.emails[0].email, body.phones[0].number, body.addresses[0].town,
        body.zones[0].name, body.demographics.passport.number if body.demographics.passport else "", "Category",
        "Mill Ltd", "Employer", "Some text", body.external_id, body.company_profile.vat_number, body.tags[0],
    ):  # fmt: skip
        assert value in pages, value
    assert staff.get(f"/staff/contacts/{employer}/").status_code == 200
    assert staff.get("/staff/contacts/999999/").status_code == 404


@pytest.mark.parametrize(("count", "seen", "folded"), [(1, 1, 0), (6, 6, 0), (7, 5, 2), (40, 5, 35)])
def test_many_parts_of_one_sort_are_folded(staff: Client, count: int, seen: int, folded: int) -> None:
    """Off: let ``first`` be all of them."""
    phones = [{"number": f"99 000 0{n:02}", "country": "CY", "type": "MOBILE"} for n in range(count)]
    contact = make(first_name="Ada", phones=phones)
    page = closely(staff.get(f"/staff/contacts/{contact}/").content.decode())
    group = page.partition('id="phones"')[2].partition("</section>")[0]
    first, _, rest = group.partition('<details class="rest">')
    assert [part.count('class="part"') for part in (first, rest)] == [seen, folded]
    assert (f"<summary>{folded} more phones</summary>" in rest) == bool(folded)
    changed = staff.post(f"/staff/contacts/{contact}/parts/phones/new/", {"number": "99 111 222", "type": "MOBILE"})
    assert ('<details class="rest" open>' in closely(changed.content.decode())) == (count >= 6)


def test_thousands_are_grouped_where_a_number_counts(staff: Client) -> None:
    """And not in a year. Off: leave ``grouped`` out."""
    profile = {"annual_turnover": "1500000.5", "number_of_employees": 12000, "profile_year": 2019}
    contact = make(kind="company", company_name="Analytical Engines", company_profile=profile)
    page = closely(staff.get(f"/staff/contacts/{contact}/?tab=details").content.decode())
    assert [text in page for text in ("1,500,000.5", "12,000", "2019", "2,019")] == [True, True, True, False]


def test_a_vat_number_that_can_be_none_is_kept_and_doubted_beside_it(staff: Client) -> None:
    """Its country is the one the company is registered in, else the one where it is."""
    contact = make(
        kind="company", company_name="Mill Ltd", company_profile={"vat_number": "10259033X"},
        addresses=[{"type": "BUSINESS", "town": "Nicosia", "country": "CY"}],
    )  # fmt: skip
    url, doubt = f"/staff/contacts/{contact}/", "Not a VAT number of Cyprus: a digit is wrong."
    assert doubt in closely(staff.get(f"{url}?tab=details").content.decode())
    changed = {"company_profile-vat_number": "10259033P", "revision": "1"}
    right = staff.post(f"{url}value/company_profile.vat_number/", changed)
    assert (right.status_code, "Not a VAT number" in right.content.decode()) == (200, False)
    changed = {"company_profile-vat_number": "DE10259033P", "revision": "2"}
    wrong = staff.post(f"{url}value/company_profile.vat_number/", changed)
    assert (wrong.status_code, "Not a VAT number of Germany" in wrong.content.decode()) == (200, True)
    profile = record(contact).company_profile
    assert profile is not None
    assert profile.vat_number == "DE10259033P"


def test_an_empty_choice_leads_to_where_the_first_one_is_made(staff: Client) -> None:
    contact = make(first_name="Ada", last_name="King")
    kinds = {field.of: path for path, field in ALL.items() if field.of}
    assert kinds.keys() >= {"category", "marketing_list"}
    for kind, path in kinds.items():
        KINDS[kind]._default_manager.update(is_active=False)
        form = staff.get(f"/staff/contacts/{contact}/value/{path}/").content.decode()
        found = re.search(r'There are no [a-z ]+ to choose yet\. <a href="([^"]+)">Add one</a>', form)
        assert found, path
        assert staff.get(found[1]).status_code == 200
    Category.objects.create(name="Gold")
    assert "There are no" not in staff.get(f"/staff/contacts/{contact}/value/category/").content.decode()


def test_who_may_not_make_the_first_one_is_told_that_there_are_none_and_led_nowhere(client: Client, db: None) -> None:
    contact = make(first_name="Ada", last_name="King")
    Category.objects.update(is_active=False)
    clerk = StaffFactory(username="clerk", permissions=("view_contact", "change_contact"))
    client.force_login(clerk)
    form = client.get(f"/staff/contacts/{contact}/value/category/").content.decode()
    assert ("There are no categories to choose yet." in form, "Add one" in form) == (True, False)


def test_every_value_is_edited_in_place(staff: Client) -> None:
    category = Category.objects.create(name="Gold")
    contact = make(first_name="Ada", last_name="King")
    for path, field in ALL.items():
        url = f"/staff/contacts/{contact}/value/{path}/"
        form = staff.get(url)
        assert form.status_code == 200, path
        assert f'name="{field.key}' in form.content.decode() or "There are no " in form.content.decode()
        assert staff.get(f"{url}?leave=1").status_code == 200
    seen = record(contact).revision
    assert (
        staff.post(
            f"/staff/contacts/{contact}/value/category/", {"category": category.pk, "revision": seen}
        ).status_code
        == 200
    )
    birth = {"demographics-birth_date-day": "29", "demographics-birth_date-month": "2", "revision": "2"}
    assert staff.post(f"/staff/contacts/{contact}/value/demographics.birth_date/", birth).status_code == 200
    after = record(contact)
    assert after.category == category.pk
    assert after.demographics.birth_date is not None
    assert (after.demographics.birth_date.month, after.demographics.birth_date.day) == (2, 29)
    assert list(prove()) == []


@pytest.mark.parametrize(
    ("path", "sent", "expected"),
    [
        ("tags", {"tags": "vip,  press ,"}, ["press", "vip"]),
        ("is_dormant", {"is_dormant": "on"}, True),
        ("company_profile.annual_turnover", {"company_profile-annual_turnover": "1 200.50"}, "1200.5"),
        ("company_profile.number_of_employees", {"company_profile-number_of_employees": "12"}, 12),
        ("demographics.id_card.number", {"demographics-id_card-number": "AB 112234"}, "•••234"),
        ("demographics.country_of_residence", {"demographics-country_of_residence": "CY"}, "CY"),
        ("company_profile.established_on", {"company_profile-established_on": "1999-12-31"}, "1999-12-31"),
        ("notes", {"notes": "One\nTwo"}, "One\nTwo"),
    ],
)
def test_values_of_each_kind_are_stored_as_records_have_them(
    staff: Client, path: str, sent: dict[str, str], expected: Any
) -> None:
    contact = make(first_name="Ada")
    answer = staff.post(f"/staff/contacts/{contact}/value/{path}/", sent | {"revision": "1"})
    assert answer.status_code == 200, answer.content.decode()
    value: Any = codec.to_body(record(contact))
    for key in path.split("."):
        value = value[key]
    assert (sorted(value) if isinstance(value, list) else value) == expected


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("website", {"website": "x" * 201}, "At most 200 characters"),
        ("first_name", {"first_name": "a\x00b"}, ""),
        ("demographics.birth_date", {"demographics-birth_date-day": "31", "demographics-birth_date-month": "2"}, ""),
        ("demographics.birth_date", {"demographics-birth_date-year": "MMXX"}, ""),
        ("company_profile.number_of_employees", {"company_profile-number_of_employees": "many"}, ""),
        ("category", {"category": "77"}, "77"),
        ("code", {"code": ""}, ""),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed_and_kept(
    staff: Client, path: str, sent: dict[str, str], words: str
) -> None:
    contact = make(first_name="Ada", code="A-1")
    answer = staff.post(f"/staff/contacts/{contact}/value/{path}/", sent | {"revision": "1"})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert words in answer.content.decode()
    typed = next(value for value in sent.values() if value) if any(sent.values()) else ""
    assert typed.replace("\x00", "") in answer.content.decode().replace("\x00", "")
    assert record(contact).revision == 1


def test_parts_are_added_changed_removed_and_brought_back(staff: Client) -> None:
    contact = make(first_name="Ada", emails=[{"email": "ada@example.org"}])
    base = f"/staff/contacts/{contact}/parts"
    added = staff.post(
        f"{base}/emails/new/", {"type": "BUSINESS", "email": "a@work.example", "is_active": "on", "revision": "1"}
    )
    assert (added.status_code, added["HX-Retarget"]) == (200, "#emails"), added.content.decode()
    assert b"a@work.example" in added.content
    first, second = record(contact).emails
    wrong = staff.post(f"{base}/emails/{second.id}/", {"type": "BUSINESS", "email": "nowhere", "revision": "2"})
    assert wrong.status_code == 422
    assert b"nowhere" in wrong.content
    right = {"type": "BUSINESS", "email": "b@work.example", "is_primary": "on", "is_active": "on", "revision": "2"}
    staff.post(f"{base}/emails/{second.id}/", right)
    assert [(e.email, e.is_primary) for e in record(contact).emails] == [
        ("ada@example.org", False), ("b@work.example", True)
    ]  # fmt: skip
    removed = staff.post(f"{base}/emails/{first.id}/remove/", headers={"HX-Request": "true"}).content.decode()
    assert [e.id for e in record(contact).emails] == [second.id]
    token = removed.split('name="token" value="')[1].split('"')[0]
    staff.post(f"/staff/contacts/{contact}/undo/", {"token": token})
    assert {e.id for e in record(contact).emails} == {first.id, second.id}
    assert staff.post(f"{base}/emails/{first.id}/remove/").status_code == 200
    assert staff.get(f"{base}/emails/{first.id}/").status_code == 404
    assert staff.get(f"{base}/shoes/new/").status_code == 404
    assert list(prove()) == []


def test_relations_organisations_and_zones_are_parts_too(staff: Client) -> None:
    contact, friend = make(first_name="Ada"), make(first_name="Bob", last_name="Babbage")
    zone, organisation = Zone.objects.create(name="Members"), Organisation.objects.create(name="Acme")
    base = f"/staff/contacts/{contact}/parts"
    for name, values in (
        ("relations", {"type": "FRIEND", "contact": f"{friend} · Bob Babbage"}),
        ("affiliations", {"organisation": organisation.pk, "role": "Buyer"}),
        ("zones", {"id": zone.pk, "expires_at": "2031-02-28T12:00"}),
    ):
        assert staff.get(f"{base}/{name}/new/").status_code == 200
        answer = staff.post(f"{base}/{name}/new/", {**values, "revision": "1"})
        assert answer.status_code == 200, answer.content.decode()
    body = record(contact)
    assert [r.contact for r in body.relations] == [friend]
    assert [a.role for a in body.affiliations] == ["Buyer"]
    assert [z.expires_at.isoformat() for z in body.zones if z.expires_at] == ["2031-02-28T12:00:00+00:00"]
    itself = staff.post(f"{base}/relations/new/", {"type": "FRIEND", "contact": str(contact), "revision": "4"})
    assert itself.status_code == 422
    for typed in ("babb", ""):
        nobody = staff.post(f"{base}/relations/new/", {"type": "FRIEND", "contact": typed, "revision": "4"})
        assert (nobody.status_code, b"choose one of the contacts" in nobody.content) == (422, True)
    assert b"Bob Babbage" in staff.get("/staff/contacts/pick/?contact=babb").content
    assert staff.post(f"{base}/zones/{zone.pk}/", {"expires_at": "", "revision": "4"}).status_code == 200
    assert record(contact).zones[0].expires_at is None


def test_a_contact_is_not_offered_to_be_related_to_itself(staff: Client) -> None:
    ada, *others = (make(first_name="Ada", last_name=f"King {n}") for n in range(10))
    form = staff.get(f"/staff/contacts/{ada}/parts/relations/new/").content.decode()
    (url,) = re.findall(r'hx-get="(/staff/contacts/pick/[^"]*)"', form)
    offered = staff.get(f"{url}&contact=king").content.decode()
    assert re.findall(r'value="(\d+) ', offered) == [str(other) for other in others[:8]]  # as many as else


def test_contacts_of_one_name_are_told_apart_where_they_are_offered(staff: Client) -> None:
    parts: tuple[dict[str, Any], ...] = (
        {"emails": [{"email": "old@example.org", "is_active": False}, {"email": "one@example.org"},
                    {"email": "two@example.org", "is_primary": True}]},
        {"phones": [{"number": "07388 988696"}], "addresses": [{"town": "York"}]},
        {"addresses": [{"town": "Leeds"}]},
        {},
    )  # fmt: skip
    *_, last = (make(first_name="Ada", last_name="King", **values) for values in parts)
    told = ["two@example.org", "07388 988696", "Leeds", Contact.objects.get(pk=last).code]
    offered = staff.get("/staff/contacts/pick/?contact=king").content.decode()
    assert re.findall(r">([^<>]+)</option>", offered) == told
    palette = staff.get("/staff/palette/", {"q": "king"}).content.decode()
    assert re.findall(r"<span>Ada King</span><small>([^<]+)</small>", palette) == told


def test_somebody_elses_change_elsewhere_is_no_conflict_and_to_the_same_value_is_told(staff: Client) -> None:
    contact = make(first_name="Ada")
    door.update(contact=contact, patch=parse_patch({"notes": "Called."}), actor=COMMAND)
    url = f"/staff/contacts/{contact}/value/title/"
    assert staff.post(url, {"title": "Dr", "revision": "1"}).status_code == 200
    assert (record(contact).title, record(contact).notes) == ("Dr", "Called.")
    door.update(contact=contact, patch=parse_patch({"title": "Prof"}), actor=COMMAND)
    overtaken = staff.post(url, {"title": "Lady", "revision": "3"})
    assert overtaken.status_code == 422
    page = overtaken.content.decode()
    assert "tests changed this to “Prof” meanwhile" in page
    assert 'value="Lady"' in page
    assert record(contact).title == "Prof"
    revision = page.split('name="revision" value="')[1].split('"')[0]
    assert staff.post(url, {"title": "Lady", "revision": revision}).status_code == 200
    assert record(contact).title == "Lady"


def test_the_timeline_tells_and_restores(staff: Client) -> None:
    contact = make(first_name="Ada", status="Gold")
    staff.post(f"/staff/contacts/{contact}/value/status/", {"status": "Silver", "revision": "1"})
    page = text_of(staff, contact)
    assert "Ada King" not in page  # the user's name is her username here
    assert "ada changed a value" in page
    assert "in the desk" in page
    assert "Gold" in page
    answer = staff.post(f"/staff/contacts/{contact}/restore/1/?path=status", headers={"HX-Request": "true"})
    assert answer["HX-Trigger"] == "redraw"
    assert record(contact).status == "Gold"
    again = staff.post(f"/staff/contacts/{contact}/restore/1/?path=status", follow=True)
    assert b"That is what it is already." in again.content
    assert b"Expected a revision from 1" in staff.post(f"/staff/contacts/{contact}/restore/0/", follow=True).content
    assert "tests · " in staff.get(f"/staff/contacts/{contact}/").content.decode()


def test_an_entry_is_taken_back_whole(staff: Client) -> None:
    contact = make(first_name="Ada", status="Gold")
    values = {"status": "Silver", "emails": [{"email": "ada@example.org"}]}
    door.update(contact=contact, patch=parse_patch(values), actor=COMMAND)
    page = staff.get(f"/staff/contacts/{contact}/").content.decode()
    assert f'hx-post="/staff/contacts/{contact}/restore/1/"' in page
    staff.post(f"/staff/contacts/{contact}/restore/1/")
    assert (record(contact).status, record(contact).emails) == ("Gold", [])
    assert list(prove()) == []


def test_old_numbers_of_a_person_are_not_shown_even_masked(staff: Client) -> None:
    contact = make(
        first_name="Ada",
        demographics={"passport": {"number": "P1112223", "country": "CY"}, "social_security_number": "S9998887"},
    )
    later = {"passport": {"number": "P4445556", "country": "GB"}, "social_security_number": "S7776665"}
    door.update(contact=contact, patch=parse_patch({"demographics": later}), actor=COMMAND)
    page = text_of(staff, contact)
    assert "a number no longer shown, Cyprus" in page
    assert "•••556, United Kingdom" in page
    assert "•••665" in page
    assert "•••223" not in page
    assert "•••887" not in page


def test_a_part_came_from_where_its_newest_value_came_from(staff: Client) -> None:
    contact = make(first_name="Ada", emails=[{"email": "ada@example.org"}, {"email": "king@example.org"}])
    first, second = record(contact).emails
    form = {"type": "PERSONAL", "email": "countess@example.org", "is_active": "on", "revision": "1"}
    staff.post(f"/staff/contacts/{contact}/parts/emails/{first.id}/", form)
    groups = staff.get(f"/staff/contacts/{contact}/").context["groups"]
    sources = {part.id: part.source for part in groups[0].parts}
    assert sources[f"emails-{first.id}"].startswith("ada · ")
    assert sources[f"emails-{second.id}"].startswith("tests · ")


def test_what_is_empty_tells_who_emptied_it_and_nothing_else(staff: Client) -> None:
    contact = make(first_name="Ada", status="Gold")
    staff.post(f"/staff/contacts/{contact}/value/status/", {"status": "", "revision": "1"})
    facts = {fact.id: fact.source for fact in staff.get(f"/staff/contacts/{contact}/").context["facts"]}
    assert facts["fact-status"].startswith("ada · ")
    assert facts["fact-first_name"].startswith("tests · ")
    assert facts["fact-middle_name"] == ""


def test_a_company_shows_of_what_people_have_only_what_says_something(staff: Client) -> None:
    contact = make(kind="company", company_name="Mill Ltd", job_title="Miller")
    url = f"/staff/contacts/{contact}/"
    shown = [fact.label for fact in staff.get(url).context["facts"]]
    assert (shown[:3], "First name" in shown) == (["Kind", "Company name", "Job title"], False)
    answer = staff.post(f"{url}value/kind/", {"kind": "person", "revision": "1"})  # then the rest is there at once
    assert answer["HX-Retarget"] == ".side > .facts"
    assert "First name" in answer.content.decode()


def test_whoever_may_only_look_is_told_where_values_came_from(client: Client, db: None) -> None:
    """By the switch above them: they have nothing to hover or to stand on."""
    user = StaffFactory(username="mary", permissions=["view_contact"])
    client.force_login(user)
    page = client.get(f"/staff/contacts/{make(first_name='Ada')}/").content.decode()
    assert '<input type="checkbox">Show where each value came from' in page
    assert re.search(r'<dd class="source" id="fact-first_name-source">tests · .* · by command</dd>', page)


def test_numbers_never_leave_in_the_clear(staff: Client) -> None:
    contact = make(first_name="Ada", demographics={"passport": {"number": "CANARY778"}})
    staff.post(
        f"/staff/contacts/{contact}/value/demographics.passport.number/",
        {"demographics-passport-number": "CANARY779", "revision": "1"},
    )
    for path in ("", "?tab=details", "value/demographics.passport.number/"):
        assert b"CANARY" not in staff.get(f"/staff/contacts/{contact}/{path}").content
    masked = {"demographics-passport-number": "•••779", "revision": "2"}
    assert staff.post(f"/staff/contacts/{contact}/value/demographics.passport.number/", masked).status_code == 200
    assert record(contact).revision == 2


def test_custom_fields_are_edited_under_their_group(staff: Client) -> None:
    group = CustomFieldGroup.objects.create(alias="facts", name="Facts")
    for alias, type_ in (("colour", "choice"), ("likes", "multichoice"), ("member", "boolean"), ("score", "integer")):
        listed = ["Red", "Blue"] if "choice" in type_ else []
        CustomField.objects.create(group=group, alias=alias, label=alias.title(), type=type_, choices=listed)
    contact = make(first_name="Ada")
    for alias, value in (("colour", "Red"), ("likes", ["Red", "Blue"]), ("member", "true"), ("score", "7")):
        url = f"/staff/contacts/{contact}/value/custom.facts.{alias}/"
        assert staff.post(url, {f"custom-facts-{alias}": value, "revision": "1"}).status_code == 200
    assert record(contact).custom == {"facts": {"colour": "Red", "likes": ["Red", "Blue"], "member": True, "score": 7}}
    wrong = staff.post(
        f"/staff/contacts/{contact}/value/custom.facts.score/", {"custom-facts-score": "x", "revision": "5"}
    )
    assert wrong.status_code == 422
    assert "Facts" in text_of(staff, contact, "?tab=details")


def test_an_archived_contact_is_looked_at_and_brought_back(staff: Client) -> None:
    contact = make(first_name="Ada")
    assert b"Archived Ada." in staff.post(f"/staff/contacts/{contact}/archive/", follow=True).content
    assert b'class="editable"' not in staff.get(f"/staff/contacts/{contact}/").content
    assert staff.post(f"/staff/contacts/{contact}/value/title/", {"title": "Dr"}).status_code == 403
    assert b"Ada is back." in staff.post(f"/staff/contacts/{contact}/bring-back/", follow=True).content
    assert record(contact).is_archived is False


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_page_takes_the_same_statements_whatever_hangs_on_it(staff: Client, count: int) -> None:
    friend = make(first_name="Bob")
    contact = make(
        first_name="Ada",
        emails=[{"email": f"ada{n}@example.org"} for n in range(count)],
        relations=[{"type": "FRIEND", "contact": friend}],
        tags=[f"tag {n}" for n in range(count)],
    )
    for n in range(count):
        door.update(contact=contact, patch=parse_patch({"status": f"{n}"}), actor=COMMAND)
    limits = {"timeline": 17, "details": 16, "relations": 16, "zones": 16, "files": 17, "orders": 20, "portal": 20}
    for tab, limit in limits.items():
        with CaptureQueriesContext(connection) as asked:
            staff.get(f"/staff/contacts/{contact}/?tab={tab}")
        assert len(asked) <= limit, json.dumps([one["sql"][:120] for one in asked], indent=1)


def test_only_a_namesake_is_said_to_have_the_same_name(staff: Client) -> None:
    make(first_name="Brian", last_name="Campbell", emails=[{"email": "brian@abbott.example"}])
    make(first_name="Brian", last_name="Abbott")
    page = staff.get("/staff/contacts/alike/?first_name=Brian&last_name=Abbott&kind=person").content.decode()
    assert page.count("same name") == 1
    assert "Campbell" not in page


def test_primary_is_said_where_there_are_others(staff: Client) -> None:
    one = make(first_name="Ada", emails=[{"email": "ada@example.org", "is_primary": True}])
    two = make(first_name="Eve", emails=[{"email": "eve@example.org", "is_primary": True}, {"email": "e@example.org"}])
    pages = [staff.get(f"/staff/contacts/{contact}/").content.decode() for contact in (one, two)]
    assert [page.count(">Primary<") for page in pages] == [0, 1]


def test_a_contact_is_created_with_a_warning_when_it_seems_to_be_there(staff: Client) -> None:
    there = make(first_name="Ada", last_name="King", emails=[{"email": "ada@example.org"}],
                 phones=[{"number": "99123456", "country": "CY"}], addresses=[{"town": "Paphos"}])  # fmt: skip
    for query, why in (
        ("email=ADA@example.org", "same email"),
        ("phone=%2B357+99123456", "same phone"),
        ("first_name=Ada&last_name=King&town=Paphos&kind=person", "same name and town"),
    ):
        assert why in staff.get(f"/staff/contacts/alike/?{query}").content.decode(), query
    assert b"same" not in staff.get("/staff/contacts/alike/?first_name=Ada&town=Paphos").content
    form = {"kind": "person", "first_name": "Augusta", "email": "ada@example.org", "life_cycle_state": "MARKETING"}
    warned = staff.post("/staff/contacts/new/", form)
    assert warned.status_code == 422
    assert f"/staff/contacts/{there}/" in warned.content.decode()
    assert 'value="Augusta"' in warned.content.decode()
    made = staff.post("/staff/contacts/new/", form | {"anyway": "1"})
    assert made.status_code == 302
    both = staff.post("/staff/contacts/new/", form | {"first_name": "Ada", "last_name": "King", "email": "nowhere"})
    assert "Not an email address" in both.content.decode()
    wrong = staff.post("/staff/contacts/new/", form | {"email": "nowhere", "phone": "call me"})
    assert wrong.status_code == 422
    assert {"email", "phone"} <= set(wrong.context["form"].errors)
    full = {
        "kind": "company", "company_name": "Mill Ltd", "phone": "99 765432", "phone_country": "CY", "town": "Paphos",
        "country": "CY", "street_name": "High Street", "tags": "new, warm", "life_cycle_state": "FINANCIAL",
    }  # fmt: skip
    url = staff.post("/staff/contacts/new/", full)["Location"]
    body = record(int(url.rstrip("/").rpartition("/")[2]))
    assert (body.display_name, body.phones[0].e164, body.addresses[0].type) == ("Mill Ltd", "+35799765432", "BUSINESS")
    assert list(prove()) == []


def test_the_palette_finds_contacts(staff: Client) -> None:
    contact = make(first_name="Ada", last_name="King")
    assert f"/staff/contacts/{contact}/" in staff.get("/staff/palette/?q=king").content.decode()
