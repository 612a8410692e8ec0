"""The records of a CSV file, one at a time, with memory bounded by one record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from contacts.imports.formulas import undo_safe
from contacts.imports.problems import refuse
from contacts.imports.reading.encodings import DAMAGE
from contacts.imports.reading.limits import Limits

# The csv module's own limit is one number per process; a record is bounded here before the module sees it.
csv.field_size_limit(1 << 30)


class RawRow(NamedTuple):
    """`number` is the record's place, `line` the line it starts on, `fault` why its cells deserve a closer look."""

    number: int
    line: int
    cells: list[str]
    fault: str = ""


class _Lines:
    """Feeds lines to csv.reader and watches what one record takes."""

    def __init__(self, text: io.TextIOBase, limits: Limits, quote: str) -> None:
        self._text = text
        self._limit = limits.row
        self._cell = limits.cell
        self._quote = quote
        self.line = 0
        self._used = 0
        self.fault = ""
        self.quoted = False
        self.start = 1
        self._inside = False

    def begin(self) -> None:
        """Forget the last record: the next line asked for starts a new one."""
        self._used = 0
        self._inside = False
        self.fault = ""
        self.quoted = False
        self.start = self.line + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limit)
        if not line:
            if self._inside:
                raise self._unfinished()
            raise StopIteration
        self.line += 1
        self._used += len(line)
        if "'" in line:
            self.quoted = True
        if "\x00" in line:
            self.fault = "nul"
        if not line.isascii() and not _encodable(line):
            self.fault = "damaged"
        if self._used > self._cell:
            self.fault = self.fault or "long"
        if self._used >= self._limit:
            line = self._cut(line)
        self._inside = True
        return line

    def _cut(self, line: str) -> str:
        """Read past the rest of a record that is too long, keeping only its beginning."""
        self.fault = "long"
        in_quotes = self._inside ^ bool(line.count(self._quote) & 1)
        kept = line.rstrip("\r\n") + (self._quote if in_quotes else "") + "\n"
        piece = line
        while in_quotes or not piece.endswith(("\n", "\r")):
            piece = self._text.readline(1 << 16)
            if not piece:
                if in_quotes:
                    raise self._unfinished()
                break
            self.line += piece.endswith("\n")
            in_quotes ^= bool(piece.count(self._quote) & 1)
        return kept

    def _unfinished(self) -> Exception:
        return refuse("cut_off", "A quoted cell is never closed: the file seems cut off.", self.start, "last")


def _encodable(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def csv_rows(file: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    """Every record that is not blank; FileRefused when a quote is never closed."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors=DAMAGE, newline="")
    try:
        lines = _Lines(text, limits, '"')
        reader = csv.reader(lines, delimiter=delimiter)
        number = 0
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            number += 1
            if number == 1 and cells[:1] == ["sep="]:
                continue
            if "".join(cells).strip():
                yield RawRow(number, lines.start, _restored(cells) if lines.quoted else cells, lines.fault)
    finally:
        text.detach()


def _restored(cells: list[str]) -> list[str]:
    """The cells without the apostrophes that an export puts before would-be formulas."""
    for index, cell in enumerate(cells):
        if cell[:1] == "'":
            cells[index] = undo_safe(cell)
    return cells
