"""Contacts as CSV that Excel, LibreOffice and Numbers open as meant: UTF-8 with BOM, commas, CRLF, formula-safe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from contacts.imports.formulas import make_safe
from contacts.imports.incoming import Contact
from contacts.imports.writing.chunks import chunked
from contacts.imports.writing.columns import Columns, RowWriter


def csv_file(contacts: Iterable[Contact], columns: Columns) -> Iterator[bytes]:
    """The file's bytes in chunks."""
    rows = RowWriter(columns)
    return csv_of(chain([rows.titles], map(rows.row, contacts)))


def csv_of(rows: Iterable[Sequence[str | None]]) -> Iterator[bytes]:
    """The bytes of a file with these rows, in chunks."""
    return chunked(_lines(rows))


def _lines(rows: Iterable[Sequence[str | None]]) -> Iterator[bytes]:
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    yield b"\xef\xbb\xbf"
    for row in rows:
        # Quotes around anything odd: a lone CR or a leading blank must survive other programs too.
        writer.writerow([make_safe(cell) if cell else "" for cell in row])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()
