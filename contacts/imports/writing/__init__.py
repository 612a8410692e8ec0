"""Writing of contacts as CSV, XLSX, vCard and JSON, each a stream of bytes from a stream of contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from contacts.imports.incoming import Contact
from contacts.imports.writing.columns import Columns
from contacts.imports.writing.csv_file import csv_file
from contacts.imports.writing.json_file import json_array, json_lines
from contacts.imports.writing.vcard import vcard_file
from contacts.imports.writing.xlsx_file import xlsx_file

__all__ = ["FORMATS", "Columns", "Format", "write"]

FormatName = Literal["csv", "xlsx", "vcard3", "vcard4", "json", "jsonl"]


class Format(msgspec.Struct, frozen=True):
    """How a format is offered: the file's ending and media type, and its writer."""

    ending: str
    media_type: str
    write: Callable[[Iterable[Contact], Columns], Iterator[bytes]]


FORMATS: dict[FormatName, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", csv_file),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "vcard3": Format("vcf", "text/vcard; charset=utf-8", lambda contacts, _: vcard_file(contacts, "3.0")),
    "vcard4": Format("vcf", "text/vcard; charset=utf-8", lambda contacts, _: vcard_file(contacts, "4.0")),
    "json": Format("json", "application/json", lambda contacts, _: json_array(contacts)),
    "jsonl": Format("jsonl", "application/x-ndjson", lambda contacts, _: json_lines(contacts)),
}


def write(contacts: Iterable[Contact], name: FormatName, *, columns: Columns | None = None) -> Iterator[bytes]:
    """The file's bytes in chunks; `contacts` are native JSON objects; `columns` shapes CSV and XLSX only."""
    return FORMATS[name].write(contacts, columns or Columns())
