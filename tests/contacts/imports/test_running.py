"""A file of five thousand rows and one of three hundred cards: every row ends in one state, and the sums agree."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.models import Count

from contacts.directory import queries
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.history.models import Change
from contacts.imports import operations, running
from contacts.imports.models import Import, ImportRow, ImportState
from contacts.tables import lanes

pytestmark = pytest.mark.django_db
BROKEN_OFF = (
    r"^The database broke off \([^\n]+\)\. What was imported stays\. Go on with: manage\.py import --resume \d+$"
)
PHONES = ("+357 99 1{n:05}", "00357991{n:05}", "99-1{n:05}", "(+357) 991{n:05}")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEFAULT_COUNTRY = "CY"


def people(tmp_path: Path, count: int) -> Path:
    """A CSV of so many people, of whom the 78th and one near the end have no valid address."""
    lines = ["Vorname;Nachname;E-Mail;Mobiltelefon;Ort"]
    for n in range(count):
        email = "not an address" if n in (77, count - 758) else f"person{n}@example.org"
        lines.append(f"Jürgen;Nr{n};{email};{PHONES[n % 4].format(n=n)};Köln")
    path = tmp_path / "people.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


@pytest.fixture
def five_thousand(tmp_path: Path) -> Path:
    return people(tmp_path, 5000)


@pytest.fixture
def three_chunks(tmp_path: Path) -> Path:
    """As many as a run needs that is to end in the midst of it and to go on."""
    return people(tmp_path, 3000)


def cards(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "cards.vcf"
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Card{n};Carla;;;\r\nFN:Carla Card{n}\r\n"
    card += "TEL;TYPE=CELL:+357 97 {n:06}\r\nEND:VCARD\r\n"
    path.write_text("".join(card.format(n=n) for n in range(count)), newline="")
    return path


def sums(source: Import) -> tuple[int, int, int, int, int]:
    counted = dict(source.rows.values_list("outcome").annotate(Count("id")))
    for outcome in ("created", "updated", "unchanged", "refused"):
        assert getattr(source, outcome) == counted.get(outcome, 0)
    assert source.read == sum(counted.values()) == source.created + source.updated + source.unchanged + source.refused
    return source.read, source.created, source.updated, source.unchanged, source.refused


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"match": "shoe_size"}, {"mapping": '{"Shoe": "last_name"}'}])
def test_a_command_whose_options_are_refused_leaves_nothing_behind(
    three_chunks: Path, settings: Any, wrong: dict[str, str]
) -> None:
    with pytest.raises(CommandError, match=f"--{next(iter(wrong))}"):
        call_command("import", str(three_chunks), **wrong)
    assert not Import.objects.exists()
    assert not [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]


def test_a_csv_of_five_thousand_rows(five_thousand: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import", str(five_thousand), "--dry-run")
    dry = Import.objects.get()
    assert sums(dry) == (5000, 4998, 0, 0, 2)
    assert Contact.objects.count() == 0
    call_command("import", str(five_thousand))
    source = Import.objects.get(dry_run=False)
    assert sums(source) == (5000, 4998, 0, 0, 2)
    refused = source.rows.filter(outcome="refused").order_by("number")
    assert [(row.number, row.faults[0]["column"]) for row in refused] == [(79, "E-Mail"), (4244, "E-Mail")]
    assert "row 79, column E-Mail: Not an email address" in capsys.readouterr().out
    for n in (5, 6, 7, 8):
        assert queries.count(search=f"+357991{n:05}") == 1
    assert queries.count(search="jurgen koln") == 4998
    assert Change.objects.filter(door="import", door_detail="people.csv").count() == 4998


def test_the_command_tells_where_each_column_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text("First name,Shoe size,First name\nAda,38,Eve\n")
    call_command("import", str(path), "--dry-run", "--mapping", '{"First name": "last_name"}')
    assert capsys.readouterr().out.splitlines()[:3] == [
        "  First name → last_name", "  Shoe size is left out", "  First name (2) is left out"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mapping", "[1]"), "--mapping must be a JSON object"),
        (("--mapping", "{"), "--mapping must be a JSON object"),
        (("--mapping", '{"Size": "last_name"}'), "--mapping.Size: The file has no column 'Size'. It has "),
        (("--mapping", '{"Shoe": ""}'), "--mapping: Say for one column at least where it goes."),
        (("--match", "shoe"), "--match: Expected id, uuid"),
    ],
)
def test_the_command_says_which_of_its_options_is_wrong(options: tuple[str, str], said: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Shoe,Last name\n38,King\n")
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("import", str(path), *options)


def test_the_same_file_again_changes_nothing(three_chunks: Path) -> None:
    call_command("import", str(three_chunks))
    call_command("import", str(three_chunks), "--match", "email")
    again = Import.objects.order_by("id").last()
    assert again is not None
    assert sums(again) == (3000, 0, 0, 2998, 2)


def test_a_file_of_three_hundred_cards(tmp_path: Path) -> None:
    call_command("import", str(cards(tmp_path, 300)))
    assert sums(Import.objects.get()) == (300, 300, 0, 0, 0)
    assert queries.count(search="card299") == 1


def test_a_run_that_was_cut_off_goes_on_behind_its_last_chunk(three_chunks: Path) -> None:
    actor = Actor(kind="command", label="tests", door="import")
    with three_chunks.open("rb") as file:
        source = operations.receive(file=file, name="people.csv", actor=actor)
    operations.begin(source=source, in_background=False)

    def cut(source: Import) -> None:
        if source.read >= 2000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        running.run(source.pk, progress=cut)
    assert Contact.objects.count() == Import.objects.get().created == 1999
    assert sums(running.run(source.pk)) == (3000, 2998, 0, 0, 2)
    assert Contact.objects.count() == 2998


@pytest.mark.django_db(transaction=True)
def test_lanes_come_to_the_same_as_one_process(three_chunks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lane, which is the caller's")
    call_command("import", str(three_chunks))
    monkeypatch.setattr(lanes, "_is_alone", lambda: True)
    call_command("import", str(three_chunks))
    one, several = Import.objects.order_by("id")
    assert sums(one) == sums(several) == (3000, 2998, 0, 0, 2)
    columns = ("number", "line", "outcome", "revision", "label", "faults")
    assert list(one.rows.order_by("number").values_list(*columns)) == list(
        several.rows.order_by("number").values_list(*columns)
    )
    made = list(several.rows.order_by("number").exclude(contact_id=None).values_list("contact_id", flat=True))
    assert made == sorted(made)


@pytest.mark.django_db(transaction=True)
def test_a_run_of_which_a_lane_was_killed_says_so_and_goes_on_behind_its_last_chunk(
    three_chunks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lane, which is the caller's")
    monkeypatch.setattr(lanes, "_is_alone", lambda: True)
    others = set(psutil.Process().children())

    def killing(command: Any, source: Import) -> None:
        if source.read == 1000:
            (set(psutil.Process().children()) - others).pop().kill()

    with monkeypatch.context() as patched:
        patched.setattr("contacts.management.commands.import.Command._show", killing)
        with pytest.raises(CommandError, match=r"ended from outside\. Go on with: manage\.py import --resume"):
            call_command("import", str(three_chunks))
    source = Import.objects.get()
    assert sums(source)[0] < 3000
    assert Contact.objects.count() == source.created
    call_command("import", "--resume", str(source.pk))
    assert sums(Import.objects.get()) == (3000, 2998, 0, 0, 2)
    assert Contact.objects.count() == 2998


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lanes_run", [True, False])
def test_a_run_whose_connections_are_ended_says_so_and_goes_on_behind_its_last_chunk(
    three_chunks: Path, monkeypatch: pytest.MonkeyPatch, lanes_run: bool
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could end a connection")
    monkeypatch.setattr(lanes, "_is_alone", lambda: lanes_run)
    settings = connection.get_connection_params()
    address = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}

    def ending(command: Any, source: Import) -> None:
        if source.read == 1000:
            with psycopg.connect(**address, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with monkeypatch.context() as patched:
        patched.setattr("contacts.management.commands.import.Command._show", ending)
        with pytest.raises(CommandError, match=BROKEN_OFF):
            call_command("import", str(three_chunks))
    connection.close()
    source = Import.objects.get()
    assert sums(source)[0] < 3000
    call_command("import", "--resume", str(source.pk))
    assert sums(Import.objects.get()) == (3000, 2998, 0, 0, 2)
    assert Contact.objects.count() == 2998


def failing(sentence: str) -> Callable[..., None]:
    """What the driver raises instead of whatever is asked."""

    def fail(*args: Any, **more: Any) -> None:
        raise OperationalError(sentence)

    return fail


def test_a_database_that_fails_is_told_in_a_sentence(three_chunks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.imports.running.run", failing("disk I/O error\nmore about it"))
    with pytest.raises(CommandError) as told:
        call_command("import", str(three_chunks))
    go_on = f"Go on with: manage.py import --resume {Import.objects.get().pk}"
    assert str(told.value) == f"The database broke off (disk I/O error). What was imported stays. {go_on}"


def test_a_database_that_is_down_is_told_in_a_sentence(three_chunks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = failing("connection refused\nIs the server running?")
    monkeypatch.setattr("contacts.imports.operations.begin", refused)
    with pytest.raises(CommandError) as told:
        call_command("import", str(three_chunks))
    assert str(told.value) == "The database does not answer (connection refused)."


def test_no_row_is_left_of_an_import_that_is_removed_meanwhile(three_chunks: Path) -> None:
    """Nothing but the lock on the import keeps rows from being written for one that is gone."""
    actor = Actor(kind="command", label="tests", door="import")
    with three_chunks.open("rb") as file:
        source = operations.receive(file=file, name="people.csv", actor=actor)
    operations.begin(source=source, in_background=False)
    with pytest.raises(Import.DoesNotExist):
        running.run(source.pk, progress=lambda source: Import.objects.all().delete())
    assert not ImportRow.objects.exists()
    assert Contact.objects.count() == 999


def test_a_match_that_leads_to_two_contacts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("first name,last name,email\nA,B,same@example.org\nC,D,same@example.org\n")
    call_command("import", str(path))
    path.write_text("first name,last name,email\nE,F,same@example.org\n")
    call_command("import", str(path), "--match", "email")
    last = Import.objects.order_by("id").last()
    assert last is not None
    assert last.rows.get().faults[0]["code"] == "ambiguous"


def test_half_a_file_stores_its_reason(tmp_path: Path) -> None:
    path = cards(tmp_path, 3)
    path.write_text(path.read_text()[:-20], newline="")
    with pytest.raises(CommandError, match="no end"):
        call_command("import", str(path))
    assert Contact.objects.count() == 0
    assert set(Import.objects.values_list("state", flat=True)) <= {ImportState.FAILED}


def test_a_run_that_is_cancelled_as_it_begins_stays_cancelled(tmp_path: Path) -> None:
    """Seen red with the state read in one statement and written in the next."""
    with cards(tmp_path, 3).open("rb") as file:
        source = operations.receive(file=file, name="cards.vcf", actor=Actor(kind="staff", id=1, label="Ada"))
    operations.begin(source=source)
    cancelled: list[int] = []

    def cancel_before_writing(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE") and not cancelled:
            cancelled.append(source.pk)
            operations.cancel(source=source)
        return execute(sql, *rest)

    with connection.execute_wrapper(cancel_before_writing):
        ended = running.run(source.pk)
    assert (cancelled, ended.state, ended.read, ended.started_at) == ([source.pk], ImportState.CANCELLED, 0, None)
    assert not Contact.objects.exists()
