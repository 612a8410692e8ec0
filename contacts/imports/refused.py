"""The rows of a file that were refused, as a file to put right and bring in again."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from contacts.imports.models import Import
from contacts.imports.reading import Table, read
from contacts.imports.writing.csv_file import csv_of

WHY = "What is wrong"  # a column that goes nowhere


def refused_rows(source: Import) -> Iterator[bytes]:
    """CSV with the columns of the file and one that says why, in the file's order; nothing for cards."""
    return csv_of(_rows(source))


def _rows(source: Import) -> Iterator[list[str]]:
    refused = source.rows.filter(outcome="refused").order_by("number").values_list("number", "faults")
    waiting = refused.iterator(chunk_size=1000)
    with source.file.open("rb") as file:
        content = read(cast(BinaryIO, file))
        if not isinstance(content, Table):
            return
        yield [*content.columns, WHY]
        number, faults = next(waiting, (0, ()))
        for row in content.rows():
            if row.number == number:
                yield [*row.cells, " ".join(f"{fault['column']}: {fault['message']}" for fault in faults)]
                number, faults = next(waiting, (0, ()))
