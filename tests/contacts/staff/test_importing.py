"""The import pages: a file is chosen, mapped, tried dry and brought in, and every fault names row and column."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.background.models import Job
from contacts.directory.models import Contact
from contacts.history.models import Change
from contacts.imports import operations, running
from contacts.imports.guessing.paths import parse_path
from contacts.imports.models import Import
from contacts.lookups.models import Category, CustomField, CustomFieldGroup
from contacts.staff.importing import targets
from tests.contacts.staff.people.conftest import make
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
CSV = b"First name,Last name,Email\nAda,King,ada@example.org\nBad,Row,nobody\n"


@pytest.fixture
def clerk(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}
        }
    }  # fmt: skip
    client.force_login(User.objects.create_superuser("clerk", password="x" * 20))
    return client


def upload(client: Client, data: bytes, name: str = "people.csv") -> Any:
    return client.post("/staff/import/", {"file": SimpleUploadedFile(name, data)})


def begin(client: Client, source: Import, **data: str) -> None:
    fields = {"column-0": "first_name", "column-1": "last_name", "column-2": "emails.PERSONAL.email"}
    answer = client.post(f"/staff/import/{source.pk}/run/", fields | data)
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.latest("id")
    assert job.task == "imports.run"
    running.run(job.args["import_id"])


def test_a_file_is_mapped_tried_and_brought_in(clerk: Client) -> None:
    answer = upload(clerk, CSV)
    source = Import.objects.get()
    assert answer.url == f"/staff/import/{source.pk}/"
    page = clerk.get(answer.url).content.decode()
    assert '<option value="first_name" selected>First name</option>' in page
    assert '<option value="emails[1].email" selected>Email 1</option>' in page
    assert '<optgroup label="Phones">' in page
    assert "Ada · Bad" in page

    begin(clerk, source, dry="1", match="email")
    page = clerk.get(answer.url).content.decode()
    assert "dry: nothing was stored" in page
    assert "Email</strong>: Not an email address" in page
    assert Contact.objects.count() == 0

    begin(clerk, source)
    final = Import.objects.latest("id")
    assert (final.created, final.refused, final.match) == (1, 1, ["email"])
    change = Change.objects.get()
    assert (change.actor_label, change.door, change.door_detail) == ("clerk", "import", "people.csv")


def test_a_column_that_is_called_like_a_custom_field_goes_there(clerk: Client) -> None:
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    for alias, label in (("shoe", "Shoe size"), ("mail", "Email"), ("sign", "–")):
        CustomField.objects.create(group=group, alias=alias, label=label)
    upload(clerk, b"Last name,SHOE  SIZE,Shoe-size,Email,...\nKing,39,40,ada@example.org,x\n")
    columns = Import.objects.get().mapping["columns"]
    assert {name: rule["target"] for name, rule in columns.items()} == {
        "Last name": "last_name",
        "SHOE SIZE": "custom.club.shoe",  # the first of them: a value has one place
        "Email": "emails[1].email",  # what everybody calls so is that
    }


def test_a_dry_run_tells_what_is_not_read_and_leads_back_to_the_mapping(clerk: Client) -> None:
    upload(clerk, CSV)
    source = Import.objects.get()
    begin(clerk, source, dry="1", match="email", **{"column-1": ""})
    page = clerk.get(f"/staff/import/{source.pk}/").content.decode()
    assert "Not read, since they go nowhere: " in page
    answer = clerk.post(f"/staff/import/{source.pk}/again/")
    again = Import.objects.latest("id")
    assert answer.url == f"/staff/import/{again.pk}/"
    page = clerk.get(answer.url).content.decode()
    assert 'value="first_name" selected' in page
    assert 'value="last_name" selected' not in page
    assert 'value="email" checked' in page


def test_a_file_that_was_never_begun_is_discarded_with_its_bytes_once_that_is_agreed(
    clerk: Client, tmp_path: Path
) -> None:
    def files() -> int:
        return sum(path.is_file() for path in tmp_path.rglob("*"))

    upload(clerk, CSV)
    source = Import.objects.get()
    url = f"/staff/import/{source.pk}/discard/"
    assert f'href="{url}"' in clerk.get("/staff/import/").content.decode()
    said = clerk.get(url).content.decode()
    assert "This deletes people.csv (67\xa0bytes, sent by clerk)" in said
    assert "no contact changes" in said
    assert files() == 1
    assert "Discarded people.csv." in clerk.post(url, follow=True).content.decode()
    assert (Import.objects.count(), files()) == (0, 0)
    assert clerk.post(url).status_code == 404


def test_what_was_begun_is_not_discarded_nor_bytes_that_another_import_has(clerk: Client, tmp_path: Path) -> None:
    """Off: delete the bytes whoever has them, or the row whatever state it is in."""
    upload(clerk, CSV)
    begun = Import.objects.get()
    begin(clerk, begun, dry="1")
    url = f"/staff/import/{begun.pk}/discard/"
    assert url not in clerk.get("/staff/import/").content.decode()
    for answer in (clerk.get(url, follow=True), clerk.post(url, follow=True)):
        assert "people.csv was begun meanwhile, and stays." in answer.content.decode()
    clerk.post(f"/staff/import/{begun.pk}/again/")
    again = Import.objects.latest("id")
    clerk.post(f"/staff/import/{again.pk}/discard/")
    assert Import.objects.get() == begun
    assert Path(begun.file.path).read_bytes() == CSV


def test_a_dry_run_shows_what_each_row_would_change(clerk: Client, django_assert_max_num_queries: Any) -> None:
    """Off: leave ``_changes`` out. Who may not see contacts sees outcomes alone."""
    category = Category.objects.create(name="Gold")
    ada = make(first_name="Ada", last_name="Byron", emails=[{"email": "ada@example.org"}], category=category.pk)
    Category.objects.create(name="Silver")
    upload(clerk, b"First name,Last name,Email,Category,Notes\nAda,King,ada@example.org,Silver,\n")
    source = Import.objects.get()
    begin(clerk, source, dry="1", match="email", **{"column-3": "category"})
    path = f"/staff/import/{source.pk}/"
    with django_assert_max_num_queries(15):
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", clerk.get(path).content.decode()))
    for change in ("Last name Byron → becomes King", "Category Gold → becomes Silver"):
        assert change in text
    assert f'<a href="/staff/contacts/{ada}/">Ada King</a>' in clerk.get(path).content.decode()
    blind = Client()
    user = StaffFactory(username="blind", permissions=["add_import"])
    blind.force_login(user)
    page = blind.get(path).content.decode()
    assert [word in page for word in ("Updated", "Byron", f"/staff/contacts/{ada}/")] == [True, False, False]


def test_the_refused_rows_come_back_to_be_put_right(clerk: Client) -> None:
    """Cells go out formula-safe. Off: leave the rows that were taken in the file."""
    upload(clerk, CSV + b'Eve,"=1+1, Ltd",still nobody\nBob,Stone,bob@example.org\n', "people.csv")
    source = Import.objects.get()
    begin(clerk, source)
    path = f"/staff/import/{source.pk}/refused/"
    page = f"/staff/import/{source.pk}/?outcome=refused"
    told = clerk.get(page).content.decode()
    assert [one in told for one in (path, "Bad Row", "Eve =1+1, Ltd")] == [True] * 3  # whose rows they are
    asked = clerk.get(path, headers={"Referer": f"http://testserver{page}"})
    assert asked["Location"].startswith("/staff/account/confirm/?")  # a desk that was left open takes nothing out
    assert clerk.post(asked["Location"], {"password": "x" * 20})["Location"] == f"http://testserver{page}"
    answer = clerk.get(path)
    assert answer["Content-Disposition"] == 'attachment; filename="people-refused.csv"'
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    first, *rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert first == ["First name", "Last name", "Email", "What is wrong"]
    assert [row[:3] for row in rows] == [["Bad", "Row", "nobody"], ["Eve", "'=1+1, Ltd", "still nobody"]]
    assert all(row[3].startswith("Email: Not an email address") for row in rows)
    upload(clerk, data.replace(b"still nobody", b"eve@example.org"), "again.csv")
    again = Import.objects.latest("id")
    assert "What is wrong" not in again.mapping["columns"]
    begin(clerk, again)
    again.refresh_from_db()
    assert (again.created, again.refused, Contact.objects.get(first_name="Eve").last_name) == (1, 1, "=1+1, Ltd")
    upload(clerk, b"First name,Last name,Email\nAda,King,\n")
    fine = Import.objects.latest("id")
    begin(clerk, fine)
    assert clerk.get(f"/staff/import/{fine.pk}/refused/").status_code == 404


def test_what_was_typed_stays_when_a_place_is_unknown(clerk: Client) -> None:
    upload(clerk, CSV)
    source = Import.objects.get()
    answer = clerk.post(f"/staff/import/{source.pk}/run/", {"column-0": "frist_name", "column-1": "last_name"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no place called frist_name" in page
    assert '<option value="frist_name" selected>' in page
    assert Import.objects.get().state == "draft"


CLUB = {"custom.club.level": "Club: Level"}


@pytest.mark.parametrize(("path", "told"), [
    ("status", "Status"), ("emails[2].email", "Email 2"), ("emails[2].notes", "Email 2: notes"),
    ("phones.MOBILE", "Mobile phone"), ("phones.MOBILE[2].number", "Mobile phone 2"),
    ("addresses.HOME.town", "Home address: town"), ("demographics.id_card.number", "ID card"),
    ("custom.club.level", "Club: Level"), ("frist_name", "frist_name"), ("emails", "Emails"),
])  # fmt: skip
def test_a_place_is_named_in_words(path: str, told: str) -> None:
    assert targets.words(path, CLUB) == told


def test_every_place_that_is_offered_is_one_and_has_a_name_of_its_own() -> None:
    found = targets.groups(CLUB, ["emails[7].email", "phones.MOBILE", "frist_name"])
    offered = [(path, name) for _, places in found for path, name in places]
    assert [path for path, _ in offered if parse_path(path) is None] == ["frist_name"]
    assert len(set(offered)) == len({path for path, _ in offered}) == len(offered)
    assert all(len({name for _, name in places}) == len(places) for _, places in found)
    assert found[-1] == ("Other", [("emails[7].email", "Email 7"), ("frist_name", "frist_name")])
    assert targets.as_offered("phones.MOBILE", found) == "phones.MOBILE.number"


def test_a_fault_of_a_card_names_the_place_in_words(clerk: Client) -> None:
    upload(clerk, b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada King\r\nEMAIL:nobody\r\nEND:VCARD\r\n", "ada.vcf")
    source = Import.objects.get()
    begin(clerk, source, dry="1")
    assert "<strong>Email 1</strong>: " in clerk.get(f"/staff/import/{source.pk}/").content.decode()


def test_a_file_that_is_not_what_it_says_is_refused_with_its_reason(clerk: Client) -> None:
    answer = upload(clerk, b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert answer.status_code == 422
    assert "people.csv: " in answer.content.decode()
    assert Import.objects.count() == 0


def test_strangers_to_imports_are_refused(client: Client) -> None:
    client.force_login(StaffFactory(username="reader", password="x" * 20))
    assert client.get("/staff/import/").status_code == 403
    assert upload(client, CSV).status_code == 403


def wide(columns: int) -> bytes:
    return (",".join(f"Column {n}" for n in range(columns)) + "\n" + ",".join(f"x{n}" for n in range(columns))).encode()


def test_the_places_travel_once_however_wide_the_file_is(clerk: Client) -> None:
    """Off: let every list of the page bring its own."""
    weights = []
    for columns in (1, 41):
        weights.append(len(clerk.get(upload(clerk, wide(columns)).url).content))
    assert (weights[1] - weights[0]) / 40 < 1_000


def test_without_a_script_every_list_brings_every_place(clerk: Client) -> None:
    path = upload(clerk, CSV).url
    assert '<a href="?places=every">' in clerk.get(path).content.decode()
    page = clerk.get(f"{path}?places=every").content.decode()
    run = f"{path}run/?places=every"
    assert (page.count('<option value="status">Status</option>'), f'action="{run}"' in page) == (3, True)
    page = clerk.post(run, {"column-0": "frist_name", "column-1": "last_name"}).content.decode()
    assert page.count('<option value="status">Status</option>') == 3
    assert '<option value="last_name" selected>' in page


DATES = b"Last name,Birthday\nKing,09/12/1906\nQueen,%s\n"


def test_the_order_of_day_and_month_is_asked_where_no_date_tells(clerk: Client) -> None:
    upload(clerk, DATES % b"10/11/1912")
    source = Import.objects.get()
    page = clerk.get(f"/staff/import/{source.pk}/").content.decode()
    assert "Day or month first?" in page
    fields = {"column-0": "last_name", "column-1": "demographics.birth_date", "dry": "1"}
    answer = clerk.post(f"/staff/import/{source.pk}/run/", fields)
    assert answer.status_code == 422
    assert "Say whether the day or the month comes first in Birthday." in answer.content.decode()
    begin(
        clerk,
        source,
        dry="1",
        **{"column-1": fields["column-1"], "dates-1": "mdy", "column-0": "last_name", "column-2": ""},
    )
    page = " ".join(clerk.get(f"/staff/import/{source.pk}/").content.decode().split())
    assert "Dates of Birthday are read with the month first: 01/02 is 2 January." in page
    again = clerk.post(f"/staff/import/{source.pk}/again/").url
    assert '<option value="mdy" selected>' in clerk.get(again).content.decode()


def test_the_order_that_a_date_tells_is_offered(clerk: Client) -> None:
    upload(clerk, DATES % b"12/13/1912")
    page = clerk.get(f"/staff/import/{Import.objects.get().pk}/").content.decode()
    assert '<option value="mdy" selected>' in page
    assert "Day or month first?" not in page


def test_what_goes_nowhere_needs_no_order(clerk: Client) -> None:
    upload(clerk, DATES % b"10/11/1912")
    begin(clerk, Import.objects.get(), dry="1", **{"column-0": "last_name", "column-1": "", "column-2": ""})


def test_the_same_columns_again_go_where_they_went_the_last_time(clerk: Client) -> None:
    """And a guess is one click away; other columns, none, and a place that is gone are guessed."""
    upload(clerk, CSV)
    begin(clerk, Import.objects.get(), **{"column-1": "company_name", "match": "email"})
    again = upload(clerk, b"First name,Last name,Email\nEve,Hill,eve@example.org\n", "more.csv")
    page = clerk.get(again.url).content.decode()
    assert "selected>Company name</option>" in page
    assert re.search(r'value="email" checked', page)
    assert "The same columns came with" in page
    guess = clerk.get(f"{again.url}?guess=1").content.decode()
    assert ("selected>Last name</option>" in guess, "The same columns came with" in guess) == (True, False)
    for data in (b"First name,Last name,E-mail\nEve,Hill,eve@example.org\n", b"Eve,Hill,eve@example.org\n"):
        assert "The same columns came with" not in clerk.get(upload(clerk, data).url).content.decode()
    Import.objects.filter(name="people.csv").update(mapping={"columns": {"First name": {"target": "gone"}}})
    assert "The same columns came with" not in clerk.get(upload(clerk, CSV).url).content.decode()


def test_a_draft_is_begun_once_by_two_who_saw_it_and_never_when_it_is_discarded(clerk: Client) -> None:
    upload(clerk, CSV)
    seen, again = Import.objects.get(), Import.objects.get()
    operations.begin(source=seen)
    with pytest.raises(operations.NotDraft):
        operations.begin(source=again)
    assert Job.objects.filter(task="imports.run").count() == 1
    upload(clerk, CSV, "other.csv")
    seen = Import.objects.get(name="other.csv")
    Import.objects.filter(pk=seen.pk).delete()
    with pytest.raises(operations.NotDraft):
        operations.begin(source=seen)
    assert not Import.objects.filter(name="other.csv").exists()
