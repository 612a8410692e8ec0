"""Cached pages of all contacts, without a search or filter: the most frequent request.

For a page that was read before PostgreSQL sends only the versions of its texts, and in the same state not even those.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from sys import getsizeof
from typing import Any

from msgspec import Struct

from contacts.directory.finding.orders import Order, cursor
from contacts.directory.reading import stored
from contacts.directory.reading.memory import Memory
from contacts.directory.reading.texts import Row, Texts

INT = 28  # bytes of a Python number


class Page(Struct, frozen=True):
    """The stored JSON texts of one page, and the cursor of the next (empty at the end).

    ``listed`` is what stands between the brackets of a JSON list of them, joined once and passed on as it is; each text
    ends at one of ``ends``. ``total`` is how many match altogether, where that became known while looking for them.
    """

    listed: bytes
    ends: list[int]
    next: str
    total: int | None = None

    @property
    def texts(self) -> list[bytes]:
        """Each contact's."""
        return [self.listed[comma + 1 : end] for comma, end in pairwise((-1, *self.ends))]

    @property
    def size(self) -> int:
        """In bytes of memory."""
        return getsizeof(self.listed) + getsizeof(self.ends) + INT * len(self.ends) + getsizeof(self.next)


NONE = Page(b"", [], "", 0)


MEMORY = Memory[Page](16 * 1024 * 1024, attrgetter("size"))  # of one process


def everybody(archived: bool | None, sort: Order, after: str, limit: int) -> Page:
    """The page of at most ``limit`` behind ``after``; raises ``Invalid`` there. One statement, or two."""
    question = (archived, sort.column, sort.descending, after, limit)

    def read(**how: Any) -> Texts:
        return stored.first(archived=archived, order=sort, after=after, most=limit + 1, **how)

    def key(found: Texts) -> bytes:
        return b"%b %d %b" % (sort.column.encode(), limit, found.name)  # what the next page's cursor is made of

    if last := MEMORY.last(question):
        state, before = last
        found = read(whole=False, unless=state)
        now = before if found.state == state else key(found)
        page = MEMORY.look([now])[0]
        if page is not None:
            MEMORY.learn(question, found.state, now)
            return page
    found = read()
    page = page_of([(*place, text) for place, text in zip(found.places, found.texts, strict=True)], limit)
    if found.versions:
        now = key(found)
        MEMORY.keep([(now, page)])
        MEMORY.learn(question, found.state, now)
    return page


def page_of(taken: Sequence[Row], limit: int, total: int | None = None) -> Page:
    """The page of rows that end in id and text; one row more than ``limit`` means that there is a next page."""
    texts = [row[-1] for row in taken[:limit] if row[-1]]
    ends = [end + commas for commas, end in enumerate(accumulate(map(len, texts)))]
    behind = cursor(taken[limit - 1][0], taken[limit - 1][-2]) if len(taken) > limit else ""
    return Page(b",".join(texts), ends, behind, total)
