"""Small pieces gathered into chunks worth a network packet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SIZE = 1 << 16


def chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of about 64 KiB."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= SIZE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
