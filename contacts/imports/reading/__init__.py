"""Reading of contact files: CSV in any dialect, XLSX and vCard."""

from __future__ import annotations

import io
from typing import BinaryIO

import msgspec

from contacts.imports.problems import refuse
from contacts.imports.reading.cards import Cards
from contacts.imports.reading.csv_rows import csv_rows
from contacts.imports.reading.delimiters import delimiter_of
from contacts.imports.reading.encodings import DAMAGE, encoding_of
from contacts.imports.reading.kinds import kind_of
from contacts.imports.reading.limits import DEFAULT_LIMITS, Limits
from contacts.imports.reading.table import Table
from contacts.imports.reading.xlsx_rows import open_sheet, xlsx_rows

__all__ = ["Cards", "Options", "Table", "read"]


class Options(msgspec.Struct, frozen=True):
    """What a person may say about a file; None means find out. `header_row` 0 means there is none."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    limits: Limits = DEFAULT_LIMITS


def read(file: BinaryIO, *, options: Options | None = None) -> Table | Cards:
    """A contact file by what it is, whatever its name; raises FileRefused. The file must be seekable and stay open."""
    options = options or Options()
    kind = kind_of(file)
    if kind == "xlsx":
        sheet = open_sheet(file, options.sheet, options.limits)
        return Table(lambda: xlsx_rows(sheet, options.limits), options.limits, options.header_row)
    encoding = _known(options.encoding) or encoding_of(file)
    if kind == "vcard":
        return Cards(file, encoding, options.limits)
    if options.delimiter is not None and (len(options.delimiter) != 1 or options.delimiter in '"\r\n '):
        raise refuse("unknown_delimiter", "Cells are separated by one character, and not by a quote or a blank.")
    delimiter = options.delimiter or delimiter_of(_head(file, encoding))
    return Table(lambda: csv_rows(file, encoding, delimiter, options.limits), options.limits, options.header_row)


def _known(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise refuse("unknown_encoding", f"There is no encoding named {encoding}.") from error
    return encoding


def _head(file: BinaryIO, encoding: str) -> str:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors=DAMAGE, newline="")
    try:
        return text.read(65536)
    finally:
        text.detach()
