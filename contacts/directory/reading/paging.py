"""Pages of contacts in a total order, which neither drop nor repeat a row.

On PostgreSQL the matches of a search or filter are found in one of four ways, by how many it expects. Few are gathered
and sorted. In the order of ids more are met in windows next to the cursor (``nearby``), in that of names along the
names (``named``). In other orders, and where more is asked than these can tell, walking the order's index meets a page
of them soon, within a window that bounds the walk in case they all lie further on. So many that nobody could gather
them are left to the planner.
"""

from collections.abc import Hashable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

from contacts.directory.finding import search as searching
from contacts.directory.finding.expecting import expected, learn, met
from contacts.directory.finding.facets import split
from contacts.directory.finding.orders import Order
from contacts.directory.finding.search import SHORTEST_INDEXED
from contacts.directory.models import Contact, SearchText
from contacts.directory.queries import found, indexed
from contacts.directory.reading import named, stored
from contacts.directory.reading.everybody import Page, everybody, page_of
from contacts.directory.reading.nearby import MET_PAGES, PAGES, WIDER, Nearby, Taken, Within
from contacts.record.filters import Where
from contacts.tables import sent

FEW = 2_000  # matches that are gathered and sorted in no time
SOME = 5_000  # matches that are gathered sooner than a page of them is met by walking
WINDOW = 20_000  # contacts that are walked past at most before all matches are gathered instead
BLOCKS = 500  # of names there are; as many matches are gathered sooner than looked for in each
OFTEN = 10  # contacts to one that matches, and fewer: then it is met contact by contact
MANY = 50_000  # matches that take too long to gather, and lie close
TOGETHER = 4  # times as many as expected have two words that go together, like a name and a town; as often again, three
CLOSER = 2  # times as many again, when they are met near a cursor
HERE_AND_SORTED = "SET enable_hashagg = off; SET max_parallel_workers_per_gather = 0; SET enable_seqscan = {}"
_BOUNDS = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM contacts_contact"
Met = tuple[Taken, int | None]  # the first matches, and how many there are behind the cursor, where that is known
AS_BEFORE = "RESET enable_hashagg; RESET max_parallel_workers_per_gather; RESET enable_seqscan"


class Question(Struct, frozen=True):
    """What contacts are asked for."""

    search: str
    where: Where | None
    archived: bool | None

    def rows(self, within: tuple[int, int] | None = None) -> QuerySet[Contact]:
        return found(search=self.search, where=self.where, archived=self.archived, within=within)

    def indexed(
        self, sort: Order, within: Within | None = None, *, in_block: bool = False
    ) -> QuerySet[SearchText] | None:
        """The same as rows of the search index, when it alone tells who matches and in which order."""
        if sort.column not in ("id", "sort_name"):
            return None
        least = 2 if sort.column == "id" else 1
        asked: dict[str, Any] = {"search": self.search, "where": self.where, "archived": self.archived}
        return indexed(**asked, within=within, in_block=in_block, least=least)

    def expected(self, sort: Order) -> int:
        """How many match, as PostgreSQL expects; it multiplies the shares of words as if none followed from another.

        Nobody whose words are long is left out for a short one, which tells little and mostly is part of their names.
        """
        words = searching.words(self.search)
        long = [word for word in words if len(word) >= SHORTEST_INDEXED]
        likely = self if len(long) in (0, len(words)) else Question(" ".join(long), self.where, self.archived)
        alone = likely.indexed(sort)
        return expected(likely.rows() if alone is None else alone) * likely.together

    @property
    def name(self) -> Hashable:
        """What is learnt about it is remembered by."""
        return self.search, repr(self.where), self.archived

    @property
    def facets(self) -> list[str]:
        """What of it are facets."""
        return split(self.where)[0]

    @property
    def has_long_word(self) -> bool:
        """Whether one of its words is long enough for the search index."""
        return any(len(word) >= SHORTEST_INDEXED for word in searching.words(self.search))

    @property
    def is_indexed(self) -> bool:
        """Whether the search index has something of it."""
        return self.has_long_word or bool(self.facets)

    @property
    def together(self) -> int:
        """How many times as many may match as multiplied shares tell."""
        return int(TOGETHER ** min(max(len(searching.words(self.search)) - 1, 0), 2))

    @property
    def closer(self) -> int:
        """How many times as many may lie near a cursor as are expected: to look at too few first costs little."""
        return CLOSER if len(searching.words(self.search)) > 1 else 1


def page(
    *,
    search: str = "",
    where: Where | None = None,
    archived: bool | None = False,
    order: str = "id",
    after: str = "",
    limit: int = 100,
) -> Page:
    """One page in a total order; raises ``Invalid`` at ``order`` or ``after``; one to six statements."""
    sort = Order.read(order)
    if where is None and not searching.words(search):
        return everybody(archived, sort, after, limit)
    asked = Question(search, where, archived)
    start = found(archived=archived).filter(sort.beyond(after))
    find = _expected if connection.vendor == "postgresql" else _probed
    taken, total = find(asked, start, sort, after, limit + 1)
    texts = stored.bodies([row[-1] for row in taken[:limit]])
    if not after and len(taken) <= limit:
        total = len(taken)
    return page_of([(*row, texts.get(row[-1], b"")) for row in taken], limit, None if after else total)


def _expected(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Met:
    """The first ``most`` matches among ``start``, found as the planner's expectation says."""
    alone = asked.indexed(sort)
    matches = asked.expected(sort)
    if sort.column == "id" and matches * asked.closer > PAGES * most:
        return _by_id(asked, sort, after, most, matches), None
    if alone is not None:
        by_name = _by_name(asked, alone, start, sort, after, most, matches)
        if by_name is not None:
            return by_name, None
    elif SOME < matches <= MANY:
        walked = _walked(asked.rows(), start, sort, most)
        if len(walked) == most:
            return walked, None
    if matches > MANY and (alone is None or asked.is_indexed):
        return list(sort.sorted(asked.rows() & start)[:most]), None
    if alone is not None:
        beyond = alone.filter(sort.beyond(after, "contact_id"))
        return _gathered(beyond.values_list(*sort.names[:-1], "contact_id"), sort, most, by_index=asked.is_indexed)
    return _gathered((asked.rows() & start).values_list(*sort.names), sort, most)


def _by_name(
    asked: Question, alone: QuerySet[SearchText], start: QuerySet[Contact], sort: Order, after: str, most: int,
    matches: int,
) -> Taken | None:  # fmt: skip
    """The first matches in the order of names; None where gathering all tells them sooner.

    Whom a word finds may well lie together there: a walk from A meets nobody called Zoe. Words too short for the
    index of words are met soon or else looked for in all texts one after the other, which takes a tenth of the time
    that looking into them along the names does.
    """
    if sort.column != "sort_name" or asked.has_long_word or matches <= (BLOCKS if asked.facets else FEW):
        return None
    everybody = expected(SearchText.objects.all())
    if matches * OFTEN >= everybody or not asked.facets:
        window = min(most + WIDER * most * everybody // matches, WINDOW)
        taken = named.by_contact(alone, sort.sorted(start)[:window], sort, most)
        if len(taken) == most:
            return taken
    in_block = asked.indexed(sort, in_block=True) if asked.facets and named.has_blocks() else None
    return None if in_block is None else named.by_block(in_block, sort, after, most)


def _by_id(asked: Question, sort: Order, after: str, most: int, matches: int) -> Taken:
    """The first ``most`` matches in the order of ids: those near the cursor, and when they are too few all others."""
    (first, last), *_ = sent.rows(_BOUNDS, [], [int, int])
    nearby = Nearby((first, last), sort, after, most)

    def rows(within: Within) -> QuerySet[Any, Any]:
        alone = asked.indexed(sort, within)
        return asked.rows(within).values_list("id") if alone is None else alone.values_list("contact_id")

    def found(within: Within, most: int) -> Taken:
        return list(rows(within).order_by("-pk" if sort.descending else "pk")[:most])

    before = met(asked.name)
    if nearby.meet(found, before or matches * asked.closer, pages=MET_PAGES if before else PAGES):
        learn(asked.name, nearby.density)
        return nearby.taken
    if matches > MANY:
        return nearby.taken + found(nearby.rest, nearby.missing)
    return nearby.taken + _gathered(rows(nearby.rest), sort, nearby.missing)[0]


def _walked(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """Matches in the order's first ``WINDOW`` contacts: the same question, put to the window instead of the table."""
    everybody = f"FROM {connection.ops.quote_name(Contact._meta.db_table)}"
    window, places = sort.sorted(start).values()[:WINDOW].query.sql_with_params()
    question, values = sort.sorted(rows)[:most].query.sql_with_params()
    return named.fetched(question.replace(everybody, f"FROM ({window}) AS {everybody[5:]}", 1), [*places, *values])


def _gathered(rows: QuerySet[Any, Any], sort: Order, most: int, *, by_index: bool = False) -> Met:
    """All matches first, then sorted; materialized, since left to itself the planner walks the order's index.

    Ids that one part of a question found are made unique by sorting: a hash would scatter them, and ten thousand
    look-ups all over an index take half as long again as those in its order. To start another process for it would
    take as long as all of it. To part everybody's facets takes far longer than a planner thinks, so what the search
    index has is found ``by_index``. It is one query, so the settings are undone whatever happens.
    """
    matches, values = rows.query.sql_with_params()
    names = ", ".join(sort.names)
    question = (
        f"WITH gathered ({names}) AS MATERIALIZED ({matches})"  # noqa: S608 - of the ORM
        f" SELECT {names}, (SELECT count(*) FROM gathered) FROM gathered ORDER BY {sort.sql} LIMIT %s"
    )
    with connection.cursor() as cursor:
        here = HERE_AND_SORTED.format("off" if by_index else "on")
        cursor.execute(f"{here}; {question}; {AS_BEFORE}", [*values, most])
        for _ in here.split(";"):
            cursor.nextset()
        found = cursor.fetchall()
    return [row[:-1] for row in found], found[0][-1] if found else 0


def _probed(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Met:
    """As ``_expected`` for a database that tells no expectations: up to ``FEW`` matches are fetched and sorted."""
    rows = asked.rows()
    ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
    are_few = len(ids) <= FEW
    among: Any = ids if are_few else rows.values("pk")
    return list(sort.sorted(start.filter(pk__in=among))[:most]), len(ids) if are_few else None
