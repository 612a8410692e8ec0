"""Which encoding a text file is in: BOM, UTF-8 if all of it is valid, else the code page whose words look sane."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import BinaryIO

DAMAGE = "imports_damage"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Ties go to the first; cp1250 and cp1251 must be better by evidence, not by chance.
_CODE_PAGES = ("cp1252", "cp1253", "iso8859_7", "cp1250", "cp1251")
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]+|[A-Za-z]+")
_SAMPLE = 65536


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    """Stand in a lone surrogate for bytes that mean nothing, so that the row can be named and refused later."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error(DAMAGE, _mark_damage)


def encoding_of(file: BinaryIO) -> str:
    """Name the codec of a seekable text file, reading it once with flat memory, and rewind it."""
    file.seek(0)
    head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            file.seek(0)
            return name
    found = utf16_without_bom(head) or _utf8_or_code_page(file)
    file.seek(0)
    return found


def utf16_without_bom(head: bytes) -> str | None:
    """The byte order of UTF-16 text that does not declare it: the separators' zero bytes are all on one side."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    enough = len(head[:4096]) // 20
    if odd > enough and even < odd // 10:
        return "utf-16-le"
    if even > enough and odd < even // 10:
        return "utf-16-be"
    return None


def _utf8_or_code_page(file: BinaryIO) -> str:
    """UTF-8 when valid throughout or when more lines speak for it than against it, else the sanest code page."""
    if _all_utf8(file):
        return "utf-8"
    good = bad = kept = 0
    strange: list[bytes] = []
    file.seek(0)
    for line in iter(lambda: file.readline(_SAMPLE), b""):
        if line.isascii():
            continue
        if _is_utf8(line):
            good += 1
            continue
        bad += 1
        if kept < _SAMPLE:
            strange.append(line[:4096])
            kept += len(strange[-1])
    if good > bad:
        return "utf-8"
    sample = b"\n".join(strange)
    return max(_CODE_PAGES, key=lambda name: _sanity(sample, name))


def _all_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        for block in iter(lambda: file.read(1 << 20), b""):
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _sanity(sample: bytes, codec: str) -> float:
    """How much the words of the sample look like words of one language: per-word points, higher is better."""
    points = -2.0 * (codec in ("cp1250", "cp1251"))
    for word in _WORD.findall(sample.decode(codec, "replace")):
        if not word.isascii():
            points += _word_points(word)
    return points


def _word_points(word: str) -> float:
    scripts = [_script(character) for character in word]
    letters = {script for script in scripts if script in "LGC"}
    if "?" in scripts:
        return -2.0
    symbols = scripts.count("S")
    if len(letters) > 1:
        return -2.0 - symbols
    if letters & {"G", "C"}:
        upper_after_lower = sum(a.islower() and b.isupper() for a, b in pairwise(word))
        return 2.0 - symbols - upper_after_lower
    runs = re.findall(r"[^\x00-\x7f]{3,}", word)
    return 1.0 - 2 * symbols - 2 * len(runs)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """L(atin), G(reek), C(yrillic), S(ymbol) or ? (no character at all)."""
    if character == "\ufffd" or unicodedata.category(character) == "Cc":
        return "?"
    name = unicodedata.name(character, "")
    if not character.isalpha() and not name.startswith("COMBINING"):
        return "S"
    return {"LATIN": "L", "GREEK": "G", "CYRILLIC": "C"}.get(name.split(" ")[0], "S")
