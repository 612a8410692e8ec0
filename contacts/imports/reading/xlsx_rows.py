"""The rows of the first sheet of a workbook that holds anything, every cell as the text a person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import CalamineSheet, CalamineWorkbook

from contacts.imports.problems import refuse
from contacts.imports.reading.csv_rows import RawRow
from contacts.imports.reading.limits import Limits
from contacts.imports.reading.zip_guard import guard_xlsx

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def sheet_names(file: BinaryIO, limits: Limits) -> list[str]:
    """The names of all sheets, in the workbook's order."""
    return list(_workbook(file, limits).sheet_names)


def open_sheet(file: BinaryIO, name: str | None, limits: Limits) -> CalamineSheet:
    """The named sheet, or the first with cells, laid out in memory: about 30 bytes per cell besides its text."""
    return _sheet(_workbook(file, limits), name)


def xlsx_rows(sheet: CalamineSheet, limits: Limits) -> Iterator[RawRow]:
    """Every row that is not blank."""
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(value) for value in values]
        if "".join(cells).strip():
            long = max(map(len, cells)) > limits.cell
            yield RawRow(number, number, cells, "long" if long else "")


def _workbook(file: BinaryIO, limits: Limits) -> CalamineWorkbook:
    guard_xlsx(file, limits)
    try:
        return CalamineWorkbook.from_filelike(file)
    except BaseException as error:  # a panic of the Rust library is no Exception
        raise _unreadable(error) from error


def _sheet(workbook: CalamineWorkbook, name: str | None) -> CalamineSheet:
    if name is not None and name not in workbook.sheet_names:
        raise refuse("no_such_sheet", f"There is no sheet named {name}.")
    try:
        for candidate in [name] if name is not None else workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(candidate)
            if sheet.height:
                return sheet
    except BaseException as error:
        raise _unreadable(error) from error
    raise refuse("empty", "No sheet of this workbook has any cells.")


def _unreadable(error: BaseException) -> BaseException:
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        return error
    return refuse("not_xlsx", "This workbook cannot be read; it may be damaged or protected by a password.")


def _text(value: Value) -> str:
    """A number without `.0`, a date as ISO, a duration or time as ISO, a truth as yes or no."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)
