"""Custom fields as columns of the contact list: offered, shown by their type, kept, taken out, changed in place."""

import csv
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.directory.reading import snapshots
from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.staff.people.finding.models import SavedView
from tests.contacts.staff.people.conftest import make, make_many
from tests.factories import StaffFactory

CLUB = {
    "level": "Gold", "score": 41, "joined": "2019-02-28", "called": "2019-03-01T09:30:00Z", "paper": True,
    "langs": ["Greek", "English"], "remark": "<b>" + "x" * 500,
}  # fmt: skip
COLUMNS = ",".join(f"custom.club.{alias}" for alias in CLUB)


@pytest.fixture
def club(db: None) -> CustomFieldGroup:
    """A group of custom fields, one of each kind."""
    group = CustomFieldGroup.objects.create(alias="club", name="Club & friends")
    kinds = ("choice", "integer", "date", "datetime", "boolean", "multichoice", "text")
    choices = {"level": ["Gold", "Silver"], "langs": ["Greek", "English"]}
    for position, (alias, kind) in enumerate(zip(CLUB, kinds, strict=True)):
        CustomField.objects.create(
            group=group, alias=alias, label=f'The "{alias}"', type=kind, choices=choices.get(alias, []),
            position=position,
        )  # fmt: skip
    return group


def listed(client: Client, query: str, **headers: str) -> str:
    return client.get(f"/staff/contacts/?{query}", headers=headers).content.decode()


def headings(client: Client, query: str) -> list[str]:
    return [heading.column.label for heading in client.get(f"/staff/contacts/?{query}").context["listing"].headings]


def test_values_of_custom_fields_are_shown_as_what_they_are(staff: Client, club: CustomFieldGroup) -> None:
    contact = make(first_name="Ada", custom={"club": CLUB})
    eve = StaffFactory(username="eve", permissions=["view_contact"])
    staff.force_login(eve)  # who may not change them sees mere values
    cells = listed(staff, f"cols={COLUMNS}").partition("<tbody>")[2].partition("</tbody>")[0].split("<td")[2:]
    label = 'data-label="The &quot;{}&quot;"'.format
    day = '<time datetime="{}" title="{}">{}</time>'.format
    assert [cell.removesuffix("</td>") for cell in cells[:-1]] == [
        f' class="text" {label("level")}>Gold',
        f' class="number" {label("score")}>41',
        f' class="date" {label("joined")}>{day("2019-02-28", "Thursday 28 February 2019", "28 Feb 2019")}',
        f' class="date" {label("called")}>{day("2019-03-01T09:30+00:00", "Friday 1 March 2019, 09:30", "1 Mar 2019")}',
        f' class="text" {label("paper")}><span class="pill good">Yes</span>',
        f' class="text" {label("langs")}>Greek, English',
    ]
    assert cells[-1].startswith(f' class="text" {label("remark")}>&lt;b&gt;{"x" * 117}…</td>')
    page = staff.get(f"/staff/contacts/{contact}/?tab=details").content.decode()
    assert all(text in page for text in ("28 February 2019", "1 March 2019, 09:30", "Greek, English"))


def test_columns_are_offered_by_their_groups_and_none_of_them_sorts(staff: Client, club: CustomFieldGroup) -> None:
    make(first_name="Ada")
    listing = staff.get(f"/staff/contacts/?cols={COLUMNS}").context["listing"]
    groups = dict(listing.choosable)
    assert list(groups) == ["Columns", "Club & friends"]
    assert [name for name, _, shown in groups["Club & friends"] if shown] == COLUMNS.split(",")
    assert not any(shown for _, _, shown in groups["Columns"])
    for where in ("?columns=1", "columns/"):  # where no script runs, and when the menu is opened
        offered = re.findall(r'<legend class="section">([^<]+)', staff.get(f"/staff/contacts/{where}").content.decode())
        assert offered[-1] == "Club &amp; friends"
    assert b"Club &amp; friends" not in staff.get("/staff/contacts/").content
    assert [heading.url for heading in listing.headings[1:]] == [""] * len(CLUB)  # no index knows their order


def test_a_kept_view_outlives_the_fields_that_it_shows(staff: Client, club: CustomFieldGroup) -> None:
    make(first_name="Ada")
    staff.post("/staff/contacts/views/", {"name": "Club", "query": f"cols=town,{COLUMNS}"})
    query = SavedView.objects.get().query
    CustomField.objects.filter(alias="level").update(label="Rank")
    assert headings(staff, query)[:3] == ["Name", "Town", "Rank"]
    CustomField.objects.exclude(alias="level").delete()
    assert headings(staff, query) == ["Name", "Town", "Rank"]
    CustomField.objects.all().delete()
    assert headings(staff, query) == ["Name", "Town"]
    assert "Email" in headings(staff, f"cols={COLUMNS}")  # of nothing but what is gone the usual ones are left


@pytest.mark.parametrize("count", [1, 3, 100])
def test_they_cost_one_statement_and_only_where_one_is_shown(staff: Client, club: CustomFieldGroup, count: int) -> None:
    """Off: read the fields for every page, or for each row."""
    make_many(count, custom={"club": CLUB})
    listed(staff, "")  # the first one also notes in the session that it was here

    def asked(query: str, **headers: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            listed(staff, query, **headers)
        return sum("customfield" in one["sql"] for one in statements)

    part = {"HX-Request": "true"}
    assert (asked(""), asked("cols=town"), asked("cols=town", **part), asked("columns=1")) == (0, 0, 0, 1)
    assert (asked(f"cols={COLUMNS}"), asked(f"cols={COLUMNS}", **part)) == (1, 1)


def test_what_is_shown_has_a_column_in_a_table_that_is_taken_out(staff: Client, club: CustomFieldGroup) -> None:
    make(first_name="Ada", custom={"club": CLUB})

    def rows(query: str) -> list[dict[str, Any]]:
        answer = staff.get(f"/staff/contacts/export/csv/?{query}")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        return list(csv.DictReader(text.splitlines()))

    (shown,), (usual,) = rows("cols=custom.club.score,custom.club.level,custom.club.gone"), rows("")
    assert [(key, shown[key]) for key in shown if key not in usual] == [
        ("custom.club.score", "41"),
        ("custom.club.level", "Gold"),
    ]
    assert '"level":"Gold"' in list(usual.values())[-1]  # nothing is lost of what is not shown


def test_a_custom_field_is_changed_in_its_cell(staff: Client, club: CustomFieldGroup) -> None:
    contact = make(first_name="Ada", custom={"club": {"level": "Gold"}})
    url = f"/staff/contacts/{contact}/cell/custom.club.level/"
    assert f'id="cell-{contact}-custom-club-level"' in listed(staff, f"cols={COLUMNS}")
    assert b"Silver" in staff.get(url).content
    assert b"Silver" in staff.post(url, {"custom-club-level": "Silver", "revision": "1"}).content
    assert "Silver" in listed(staff, f"cols={COLUMNS}")
    moment = staff.post(
        f"/staff/contacts/{contact}/cell/custom.club.called/",
        {"custom-club-called": "2019-03-01T09:30", "revision": "2"},
    )
    assert b"1 Mar 2019" in moment.content
    assert b'value="2019-03-01T09:30"' in staff.get(f"/staff/contacts/{contact}/cell/custom.club.called/").content
    assert staff.get(f"/staff/contacts/{contact}/cell/custom.club.gone/").status_code == 404


@pytest.mark.parametrize(("stored", "local"), [("12:30:00", "12:30"), ("12:30:15", "12:30:15")])
def test_a_moment_keeps_its_seconds_when_it_is_saved_as_it_was(
    staff: Client, club: CustomFieldGroup, stored: str, local: str
) -> None:
    contact = make(first_name="Ada", custom={"club": {"called": f"2024-02-29T{stored}Z"}})
    url, before = f"/staff/contacts/{contact}/value/custom.club.called/", snapshots.text(contact)
    form = staff.get(url).content.decode()
    assert f'value="2024-02-29T{local}"' in form
    assert ('step="1"' in form) == (local == "12:30:15")
    staff.post(url, {"custom-club-called": f"2024-02-29T{local}", "revision": "1"})
    assert snapshots.text(contact) == before
