"""Matches in the order of ids, met in windows of ids next to the place where a page begins.

What a window costs grows with its width, so it is to hold a few pages of matches and no more. How many match is only
expected, and words that go together, like a name and a town of its country, are found many times as often as a planner
multiplies. So the first window is narrow, and what is met in it tells how wide the second one must be, and how wide the
first one of the next page.
"""

from collections.abc import Callable
from typing import Any

from contacts.directory.finding.orders import Order, read_cursor

PAGES = 2  # of matches that are expected in a window
MET_PAGES = 1.25  # of matches that a window is to hold where it was met how close they lie
WIDER = 8  # times as wide as the first is the second window at most: what nobody met may lie close further on
FURTHEST = 2**63 - 1  # id
Taken = list[tuple[Any, ...]]
Within = tuple[int, int]  # the first and last id


class Nearby:
    """How far a page of ``most`` has come in the order of ids ``between`` a first and a last, and whom it met."""

    def __init__(self, between: Within, sort: Order, after: str, most: int) -> None:
        self.taken: Taken = []
        self._most, self._descending = most, sort.descending
        first, last = between
        self._spread = last - first
        if after:
            id_ = read_cursor(after, sort.column)[1]
            first, last = min(id_ + 1, FURTHEST), max(id_ - 1, -FURTHEST)
        self._place = self._start = last if sort.descending else first

    def meet(self, found: Callable[[Within, int], Taken], matches: int, *, pages: float = PAGES) -> bool:
        """Whether the page is full after two windows, when ``matches`` are expected to lie evenly among all ids.

        ``found`` are the first matches within a window, of which not more than a number are needed. The first window
        is to hold so many ``pages`` of them.
        """
        span = int(self._spread * pages * self._most / matches) + 1
        if self._met(found, span):
            return True
        wider = span * PAGES * self.missing // max(len(self.taken), 1)
        return self._met(found, min(max(wider, span), WIDER * span))

    @property
    def density(self) -> int:
        """How many would match if they lay everywhere as those of a full page do, which end in their ids."""
        last: int = self.taken[-1][-1]
        return self._spread * self._most // (abs(last - self._start) + 1)

    @property
    def rest(self) -> Within:
        """All ids behind the windows."""
        return (-FURTHEST, self._place) if self._descending else (self._place, FURTHEST)

    @property
    def missing(self) -> int:
        """How many there is room for."""
        return self._most - len(self.taken)

    def _met(self, found: Callable[[Within, int], Taken], span: int) -> bool:
        place = self._place
        if self._descending:
            self._place = max(place - span, -FURTHEST)
            within = (self._place + 1, place)
        else:
            self._place = min(place + span, FURTHEST)
            within = (place, self._place - 1)
        self.taken += found(within, self.missing)
        return not self.missing
