"""Whole address books by the command, by the page and by a worker that is killed: every row counts exactly once."""

import signal
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Count
from django.test import Client

from contacts.background.models import Job, JobState
from contacts.directory import queries
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.history.models import Change
from contacts.imports import operations, running
from contacts.imports.models import Import, ImportState
from tests.contacts.imports import address_books
from tests.processes import until, worker

Sums = tuple[int, int, int, int]
FILES: dict[str, tuple[Callable[[], bytes], Sums, Sums]] = {
    "people.csv": (lambda: address_books.table(seed=7, rows=3000), (2998, 0, 0, 2), (0, 0, 2998, 2)),
    "people.vcf": (lambda: address_books.cards(seed=7, count=300), (300, 0, 0, 0), (0, 0, 300, 0)),
}


@pytest.fixture
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "media")}
        }
    }  # fmt: skip


@pytest.fixture(autouse=True)
def in_cyprus(settings: Any) -> None:
    settings.DEFAULT_COUNTRY = "CY"


def sums(source: Import) -> Sums:
    """Created, updated, unchanged, refused: as the import says and as its rows say."""
    source.refresh_from_db()
    assert source.state == ImportState.DONE, source.error
    counted = dict(source.rows.values_list("outcome").annotate(Count("id")))
    told = (source.created, source.updated, source.unchanged, source.refused)
    assert told == tuple(counted.get(name, 0) for name in ("created", "updated", "unchanged", "refused"))
    assert sum(told) == source.read == source.total == source.rows.values("number").distinct().count()
    return told


def check_directory(name: str, source: Import, actor: tuple[str, str]) -> None:
    """Every contact of the file is there once, is found, is proven, and says who brought it in."""
    count, prefix = source.read, "person" if name.endswith("csv") else "card"
    bad = set(address_books.BAD_ROWS) if name.endswith("csv") else set()
    for n in (*range(0, count, count // 25), *bad):
        for query in (address_books.e164(n)[4:], f"{prefix}{n}@example.org", f"99 {n // 1000:03} {n % 1000:03}"):
            assert queries.count(search=query) == (n not in bad), query
    assert Contact.objects.count() == source.created == count - len(bad)
    changes = Change.objects.values_list("actor_kind", "actor_label", "door", "door_detail")
    assert list(changes.order_by().distinct()) == [(*actor, "import", name)]
    assert Change.objects.count() == source.created
    out = StringIO()
    call_command("verify", stdout=out)
    assert "rows, snapshots, history, consents and search agree" in out.getvalue()


def faults(source: Import) -> list[tuple[int, str]]:
    """Row as a spreadsheet counts, and column, of each refused row."""
    refused = source.rows.filter(outcome="refused").order_by("number")
    return [(row.number, fault["column"]) for row in refused for fault in row.faults]


def expected_faults(name: str) -> list[tuple[int, str]]:
    return [(n + 2, column) for n, column in address_books.BAD_ROWS.items()] if name.endswith("csv") else []


@pytest.mark.django_db
@pytest.mark.usefixtures("own_media")
@pytest.mark.parametrize("name", FILES)
def test_by_the_command(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, first, second = FILES[name]
    monkeypatch.setattr("getpass.getuser", lambda: "operator")
    path = tmp_path / name
    path.write_bytes(make())
    call_command("import", str(path), stdout=StringIO())
    source = Import.objects.get()
    assert sums(source) == first
    assert faults(source) == expected_faults(name)
    check_directory(name, source, ("command", "operator"))
    for match in ("email", "phone"):
        call_command("import", str(path), match=match, stdout=StringIO())
        assert sums(Import.objects.latest("id")) == second, match
    assert set(Contact.objects.values_list("revision", flat=True)) == {1}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_media")
@pytest.mark.parametrize("name", FILES)
def test_by_the_page(name: str, client: Client) -> None:
    make, first, _ = FILES[name]
    client.force_login(User.objects.create_superuser("clerk", password="x" * 20))
    answer = client.post("/staff/import/", {"file": SimpleUploadedFile(name, make())})
    source = Import.objects.get()
    assert answer.status_code == 302
    rules = {column: rule["target"] for column, rule in (source.mapping or {}).get("columns", {}).items()}
    columns = {f"column-{n}": rules.get(column, "") for n, column in enumerate(operations.columns_of(source)[0])}
    assert client.post(f"/staff/import/{source.pk}/run/", columns).status_code == 302
    running.run(Job.objects.latest("id").args["import_id"])
    assert sums(source) == first
    assert faults(source) == expected_faults(name)
    check_directory(name, source, ("staff", "clerk"))
    page = client.get(f"/staff/import/{source.pk}/").content.decode()
    assert f"{first[0]}" in page or f"{first[0]:,}" in page


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    actor = Actor(kind="staff", label="clerk", door="import")
    path = tmp_path / "people.csv"
    path.write_bytes(address_books.table(seed=11, rows=4000))
    with path.open("rb") as file:
        source = operations.receive(file=file, name="people.csv", actor=actor)
    try:
        operations.begin(source=source)

        def read() -> int:
            source.refresh_from_db()
            return source.read

        for stop in (1000, 2000):
            with worker(log) as one:
                until(lambda stop=stop: read() >= stop, log=log, seconds=120)
                one.send_signal(signal.SIGKILL)
                one.wait()
            assert stop <= read() < 4000
        with worker(log):
            until(lambda: Job.objects.get(task="imports.run").state == JobState.DONE, log=log, seconds=180)
        assert sums(source) == (3998, 0, 0, 2)
        assert faults(source) == expected_faults("people.csv")
        check_directory("people.csv", source, ("staff", "clerk"))
        assert Job.objects.get(task="imports.run").deaths == 2
    finally:
        default_storage.delete(source.file.name)
