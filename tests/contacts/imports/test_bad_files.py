"""A file that is not what it says, is cut off or is an attack: refused with a sentence, by row and column."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from contacts.imports.problems import FileRefused, Problem
from contacts.imports.reading.limits import Limits
from contacts.imports.writing import write
from tests.contacts.imports import bad_files
from tests.contacts.imports.files import SAMPLES, incoming

WORKBOOK = b"".join(write([{"last_name": "King"}] * 50, "xlsx"))
CARDS = (SAMPLES / "apple.vcf").read_bytes()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b",,,\r\n,,,\r\n", "empty"),
        (bad_files.png(), "not_a_table"),
        (b"\xff\xd8\xff\xe0JFIF", "not_a_table"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"<!DOCTYPE html><title>Sign in</title>", "not_a_table"),
        (b"\x1f\x8b\x08\x00", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not_a_table"),
        (bytes(range(1, 256)) * 20, "not_text"),
        (bad_files.archive({"hello.txt": b"hi"}), "not_xlsx"),
        (bad_files.archive({"xl/workbook.xml": b"<workbook/>"}), "not_xlsx"),
        (b"PK\x03\x04" + bytes(30), "not_xlsx"),
        (WORKBOOK[: len(WORKBOOK) // 2], "not_xlsx"),
        (bad_files.workbook(b"<worksheet><sheetData><row><c>"), "not_xlsx"),
        (CARDS[: len(CARDS) - 40], "cut_off"),
        (b"BEGIN:VCARDX\r\nFN:A\r\nEND:VCARD\r\n", "empty"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        incoming(data)
    assert caught.value.problem.code == code
    assert caught.value.problem.message.endswith(".")


@pytest.mark.parametrize(
    ("make", "code"),
    [(bad_files.far_cell, "too_big"), (bad_files.honest_bomb, "too_big"), (bad_files.lying_bomb, "zip_bomb")],
)
def test_a_bomb_is_refused_before_it_goes_off(make: Callable[[], bytes], code: str) -> None:
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as caught:
            incoming(data, limits=Limits(unpacked_bytes=20 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.problem.code == code
    assert peak < 20 << 20


def test_half_a_csv_names_the_row_where_the_quote_opened() -> None:
    with pytest.raises(FileRefused) as caught:
        incoming(b'Name,Email\r\nAda,a@example.org\r\nBob,"b@exam\r\nmore,text\r\n')
    assert (caught.value.problem.code, caught.value.problem.row) == ("cut_off", 3)


GOOD = b"Name,Email,Note\r\nAda,a@example.org,x\r\n"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (b"B\x00b,b@example.org,y", "nul_character", "Name"),
        (b"Bob,b@example.org,\xed\xa0\x80", "damaged_text", "Note"),
        (b"Bob,b@example.org,\xff", "damaged_text", "Note"),
        (b"Bob,b@example.org,y,z", "too_many_cells", "Column 4"),
        (b"Bob,b@example.org," + b"y" * 100_001, "cell_too_long", "Note"),
        (b"Bob,b@example.org," + b"y" * (10 << 20), "cell_too_long", "Note"),
        (b'Bob,"b@example.org","' + b"y,\r\n" * (2 << 18) + b'"', "cell_too_long", "Note"),
        (b'"' + b'y""' * 400_000 + b'",b@example.org,', "cell_too_long", "Name"),
    ],
)
def test_a_bad_row_is_named_and_the_rows_around_it_are_read(row: bytes, code: str, column: str) -> None:
    text = "Émile,é@example.org,é\r\n".encode() * 3
    rows = incoming(GOOD + row + b"\r\n" + text + b"Zoe,z@example.org,\r\n")
    assert [(p.code, p.row, p.column) for r in rows for p in r.problems] == [(code, 3, column)]
    good = [r.contact.get("display_name") for r in rows if not r.problems]
    assert good == ["Ada", "Émile", "Émile", "Émile", "Zoe"]


def test_ten_megabytes_in_one_spreadsheet_cell_name_row_and_column() -> None:
    text = b"y" * (10 << 20)
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>Notes</t></is></c></row>'
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>Ada</t></is></c><c r="B2" t="inlineStr"><is><t>'
        + text
        + b"</t></is>"
        b"</c></row></sheetData></worksheet>"
    )
    assert incoming(bad_files.workbook(sheet))[0].problems == (
        Problem("cell_too_long", "The cell holds more than 100,000 characters.", 2, "Notes"),
    )


def test_ten_megabytes_in_one_card_name_line_and_property() -> None:
    data = (
        b"BEGIN:VCARD\r\nFN:Ada\r\nNOTE:"
        + b"y" * (10 << 20)
        + b"\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\n"
    )
    first, second = incoming(data)
    assert [(p.code, p.row, p.column) for p in first.problems] == [("cell_too_long", 3, "NOTE")]
    assert second.contact == {"display_name": "Bob"}


@pytest.mark.parametrize(
    ("value", "code"), [(b"a\x00b", "nul_character"), (b"\xed\xa0\x80", "damaged_text"), (b"\xff\xfe", "damaged_text")]
)
def test_damaged_text_in_a_card_names_line_and_property(value: bytes, code: str) -> None:
    data = "BEGIN:VCARD\r\nFN:Άννα\r\nNOTE:é\r\n".encode() + b"TITLE:" + value + b"\r\nEND:VCARD\r\n"
    (card,) = incoming(data)
    assert [(p.code, p.row, p.column) for p in card.problems] == [(code, 4, "TITLE")]


def test_every_card_ends_in_exactly_one_state() -> None:
    cards = incoming(SAMPLES / "nasty.vcf")
    assert [bool(card.contact) or bool(card.problems) for card in cards] == [True] * 7
    assert [p.code for card in cards for p in card.problems] == [
        "empty_card",
        "cut_off",
        "group_card",
        "not_a_property",
    ]


def test_right_to_left_and_combining_names_are_kept_as_they_are() -> None:
    names = ["مريم", "שרה", "Zoe\u0308", "J\u0302ose\u0301", "Nguyễn Thị"]
    rows = incoming(("Name,Email\n" + "".join(f"{name},a@example.org\n" for name in names)).encode())
    assert [row.contact["display_name"] for row in rows] == names
