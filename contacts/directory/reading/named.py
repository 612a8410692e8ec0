"""Matches in the order of names, met by walking along an index that has names, ids and the marks of facets.

The index alone tells who lacks a facet, a few hundred thousand contacts in the time in which some thousand are looked
at; only who is left is looked at. A walk ends where a few pages of matches are expected to lie behind it. One that met
too few is followed by a longer one from the same place, so that a page is of one moment.
"""

from django.db.models import QuerySet
from msgspec import Struct

from contacts.directory.finding.marks import ARCHIVED_BIT, marks
from contacts.directory.finding.orders import Order, read_cursor
from contacts.directory.models import SearchText
from contacts.directory.reading.nearby import PAGES, WIDER, Taken

_LIKELY = (
    "contact_id = ANY(ARRAY(SELECT contact_id FROM (SELECT contact_id, marks_one, marks_two FROM contacts_searchtext"
    " {where} ORDER BY {by} LIMIT %s) AS walked WHERE marks_one & %s = %s AND marks_two & %s = %s))"
)


class Walk(Struct, frozen=True):
    """A page of ``most`` behind ``after``, of those rows of the search index that are ``matches``.

    ``sort`` is an order of names; ``facets`` and ``archived`` are what of the question marks can tell.
    """

    matches: QuerySet[SearchText]
    facets: list[str]
    archived: bool | None
    sort: Order
    after: str
    most: int

    def meet(self, everybody: int, expected: int) -> Taken:
        """Whom two walks met, when of ``everybody`` so many are ``expected`` to match; fewer than a page say nothing."""
        length = everybody * PAGES * self.most // expected + 1
        taken = self.met(length)
        if len(taken) == self.most:
            return taken
        longer = length * PAGES * self.most // max(len(taken), 1)
        return self.met(min(longer, WIDER * length))

    def met(self, length: int) -> Taken:
        """The matches among the next ``length`` contacts."""
        sign = " DESC" if self.sort.descending else ""
        where, place = "", []
        if self.after:
            where = f"WHERE (sort_name, contact_id) {'<' if self.sort.descending else '>'} (%s, %s)"
            place = list(read_cursor(self.after, self.sort.column))
        likely = _LIKELY.format(where=where, by=f"sort_name{sign}, contact_id{sign}")
        rows = self.matches.extra(where=[likely], params=[*place, length, *self._bits()])  # noqa: S610 - see above
        by = ("-sort_name", "-pk") if self.sort.descending else ("sort_name", "pk")
        return list(rows.order_by(*by).values_list("sort_name", "contact_id")[: self.most])

    def _bits(self) -> list[int]:
        """For each of both numbers the bits that are looked at, and what they must be."""
        one, two = marks(self.facets, archived=self.archived is True)
        looked_at = one if self.archived is None else one | ARCHIVED_BIT
        return [looked_at, one, two, two]
