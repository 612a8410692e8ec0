"""A file of rows and columns, opened once and read as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise

import msgspec

from contacts.imports.guessing.headers import guess_header
from contacts.imports.guessing.looks import is_value
from contacts.imports.problems import Problem, refuse
from contacts.imports.reading.csv_rows import RawRow
from contacts.imports.reading.limits import Limits

_HEAD = 50
_SEARCHED = 10


class Row(msgspec.Struct, gc=False):
    """One row: `number` as a spreadsheet counts, `line` in the file, a cell for every column, what is wrong with it."""

    number: int
    line: int
    cells: list[str]
    problems: tuple[Problem, ...] = ()


class Table:
    """Columns by unique name and, each time `rows()` is called, the rows from the first on."""

    def __init__(self, open_rows: Callable[[], Iterator[RawRow]], limits: Limits, header_row: int | None) -> None:
        self._open = open_rows
        self._limits = limits
        head = list(islice(open_rows(), _HEAD))
        if not head:
            raise refuse("empty", "The file has no rows.")
        self.header_row = _header_row(head) if header_row is None else header_row
        self.columns = self._columns(head)

    def _columns(self, head: list[RawRow]) -> tuple[str, ...]:
        named = next((row.cells for row in head if row.number == self.header_row), None)
        if named is None and self.header_row:
            raise refuse("no_header", f"Row {self.header_row} is empty or too far down for the column names.")
        width = len(named) if named else max(len(row.cells) for row in head)
        if width > self._limits.columns:
            raise refuse("too_many_columns", f"{width} columns are more than the {self._limits.columns} that are read.")
        return _unique([(named[i] if named else "") for i in range(width)])

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank; a row with problems must be refused by the caller."""
        width = len(self.columns)
        for number, line, cells, fault in self._open():
            if number <= self.header_row:
                continue
            have = len(cells)
            if have < width:
                cells.extend([""] * (width - have))
            problems = self._problems(number, cells, fault) if fault or have > width else ()
            yield Row(number, line, cells, problems)

    def sample(self, count: int = 100) -> list[list[str]]:
        """The cells of the first rows, for guessing."""
        return [row.cells for row in islice(self.rows(), count)]

    def _problems(self, number: int, cells: list[str], fault: str) -> tuple[Problem, ...]:
        found = [
            Problem(code, message, number, self._name(index))
            for index, cell in enumerate(cells)
            for code, message in _cell_faults(cell, self._limits)
        ]
        surplus = [index for index in range(len(self.columns), len(cells)) if cells[index].strip()]
        if surplus and not found:
            message = f"The row has {surplus[-1] + 1} cells, but there are {len(self.columns)} columns."
            found.append(Problem("too_many_cells", message, number, self._name(surplus[0])))
        if fault and not found and sum(map(len, cells)) >= self._limits.row // 2:
            found.append(Problem("row_too_long", "The row is too long to be read.", number, self._name(len(cells) - 1)))
        del cells[len(self.columns) :]
        return tuple(found)

    def _name(self, index: int) -> str:
        return self.columns[index] if index < len(self.columns) else f"Column {index + 1}"


def _cell_faults(cell: str, limits: Limits) -> Iterator[tuple[str, str]]:
    if len(cell) > limits.cell:
        yield "cell_too_long", f"The cell holds more than {limits.cell:,} characters."
    if "\x00" in cell:
        yield "nul_character", "The cell holds a NUL character."
    if not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell[: limits.cell]):
        yield "damaged_text", "The cell holds bytes that are no text in this file's encoding."


def _header_row(head: list[RawRow]) -> int:
    """The number of the row that names the columns, 0 when none does."""
    for row in head[:_SEARCHED]:
        filled = [cell for cell in row.cells if cell.strip()]
        if any(is_value(cell.strip()) for cell in filled):
            continue
        known = sum(guess_header(cell) is not None for cell in filled)
        if known >= 2 or (known and known == len(filled)):
            return row.number
    return _unknown_names(head)


def _unknown_names(head: list[RawRow]) -> int:
    """A first full row of words above rows with values is a header in a language we do not know."""
    widest = max(len(row.cells) for row in head)
    for row, below in pairwise(head[: _SEARCHED + 1]):
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if len(filled) < max(2, widest - 1) or len(set(filled)) < len(filled):
            continue
        if any(is_value(cell) for cell in filled):
            return 0
        return row.number if any(is_value(cell.strip()) for cell in below.cells) else 0
    return 0


def _unique(names: list[str]) -> tuple[str, ...]:
    """Names without blanks at the ends; empty ones numbered by place, repeated ones by occurrence."""
    taken: set[str] = set()
    unique: list[str] = []
    for place, raw in enumerate(names, start=1):
        name = " ".join(raw.replace("\x00", "").encode("utf-8", "replace").decode().split())[:200] or f"Column {place}"
        candidate, count = name, 1
        while candidate in taken:
            count += 1
            candidate = f"{name} ({count})"
        taken.add(candidate)
        unique.append(candidate)
    return tuple(unique)
