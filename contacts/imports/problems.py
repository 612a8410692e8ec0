"""What can be wrong with a file or with one row of it."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One finding: `row` counts from 1 as a spreadsheet shows it, `column` is the header or "Column 3"."""

    code: str
    message: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else ""
        if self.column:
            place += f"{', ' if place else ''}column {self.column}"
        return f"{place}: {self.message}" if place else self.message


class FileRefused(Exception):
    """The file cannot be read as a whole; nothing of it may be stored. `problem` names row and column if known."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refuse(code: str, message: str, row: int | None = None, column: str = "") -> FileRefused:
    """The exception to raise for one problem of the whole file."""
    return FileRefused(Problem(code=code, message=message, row=row, column=column))
