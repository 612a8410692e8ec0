"""Contacts as one JSON array or as one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from contacts.imports.incoming import Contact
from contacts.imports.writing.chunks import chunked


def json_lines(contacts: Iterable[Contact]) -> Iterator[bytes]:
    """One object per line."""
    encode = msgspec.json.encode
    return chunked(encode(contact) + b"\n" for contact in contacts)


def json_array(contacts: Iterable[Contact]) -> Iterator[bytes]:
    """One array, an object per line inside."""
    return chunked(_array(contacts))


def _array(contacts: Iterable[Contact]) -> Iterator[bytes]:
    before = b"[\n"
    for contact in contacts:
        yield before + msgspec.json.encode(contact)
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"
