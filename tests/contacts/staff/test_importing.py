"""The import pages: a file is chosen, mapped, tried dry and brought in, and every fault names row and column."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.background.models import Job
from contacts.directory.models import Contact
from contacts.history.models import Change
from contacts.imports import running
from contacts.imports.models import Import

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
    assert 'value="first_name"' in page
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
    assert 'value="first_name"' in page
    assert 'value="last_name"' not in page.partition("<tbody>")[2]
    assert 'value="email" checked' in page


def test_what_was_typed_stays_when_a_place_is_unknown(clerk: Client) -> None:
    upload(clerk, CSV)
    source = Import.objects.get()
    answer = clerk.post(f"/staff/import/{source.pk}/run/", {"column-0": "frist_name", "column-1": "last_name"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no place called frist_name" in page
    assert 'value="frist_name"' in page
    assert Import.objects.get().state == "draft"


def test_a_file_that_is_not_what_it_says_is_refused_with_its_reason(clerk: Client) -> None:
    answer = upload(clerk, b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert answer.status_code == 422
    assert "people.csv: " in answer.content.decode()
    assert Import.objects.count() == 0


def test_strangers_to_imports_are_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("reader", password="x" * 20, is_staff=True))
    assert client.get("/staff/import/").status_code == 403
    assert upload(client, CSV).status_code == 403
