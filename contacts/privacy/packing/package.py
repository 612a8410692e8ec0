"""Writing the ZIP: JSON of everything, CSV of what a contact may want to take elsewhere, and the files themselves."""

import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from contacts.directory.reading import snapshots
from contacts.files import queries as files
from contacts.files.photos import queries as photos
from contacts.imports.writing import write
from contacts.privacy.packing.sections import SECTIONS
from contacts.record.parsing import codec

ABOUT = """This is everything that is kept of you here, as of {now:%Y-%m-%d %H:%M} UTC.

details.csv       your details as a table, to take along to somebody else
*.json            everything there is, each kind in a file of its own, for programs and for who wants to look closely
files/            the files you sent and the ones that are kept about you
photo.jpg         your photo, when there is one

Codes and links that were sent to you are shown as dots: nobody kept them.
"""


def pack(contact: int, out: IO[bytes], *, now: dt.datetime) -> None:
    """Write the whole package of ``contact`` to ``out``, a piece at a time."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("README.txt", ABOUT.format(now=now))
        text = snapshots.text(contact) or "{}"
        _pour(package, "details.csv", write([codec.loads(text)], "csv"))
        for name, rows in SECTIONS.items():
            _pour(package, f"{name}.json", as_array(rows(contact)))
        for file in files.of_contact(contact).iterator(chunk_size=100):
            _pour_if_there(package, f"files/{file.pk}-{file.name}", lambda file=file: files.open_(file))
        if photo := photos.shown(contact):
            picture = photos.widest(photo, 1024, "jpg")
            _pour_if_there(package, "photo.jpg", lambda: photos.open_(picture))


def as_array(rows: Iterable[Any]) -> Iterator[bytes]:
    """``rows`` as one JSON array that people can read too."""
    lead = b"[\n"
    for row in rows:
        yield lead + json.dumps(row, ensure_ascii=False, indent=1, default=str).encode()
        lead = b",\n"
    yield b"\n]\n" if lead != b"[\n" else b"[]\n"


def _pour(package: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    with package.open(name, "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)


def _pour_if_there(package: zipfile.ZipFile, name: str, read: Any) -> None:
    """What the storage lost cannot be given; the list of files still names it."""
    try:
        pieces = read()
    except FileNotFoundError:
        return
    _pour(package, name, pieces)
