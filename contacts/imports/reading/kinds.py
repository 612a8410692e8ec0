"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

from typing import BinaryIO, Literal

from contacts.imports.problems import refuse
from contacts.imports.reading.encodings import utf16_without_bom

Kind = Literal["csv", "xlsx", "vcard"]

_FOREIGN = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file; save it as .xlsx"),
    (b"\x7fELF", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31})


def kind_of(file: BinaryIO) -> Kind:
    """Tell the kind of a seekable file and rewind it; FileRefused for what is neither text nor XLSX."""
    file.seek(0)
    head = file.read(65536)
    file.seek(0)
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise refuse("empty", "The file is empty.")
    if head.startswith(b"PK"):
        return "xlsx"
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise refuse("not_a_table", f"This is {name}, not a list of contacts.")
    if not head.startswith(_BOMS) and not utf16_without_bom(head):
        _refuse_binary(head)
    squeezed = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return "vcard" if squeezed[:11].upper() == b"BEGIN:VCARD" else "csv"


def _refuse_binary(head: bytes) -> None:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) // 50:
        raise refuse("not_text", "This is not a text file; expected CSV, XLSX or vCard.")
