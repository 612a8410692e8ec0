"""Contacts as an XLSX workbook whose cells are all texts, written row by row to a file on disk and streamed from it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from contacts.imports.incoming import Contact
from contacts.imports.writing.chunks import SIZE
from contacts.imports.writing.columns import Columns, RowWriter

_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_file(contacts: Iterable[Contact], columns: Columns) -> Iterator[bytes]:
    """The file's bytes in chunks; rows beyond a sheet's limit go on in a further sheet."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, _OPTIONS)
        _fill(book, contacts, RowWriter(columns))
        book.close()
        file.seek(0)
        yield from iter(lambda: file.read(SIZE), b"")


def _fill(book: Any, contacts: Iterable[Contact], rows: RowWriter) -> None:
    sheet, at = None, _MOST_ROWS
    for contact in contacts:
        if at >= _MOST_ROWS:
            sheet, at = _new_sheet(book, rows.titles), 1
        _write_row(sheet, at, rows.row(contact))
        at += 1
    if sheet is None:
        _new_sheet(book, rows.titles)


def _new_sheet(book: Any, titles: list[str]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title)
    return sheet


def _write_row(sheet: Any, at: int, cells: list[str]) -> None:
    """One row of typed strings; the JSON in the last cell may go on in the cells to its right."""
    for column, text in enumerate(cells[:-1]):
        if text:
            sheet.write_string(at, column, text)
    more = cells[-1]
    for piece in range(0, len(more), _MOST_CHARACTERS):
        column = len(cells) - 1 + piece // _MOST_CHARACTERS
        sheet.write_string(at, column, more[piece : piece + _MOST_CHARACTERS])
