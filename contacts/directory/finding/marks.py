"""Marks of a contact's facets: two numbers that tell at a glance who cannot have a facet.

Each word sets a bit in both, wherever its checksum falls (superimposed coding). Who lacks a bit has not the word; who
has all bits is likely to have it and is looked at. They stand in the index of names, so that a walk along it looks at
nobody in vain. Only PostgreSQL has them, as it has facets.
"""

from collections.abc import Iterable
from zlib import crc32

from contacts.directory.finding.facets import ARCHIVED, BETWEEN

BITS = 62  # that words are spread over in each number
ARCHIVED_BIT = 1 << BITS  # of the first number, set by nothing else
Marks = tuple[int, int]


def marks_of(facets: str) -> Marks:
    """The marks of a contact with ``facets``."""
    words = facets.split(BETWEEN) if facets else []
    return marks(words, archived=words[:1] == [ARCHIVED])


def marks(words: Iterable[str], *, archived: bool = False) -> Marks:
    """The marks of somebody with ``words``, or those that must be set in whoever has them."""
    first, second = ARCHIVED_BIT * archived, 0
    for word in words:
        sum_ = crc32(word.encode(errors="surrogatepass"))
        first |= 1 << sum_ % BITS
        second |= 1 << sum_ // BITS % BITS
    return first, second
