"""Matches in the order of names, met by walking along an index that has names, ids and the marks of facets.

The index alone tells who lacks a facet, of ten contacts in the time in which one is looked at; only who is left is
looked at. A walk ends when it has left so many that a page of matches should be among them, or when it has taken as
long as gathering all matches would. All of it is one statement, so that a page is of one moment.
"""

from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

from contacts.directory.finding.marks import ARCHIVED_BIT, marks
from contacts.directory.finding.orders import Order, read_cursor
from contacts.directory.models import SearchText
from contacts.directory.reading.nearby import PAGES, WIDER, Taken

WALKED = 10  # contacts that are walked past in the time in which one match is gathered
_WALK = """
    WITH likely AS MATERIALIZED (
        SELECT contact_id FROM (
            SELECT sort_name, contact_id, marks_one, marks_two, marks_three FROM contacts_searchtext
            {where} ORDER BY {by} LIMIT %s
        ) AS walked
        WHERE marks_one & %s = %s AND marks_two & %s = %s AND marks_three & %s = %s ORDER BY {by} LIMIT %s
    )
    SELECT sort_name, contact_id, (SELECT count(*) FROM likely) FROM ({matches}) AS matches
    WHERE contact_id = ANY(ARRAY(SELECT contact_id FROM likely)) ORDER BY {by} LIMIT %s
"""


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
        """Whom two walks met, when of ``everybody`` so many are ``expected`` to match; too few say nothing."""
        likely = PAGES * self.most if self.facets else everybody * PAGES * self.most // expected + 1
        length = max(WALKED * expected, likely)
        taken, left = self._met(length, likely)
        if len(taken) == self.most or (self.facets and left < likely):
            return taken
        more = min(likely * PAGES * self.most // max(len(taken), 1), WIDER * likely)
        return self._met(max(length, more), more)[0]

    def _met(self, length: int, likely: int) -> tuple[Taken, int]:
        """The first matches among the next ``length`` contacts, and how many were looked at: ``likely`` at most.

        Nobody was looked at where none of them matches.
        """
        where, place = "", []
        if self.after:
            where = f"WHERE (sort_name, contact_id) {'<' if self.sort.descending else '>'} (%s, %s)"
            place = list(read_cursor(self.after, self.sort.column))
        sign = " DESC" if self.sort.descending else ""
        rows = self.matches.order_by().values_list("sort_name", "contact_id")
        matches, values = rows.query.sql_with_params()
        walk = _WALK.format(where=where, by=f"sort_name{sign}, contact_id{sign}", matches=matches)
        with connection.cursor() as cursor:
            cursor.execute(walk, [*place, length, *self._bits(), likely, *values, self.most])
            found = cursor.fetchall()
        return [row[:2] for row in found], found[0][2] if found else 0

    def _bits(self) -> list[int]:
        """For each number the bits that are looked at, and what they must be."""
        one, two, three = marks(self.facets, archived=self.archived is True)
        return [one if self.archived is None else one | ARCHIVED_BIT, one, two, two, three, three]
