"""Opening of sample files and of bytes made in a test."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from contacts.imports.incoming import Incoming
from contacts.imports.mapping import Mapper, guessed
from contacts.imports.reading import Options, Table, read

SAMPLES = Path(__file__).parent / "samples"


def incoming(data: bytes | Path, **options: Any) -> list[Incoming]:
    """Every row or card of a file, mapped by guess."""
    source = read(_open(data), options=Options(**options))
    if isinstance(source, Table):
        return list(map(Mapper(source.columns, guessed(source)).incoming, source.rows()))
    return list(source.incoming())


def contacts(data: bytes | Path, **options: Any) -> list[dict[str, Any]]:
    """The contacts of a file in which nothing is wrong."""
    rows = incoming(data, **options)
    assert [row.problems for row in rows if row.problems] == []
    return [row.contact for row in rows]


def table(data: bytes | Path, **options: Any) -> Table:
    """A file that is known to be a table."""
    source = read(_open(data), options=Options(**options))
    assert isinstance(source, Table)
    return source


def _open(data: bytes | Path) -> io.BytesIO:
    return io.BytesIO(data if isinstance(data, bytes) else data.read_bytes())
