"""Marks of a contact's facets: three numbers that tell at a glance who cannot have a facet.

Each word sets two bits in each, where its checksum falls (superimposed coding). Who lacks one of them has not the word;
who has all is likely to have it and is looked at. Marks stand in the index of names, so that a walk along it looks at
nearly nobody in vain. Only PostgreSQL has them, as it has facets.
"""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from contacts.directory.finding.facets import ARCHIVED, BETWEEN

ARCHIVED_BIT = 1 << 62  # of the first number, set by nothing else
Marks = tuple[int, int, int]


def marks_of(facets: str) -> Marks:
    """The marks of a contact with ``facets``."""
    words = facets.split(BETWEEN) if facets else []
    return marks(words, archived=words[:1] == [ARCHIVED])


def marks(words: Iterable[str], *, archived: bool = False) -> Marks:
    """The marks of somebody with ``words``, or those that must be set in whoever has them."""
    first, second, third = ARCHIVED_BIT * archived, 0, 0
    for one, two, three in map(_falls, words):
        first |= one
        second |= two
        third |= three
    return first, second, third


@lru_cache(5_000)  # most words are those of many contacts
def _falls(word: str) -> Marks:
    """The divisors have none in common, so what remains of one tells nothing of what remains of another."""
    sum_ = crc32(word.encode(errors="surrogatepass"))
    return 1 << sum_ % 62 | 1 << sum_ % 61, 1 << sum_ % 59 | 1 << sum_ % 57, 1 << sum_ % 55 | 1 << sum_ % 53
