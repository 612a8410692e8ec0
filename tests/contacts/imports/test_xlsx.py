"""Workbooks as Excel saves them: numbers, dates and truths in their own types, and more than one sheet."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from contacts.imports.problems import FileRefused
from tests.contacts.imports.files import contacts, table


def workbook(*sheets: tuple[str, list[list[Any]]], above: int = 0) -> bytes:
    """A workbook with these rows in each sheet, `above` empty rows over them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day, share = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "0%"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows, start=above):
                for x, value in enumerate(row):
                    dated = isinstance(value, dt.date)
                    sheet.write(y, x, value, *([day] if dated else [share] if value == 0.05 else []))
    return file.getvalue()


def test_a_phone_kept_as_a_number_stays_a_phone_and_a_date_a_date() -> None:
    rows: list[list[Any]] = [
        ["Name", "Mobile", "Born", "Active", "Customer code"],
        ["Ada", 35799123456, dt.date(1980, 2, 29), True, 12.0],
        ["Bob", "00357 99", dt.datetime(1999, 12, 31, 0, 0), False, 1e-3],
    ]
    opened = table(workbook(("S", rows)))
    assert [row.cells for row in opened.rows()] == [
        ["Ada", "35799123456", "1980-02-29", "yes", "12"],
        ["Bob", "00357 99", "1999-12-31", "no", "0.001"],
    ]


def test_the_first_sheet_with_cells_is_read_unless_another_is_named() -> None:
    data = workbook(("Cover", []), ("People", [["Name"], ["Ada"]]), ("Old", [["Name"], ["Bob"]]))
    assert [contact["display_name"] for contact in contacts(data)] == ["Ada"]
    assert [contact["display_name"] for contact in contacts(data, sheet="Old")] == ["Bob"]
    with pytest.raises(FileRefused) as caught:
        contacts(data, sheet="Shoes")
    assert caught.value.problem.code == "no_such_sheet"


def test_rows_are_counted_as_the_spreadsheet_shows_them() -> None:
    opened = table(workbook(("S", [["Name", "Email"], ["Ada", "a@example.org"]]), above=4))
    assert (opened.header_row, [row.number for row in opened.rows()]) == (5, [6])


def test_an_apostrophe_belongs_to_the_text_where_cells_are_typed() -> None:
    opened = table(workbook(("S", [["Name", "Notes"], ["'t Hooft", "'=1+1"]])))
    assert [row.cells for row in opened.rows()] == [["'t Hooft", "'=1+1"]]
