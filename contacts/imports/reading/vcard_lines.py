"""The properties of a vCard file: lines unfolded, decoded and taken apart, memory bounded by one property."""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from contacts.imports.reading.encodings import DAMAGE
from contacts.imports.reading.limits import Limits

# Values nobody reads here; they may be megabytes of base64.
_BINARY = frozenset(
    {"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN", "X-IMAGETYPE", "X-IMAGEHASH"}
)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"})
_CARET = re.compile(r"\^([n'^])")


class Property(msgspec.Struct):
    """`name` and parameter names in capitals; `value` decoded but still escaped; `line` where it begins."""

    line: int
    group: str
    name: str
    params: dict[str, list[str]]
    value: str
    too_long: bool = False

    def types(self) -> list[str]:
        """The TYPE words in capitals, however they were listed."""
        return [word.strip().upper() for value in self.params.get("TYPE", ()) for word in value.split(",")]


def properties(file: BinaryIO, encoding: str, limits: Limits) -> Iterator[Property]:
    """Every property of the file in order; a line that is none comes with an empty name."""
    for line, raw, too_long in _logical_lines(file, encoding, limits):
        found = _property(line, raw, "utf-8" if encoding.startswith("utf") else encoding)
        found.too_long = too_long
        yield found


def _physical_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines as bytes spelled in Latin-1, because a vCard 2.1 may change its charset from line to line."""
    file.seek(0)
    wide = encoding.startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(file, encoding if wide else "latin-1", errors=DAMAGE, newline="")
    try:
        for line in iter(lambda: text.readline(1 << 16), ""):
            yield line.encode("utf-8", "surrogatepass").decode("latin-1") if wide else line
    finally:
        text.detach()


def _logical_lines(file: BinaryIO, encoding: str, limits: Limits) -> Iterator[tuple[int, str, bool]]:
    """(line number, unfolded text, whether it was cut for its length); blank lines fall away."""
    parts: list[str] = []
    start = number = size = 0
    whole = True
    soft = binary = False
    old = False
    for piece in _physical_lines(file, encoding):
        text = piece.rstrip("\r\n")
        if whole:
            number += 1
            goes_on = soft or (parts and text[:1] in (" ", "\t")) or (binary and text and ":" not in text)
            if not goes_on:
                if parts:
                    yield start, "".join(parts), size > limits.cell
                parts, start, size = [], number, 0
                binary = _is_binary(text)
                old = old or text[:11].upper() == "VERSION:2.1"
            elif not soft and not old:
                text = text[1:]
        whole = piece.endswith(("\n", "\r"))
        soft = text.endswith("=") and not binary and _is_quoted(parts, text)
        if soft and whole:
            text = text[:-1]
        if text and not (binary and parts):
            size += len(text)
            parts.append(text if size <= limits.cell else text[:0])
    if parts:
        yield start, "".join(parts), size > limits.cell


def _is_binary(text: str) -> bool:
    head = text[:200].upper()
    name = re.split(r"[;:]", head, maxsplit=1)[0].rpartition(".")[2]
    return name in _BINARY or "BASE64" in head.partition(":")[0] or "ENCODING=B" in head.partition(":")[0]


def _is_quoted(parts: list[str], text: str) -> bool:
    return "QUOTED-PRINTABLE" in (parts[0] if parts else text)[:300].partition(":")[0].upper()


def _property(line: int, raw: str, encoding: str) -> Property:
    head, value = _split_head(raw)
    if value is None:
        return Property(line, "", "", {}, _decode(raw, encoding))
    words = _split_params(head)
    group, _, name = words[0].rpartition(".")
    params: dict[str, list[str]] = {}
    for word in words[1:]:
        key, equals, text = word.partition("=")
        key = key.strip().upper()
        if not equals:
            key, text = ("ENCODING" if key in _ENCODINGS else "TYPE"), key
        text = _decode(text.replace('"', ""), encoding)
        if "^" in text:
            text = _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], text)
        params.setdefault(key, []).append(text)
    return Property(line, group.strip().lower(), name.strip().upper(), params, _value(value, params, encoding))


def _split_head(raw: str) -> tuple[str, str | None]:
    """Name with parameters, and the value after the first colon outside quotes."""
    colon = raw.find(":")
    while colon >= 0 and raw.count('"', 0, colon) & 1:
        colon = raw.find(":", colon + 1)
    return (raw, None) if colon <= 0 else (raw[:colon], raw[colon + 1 :])


def _split_params(head: str) -> list[str]:
    if '"' not in head:
        return head.split(";")
    return re.findall(r'(?:[^;"]|"[^"]*"?)+', head) or [head]


def _value(value: str, params: dict[str, list[str]], encoding: str) -> str:
    charset = params.get("CHARSET", [encoding])[0]
    wanted = [word.upper() for word in params.get("ENCODING", ())]
    if "QUOTED-PRINTABLE" in wanted:
        value = quopri.decodestring(value.encode("latin-1", "replace")).decode("latin-1")
    return _decode(value, charset)


def _decode(text: str, charset: str) -> str:
    """Text from bytes spelled in Latin-1; an unknown charset is read as UTF-8, nonsense becomes lone surrogates."""
    if text.isascii():
        return text
    data = text.encode("latin-1", "replace")
    try:
        return data.decode(charset, DAMAGE)
    except (LookupError, ValueError, UnicodeError):
        return data.decode("utf-8", DAMAGE)


def split_value(value: str, separator: str) -> list[str]:
    """The pieces of a structured value at separators that are not escaped; the pieces stay escaped."""
    if "\\" not in value:
        return value.split(separator)
    pieces: list[str] = []
    start = place = 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            pieces.append(value[start:place])
            start = place + 1
        place += 1
    return [*pieces, value[start:]]


def plain(value: str) -> str:
    """The value without its backslash escapes and without blanks at its ends."""
    if "\\" not in value:
        return value.strip()
    return re.sub(r"\\([\\;,:nN])", lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
