"""An XLSX is a ZIP: count what it really unpacks to, and how far its cells reach, before anybody opens it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from contacts.imports.problems import FileRefused, refuse
from contacts.imports.reading.limits import Limits

_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})([0-9]{0,10})\s*["']""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def guard_xlsx(file: BinaryIO, limits: Limits) -> None:
    """Refuse what is no workbook, unpacks beyond its declared or our size, or spreads a few cells over millions."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        struct.error,
    ) as error:
        raise refuse("not_xlsx", "This archive is damaged or cut off.") from error
    names = {member.filename.lower() for member in members}
    if "xl/workbook.xml" not in names:
        raise refuse("not_xlsx", "This is an archive, but not an XLSX workbook.")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise refuse("too_big", "This workbook unpacks to more than is read.")
    for member in members:
        far = (0, 0)
        tail = b""
        for block in _unpacked(file, member):
            if _SHEET.fullmatch(member.filename):
                far = _furthest(tail + block, far)
                tail = block[-40:]
        if far[0] * far[1] > limits.spreadsheet_cells:
            raise refuse("too_big", f"The cells reach to row {far[0]}, column {far[1]}: more than is read.")
    file.seek(0)


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the member's bytes really unpack to: the size in the directory may lie."""
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse("not_xlsx", "This workbook is encrypted or packed in an unknown way.")
    try:
        yield from _inflate(file, member)
    except (zlib.error, struct.error, OSError, ValueError, OverflowError) as error:
        raise refuse("not_xlsx", "This archive is damaged or cut off.") from error


def _inflate(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(member.header_offset)
    header = file.read(30)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(member.header_offset + 30 + name_length + extra_length)
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left, size = member.compress_size, 0
    while left > 0:
        packed = file.read(min(left, 1 << 16))
        if not packed:
            raise ValueError("short")
        left -= len(packed)
        while packed:
            block = inflate.decompress(packed, 1 << 20) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
            size += len(block)
            if size > member.file_size:
                raise _lying()
            yield block


def _lying() -> FileRefused:
    return refuse("zip_bomb", "This archive unpacks to more than it declares.")


def _furthest(xml: bytes, far: tuple[int, int]) -> tuple[int, int]:
    row, column = far
    for letters, digits in _REFERENCE.findall(xml):
        if digits:
            row = max(row, int(digits))
        if letters:
            column = max(column, _column_number(letters))
    return row, column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
