"""Contacts as CSV that Excel, LibreOffice and Numbers open as meant: UTF-8 with BOM, commas, CRLF, formula-safe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from contacts.imports.formulas import make_safe
from contacts.imports.incoming import Contact
from contacts.imports.writing.chunks import chunked
from contacts.imports.writing.columns import Columns, RowWriter


def csv_file(contacts: Iterable[Contact], columns: Columns) -> Iterator[bytes]:
    """The file's bytes in chunks."""
    return chunked(_lines(contacts, columns))


def _lines(contacts: Iterable[Contact], columns: Columns) -> Iterator[bytes]:
    rows = RowWriter(columns)
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    yield b"\xef\xbb\xbf"
    writer.writerow(rows.titles)
    for contact in contacts:
        # Quotes around anything odd: a lone CR or a leading blank must survive other programs too.
        writer.writerow([make_safe(cell) if cell else "" for cell in rows.row(contact)])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()
    yield line.getvalue().encode("utf-8", "replace")
