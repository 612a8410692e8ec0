"""A refused row names all that is wrong with it, each with its column, whichever step would have found it first."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.commands import Create, Update
from contacts.directory.models import Contact
from contacts.history.actor import SYSTEM
from contacts.imports.models import Import
from contacts.imports.refused import refused_rows
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import lookups

pytestmark = pytest.mark.django_db
TARGETS = {
    "Code": "code", "First": "first_name", "Last": "last_name", "Email": "emails[1].email", "Mail 2": "emails[2].email",
    "Phone": "phones[1].number", "Born": "demographics.birth_date", "Active": "is_active", "Group": "category",
    "Colour": "custom.facts.contact_choice", "Founded": "company_profile.established_on",
}  # fmt: skip
GOOD = dict.fromkeys(TARGETS, "") | {"Last": "King"}
# What each step finds: the reading of cells, of types, of values, and the database.
BAD = {
    "Born": "31.02.1980", "Active": "perhaps", "First": "a" * 201, "Email": "nobody", "Phone": "call me",
    "Group": "Nowhere", "Colour": "Ultraviolet", "Code": "TAKEN",
}  # fmt: skip


@pytest.fixture(autouse=True)
def there(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    lookups()
    door.create(patch=parse_patch({"last_name": "Owner", "code": "TAKEN"}), actor=SYSTEM)


def brought(tmp_path: Path, *rows: dict[str, str], **options: Any) -> tuple[Import, str]:
    """The import of a file with these rows, and what the command said."""
    path, out = tmp_path / "people.csv", StringIO()
    lines = ["\t".join(TARGETS), *("\t".join((GOOD | row)[name] for name in TARGETS) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    call_command("import", str(path), mapping=json.dumps(TARGETS), stdout=out, **options)
    source = Import.objects.order_by("pk").last()
    assert source is not None
    return source, out.getvalue()


def columns(source: Import) -> list[list[str]]:
    rows = source.rows.filter(outcome="refused").order_by("number")
    return [[fault["column"] for fault in row.faults] for row in rows]


@pytest.mark.parametrize("dry_run", [True, False])
def test_all_faults_of_a_row_are_told_with_their_columns(tmp_path: Path, dry_run: bool) -> None:
    source, said = brought(tmp_path, {}, BAD, {"Last": "Queen"}, dry_run=dry_run)
    assert (source.created, source.refused) == (2, 1)
    in_order = [name for name in TARGETS if name in BAD]
    assert columns(source) == [in_order]
    assert [line.split(":")[0].split("column ")[1] for line in said.splitlines() if "row 3, " in line] == in_order
    told = b"".join(refused_rows(source)).decode("utf-8-sig").splitlines()[1]
    assert sorted(in_order, key=lambda name: told.index(f"{name}: ")) == in_order
    assert Contact.objects.count() == (1 if dry_run else 3)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_code_that_another_row_has_is_told_beside_other_faults(tmp_path: Path, dry_run: bool) -> None:
    """The other row is stored by then, and in a dry run it will be."""
    source, _ = brought(tmp_path, {"Code": "X1"}, {"Code": "X1", "Email": "nobody"}, dry_run=dry_run)
    assert columns(source) == [["Code", "Email"]]


def test_a_cell_that_cannot_be_read_hides_no_other_fault(tmp_path: Path) -> None:
    source, _ = brought(tmp_path, {"Email": "a\x00b", "Mail 2": "nobody", "Born": "31.02.1980"})
    assert columns(source) == [["Email", "Mail 2", "Born"]]


@pytest.mark.parametrize("bad", [{"Last": "a" * 201}, {"Last": "a\x00b"}, {"Last": "", "Email": "nobody"}])
def test_what_is_wrong_is_not_told_as_missing_too(tmp_path: Path, bad: dict[str, str]) -> None:
    source, _ = brought(tmp_path, bad | {"Born": "31.02.1980"})
    assert columns(source) == [[*(name for name, value in bad.items() if value), "Born"]]


def test_a_row_that_names_nobody_is_told_beside_other_faults(tmp_path: Path) -> None:
    source, _ = brought(tmp_path, {"Last": "", "Born": "31.02.1980"})
    assert columns(source) == [["First", "Born"]]


def test_an_update_tells_all_its_faults_too(tmp_path: Path) -> None:
    brought(tmp_path, {"Email": "a@example.org"})
    bad = {"Email": "a@example.org", "Born": "31.02.1980", "Phone": "call me", "Code": "TAKEN"}
    source, _ = brought(tmp_path, bad, bad, match="email")
    assert columns(source) == [["Code", "Phone", "Born"]] * 2


def test_two_faulty_rows_of_one_contact_in_one_chunk(tmp_path: Path) -> None:
    brought(tmp_path, {"Email": "a@example.org", "Code": "X1"})
    bad = {"Born": "31.02.1980", "Phone": "call me"}
    source, _ = brought(tmp_path, {"Email": "a@example.org"} | bad, {"Code": "X1"} | bad, match="email,code")
    assert columns(source) == [["Phone", "Born"]] * 2


def test_a_row_of_which_nobody_can_say_whose_it_is_tells_its_other_faults(tmp_path: Path) -> None:
    brought(tmp_path, {"Email": "a@example.org"}, {"Email": "a@example.org"})
    source, _ = brought(tmp_path, {"Email": "a@example.org", "Born": "31.02.1980", "Phone": "call me"}, match="email")
    assert columns(source) == [["Email", "Phone", "Born"]]


def test_asking_for_faults_locks_nothing(queries: type[CaptureQueriesContext]) -> None:
    """Of two lanes one waits for the other's end. Off: ask with locks."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer and no such locks")
    owner = Contact.objects.get().pk
    relation = parse_patch({"last_name": "A", "relations": [{"contact": owner, "type": "FRIEND"}], "code": "TAKEN"})
    with queries(connection) as asked:
        found = door.faults([Create(relation), Update(owner, parse_patch({"website": "javascript:x"}))], actor=SYSTEM)
    assert [[error.path for error in errors] for errors in found] == [["code"], ["website"]]
    assert not [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]


def test_a_card_tells_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    lines = ("BEGIN:VCARD", "VERSION:3.0", "N:King;Ada;;;", "NOTE:a\x00b", "EMAIL:nobody", "TEL:call me", "END:VCARD")
    path.write_text("\r\n".join((*lines, "")), newline="")
    call_command("import", str(path))
    assert columns(Import.objects.get()) == [["NOTE", "emails[0].email", "phones[0].number"]]
