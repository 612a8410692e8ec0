"""Files that must not get in, and why."""

from __future__ import annotations

import io
import zipfile
import zlib


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


_OPEN = b"http://schemas.openxmlformats.org"
_WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="' + _OPEN + b'/package/2006/content-types"><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    b'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="'
    + _WORKBOOK_TYPE
    + b'"/></Types>'
)
RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s"/></Relationships>'
)
WORKBOOK = (
    b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    b'<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def workbook(sheet: bytes) -> bytes:
    """A minimal workbook around the XML of its only sheet."""
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELS % (b"officeDocument", b"xl/workbook.xml"),
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELS % (b"worksheet", b"worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def cell_sheet(*references: str) -> bytes:
    cells = b"".join(
        b'<row r="%d"><c r="%s" t="inlineStr"><is><t>x</t></is></c></row>'
        % (int("".join(filter(str.isdigit, ref))), ref.encode())
        for ref in references
    )
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
        % cells
    )


def far_cell() -> bytes:
    """Two cells of a few bytes that together span the whole sheet: 17 thousand million cells when laid out."""
    return workbook(cell_sheet("A1", "XFD1048576"))


def honest_bomb() -> bytes:
    return workbook(b"<worksheet>" + b" " * (30 << 20) + b"</worksheet>")


def lying_bomb() -> bytes:
    """A member whose directory entry declares 100 bytes with the right checksum of those, and unpacks to 50 MB."""
    data = b"<worksheet>" + b" " * (50 << 20)
    made = bytearray(workbook(data))
    real_size, real_crc = len(data).to_bytes(4, "little"), zlib.crc32(data).to_bytes(4, "little")
    for old, new in (
        (real_size, (100).to_bytes(4, "little")),
        (real_crc, zlib.crc32(data[:100]).to_bytes(4, "little")),
    ):
        assert made.count(old) >= 2
        made = made.replace(old, new)
    return bytes(made)
