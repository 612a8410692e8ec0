"""The first matches in the order of ids, searched for in windows of ids next to the cursor.

A window costs more the wider it is, so it should hold one or two pages of matches and no more. Its width follows from
an estimate of how many match, which may be far off: words that go together, like a name and a town of its country, are
found many times as often as the planner multiplies. So the first window is narrow; what it holds tells the width of
the second one, and of the next page's first.
"""

from collections.abc import Callable
from typing import Any

from contacts.directory.finding.orders import Order, read_cursor

PAGES = 2  # of matches that a window is to hold, by an estimate
MET_PAGES = 1.25  # the same where the density of matches was measured
WIDER = 8  # times as wide as the first is the second window at most: matches may lie close further on
FURTHEST = 2**63 - 1  # id
Taken = list[tuple[Any, ...]]
Within = tuple[int, int]  # the first and last id


class Nearby:
    """A page of ``most`` matches being filled in the order of ids ``between`` a first and a last."""

    def __init__(self, between: Within, sort: Order, after: str, most: int) -> None:
        self.taken: Taken = []
        self._most, self._descending = most, sort.descending
        first, last = between
        self._spread = last - first
        if after:
            id_ = read_cursor(after, sort.column)[1]
            first, last = min(id_ + 1, FURTHEST), max(id_ - 1, -FURTHEST)
        self._place = self._start = last if sort.descending else first

    def fill(self, found: Callable[[Within, int], Taken], matches: int, *, pages: float = PAGES) -> bool:
        """Search two windows; whether the page is full then.

        ``found`` returns the first matches within a window, at most a number of them. ``matches`` is how many there
        are expected to be, evenly among all ids; the first window is to hold so many ``pages`` of them.
        """
        span = int(self._spread * pages * self._most / matches) + 1
        if self._search(found, span):
            return True
        wider = span * PAGES * self.missing // max(len(self.taken), 1)
        return self._search(found, min(max(wider, span), WIDER * span))

    @property
    def density(self) -> int:
        """How many match altogether, extrapolated from a full page, whose rows end in their ids."""
        last: int = self.taken[-1][-1]
        return self._spread * self._most // (abs(last - self._start) + 1)

    @property
    def rest(self) -> Within:
        """All ids behind the windows."""
        return (-FURTHEST, self._place) if self._descending else (self._place, FURTHEST)

    @property
    def missing(self) -> int:
        """How many the page lacks."""
        return self._most - len(self.taken)

    def _search(self, found: Callable[[Within, int], Taken], span: int) -> bool:
        place = self._place
        if self._descending:
            self._place = max(place - span, -FURTHEST)
            within = (self._place + 1, place)
        else:
            self._place = min(place + span, FURTHEST)
            within = (place, self._place - 1)
        self.taken += found(within, self.missing)
        return not self.missing
