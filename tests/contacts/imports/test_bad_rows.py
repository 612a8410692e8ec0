"""A row that cannot be stored is refused with its row and its column; the rows around it are stored, it is not."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from contacts.directory.models import Contact
from contacts.imports.models import Import
from contacts.imports.reading.limits import DEFAULT_LIMITS
from tests.contacts.directory.making import lookups
from tests.contacts.imports import bad_files

pytestmark = pytest.mark.django_db
LONG = "y" * (DEFAULT_LIMITS.cell + 1)
TARGETS = {
    "Company": "company_name",
    "First name": "first_name", "Last name": "last_name", "E-mail": "emails.PERSONAL.email",
    "Mobile": "phones.MOBILE.number", "Country": "addresses.HOME.country", "Birthday": "demographics.birth_date",
    "Founded": "company_profile.established_on", "Category": "category", "Lists": "marketing_lists", "Tags": "tags",
    "Active": "is_active", "Floor": "addresses.HOME.floor", "Colour": "custom.facts.contact_choice", "Site": "website",
    "Birth year": "company_profile.profile_year",
}  # fmt: skip
# column, what stands in it, code of the fault
BAD_CELLS = [
    ("First name", "a" * 201, "too_long"), ("First name", LONG, "cell_too_long"),
    ("First name", "Z" + "\u0301" * 20, "invalid_text"), ("Last name", "a\u202egnp.exe", "invalid_text"),
    ("E-mail", "nobody", "invalid_email"), ("E-mail", "a@" + "b" * 300 + ".org", "too_long"),
    ("Mobile", "call me", "invalid_phone"), ("Mobile", "9" * 65, "too_long"), ("Country", "Atlantis", ""),
    ("Birthday", "29.02.2023", "invalid"), ("Birthday", "0000-01-01", "invalid"), ("Birthday", "2023-13-45", "invalid"),
    ("Founded", "2023-02-29", "invalid"), ("Founded", "00.01.0000", "invalid"), ("Category", "Nowhere", "unknown"),
    ("Category", "9" * 30, "unknown"), ("Lists", "MAR1;Nowhere", "unknown"), ("Tags", "ok;" + "t" * 101, ""),
    ("Active", "perhaps", "invalid"), ("Floor", "ground", "invalid"), ("Floor", "9" * 15, "invalid"),
    ("Colour", "Ultraviolet", "invalid_choice"), ("Site", "javascript:alert(1)", "invalid"),
    ("Birth year", "9" * 25, "invalid"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "media")}
        }
    }  # fmt: skip


def brought_in(path: Path, *, mapping: dict[str, str] | None = None) -> tuple[Import, str]:
    """The import of a file, and what the command said."""
    out = StringIO()
    call_command("import", str(path), mapping=json.dumps(mapping) if mapping else "", stdout=out)
    return Import.objects.get(), out.getvalue()


def check(source: Import, said: str, row: int, column: str, code: str) -> None:
    assert (source.created, source.refused, source.read) == (2, 1, 3)
    refused = source.rows.get(outcome="refused")
    assert refused.number == row
    assert column in [fault["column"] for fault in refused.faults]
    assert code in ("", *(fault["code"] for fault in refused.faults))
    assert all(fault["message"].endswith(".") and len(fault["message"]) < 500 for fault in refused.faults)
    assert f"row {row}, column {column}: " in said
    assert set(Contact.objects.values_list("last_name", flat=True)) == {"Before", "After"}


def lines(column: str, value: str) -> list[list[str]]:
    """The names of three columns, a good row, the bad one, a good one."""
    if column == "Last name":
        return [["First name", "Company", column], ["x", "", "Before"], ["Bad", "", value], ["x", "", "After"]]
    return [["Last name", "Company", column], ["Before", "", ""], ["Bad", "", value], ["After", "", ""]]


@pytest.mark.parametrize(("column", "value", "code"), BAD_CELLS, ids=lambda value: ascii(value)[:30])
def test_in_a_csv(column: str, value: str, code: str, tmp_path: Path) -> None:
    lookups()
    path = tmp_path / "people.csv"
    path.write_text("\r\n".join("\t".join(row) for row in lines(column, value)), encoding="utf-8", newline="")
    head = lines(column, value)[0]
    source, said = brought_in(path, mapping={name: TARGETS[name] for name in head})
    check(source, said, 3, column, code)


def sheet(rows: list[list[str]]) -> bytes:
    cells = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{"ABC"[m]}{n}" t="inlineStr"><is><t>{cell}</t></is></c>' for m, cell in enumerate(row) if cell
        )
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{schema}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(("column", "value", "code"), BAD_CELLS, ids=lambda value: ascii(value)[:30])
def test_in_a_workbook(column: str, value: str, code: str, tmp_path: Path) -> None:
    lookups()
    path = tmp_path / "people.xlsx"
    path.write_bytes(bad_files.workbook(sheet(lines(column, value))))
    head = lines(column, value)[0]
    source, said = brought_in(path, mapping={name: TARGETS[name] for name in head})
    check(source, said, 3, column, code)


# a property of a card, and where the fault is told: the property when the reader sees it, the record's path else
BAD_PROPERTIES = [
    ("EMAIL:nobody", "emails[0].email", "invalid_email"), ("TEL:call me", "phones[0].number", "invalid_phone"),
    ("NOTE:" + LONG, "NOTE", "cell_too_long"), ("NOTE:a\x00b", "NOTE", "nul_character"),
    ("TITLE:" + "t" * 201, "job_title", "too_long"), ("URL:javascript:alert(1)", "website", "invalid"),
    ("N:Bad;a\u202eb;;;", "first_name", "invalid_text"),
]  # fmt: skip


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
@pytest.mark.parametrize(("line", "column", "code"), BAD_PROPERTIES, ids=lambda value: ascii(value)[:30])
def test_in_a_card(version: str, line: str, column: str, code: str, tmp_path: Path) -> None:
    def card(name: str, *more: str) -> str:
        return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", f"N:{name};;;;", *more, "END:VCARD", ""))

    path = tmp_path / "people.vcf"
    path.write_text(card("Before") + card("Bad", line) + card("After"), encoding="utf-8", newline="")
    source, said = brought_in(path)
    check(source, said, 2, column, code)


@pytest.mark.parametrize("born", ["20230229", "2023-02-29", "0000-01-01", "--0230", "soon"])
def test_a_day_that_never_was_is_not_stored(born: str, tmp_path: Path) -> None:
    """The rest of the card is worth keeping; the property that says nothing is named as not read."""
    path = tmp_path / "people.vcf"
    path.write_text(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nBDAY:{born}\r\nEND:VCARD\r\n", newline="")
    source, _ = brought_in(path)
    stored = Contact.objects.filter(demographics__birth_day__isnull=False)
    assert (source.read, source.created + source.refused, stored.count()) == (1, 1, 0)


def test_of_two_rows_with_one_uuid_the_second_is_refused(tmp_path: Path) -> None:
    uuid = "12345678-1234-5678-1234-567812345678"
    path = tmp_path / "people.csv"
    path.write_text(f"Uuid,Last name\n{uuid},King\n{uuid},Queen\n,Jack\n")
    source, said = brought_in(path, mapping={"Uuid": "uuid", "Last name": "last_name"})
    assert (source.created, source.refused) == (2, 1)
    assert "row 3, column Uuid: " in said


def test_codes_brought_along_do_not_meet_those_given_later(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = "".join(f"C{n:06},Name {n}\n" for n in range(60, 0, -1))
    path.write_text(f"Code,Last name\n{rows}{''.join(f',More {n}{chr(10)}' for n in range(60))}")
    source, _ = brought_in(path, mapping={"Code": "code", "Last name": "last_name"})
    assert (source.created, source.refused) == (120, 0)
    assert Contact.objects.values("code").distinct().count() == 120
