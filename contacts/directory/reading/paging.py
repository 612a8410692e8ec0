"""Keyset pages of contacts in a total order, which neither drop nor repeat a row.

On PostgreSQL the planner's estimate of how many contacts match decides how the page's ids are found:

- few matches are all fetched and sorted (``_fetch_and_sort``);
- more, in the order of ids, are searched for in windows of ids next to the cursor (``nearby``);
- more, in the order of names, are searched for along the names (``named``);
- more, in another order, are met by walking that order's index, within a bounded window (``_walk_index``);
- too many to fetch are left to the planner.

The texts are read by id afterwards. Left to itself, the planner would read the whole table for a rare match.
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

FEW = 2_000  # matches that are fetched and sorted in no time
SOME = 5_000  # up to as many matches, fetching all is faster than walking the order's index
WINDOW = 20_000  # rows of the index that are walked at most before all matches are fetched instead
BLOCKS = 500  # of names there are; so few matches are fetched faster than looked for in each block
OFTEN = 10  # when one of so many contacts matches, or more, the names are walked contact by contact
MANY = 50_000  # more matches take too long to fetch, and lie close together
TOGETHER = 4  # factor on an estimate of two words, which are seldom independent (a name and a town); again for a third
CLOSER = 2  # another factor on it near a cursor, where too narrow a window costs little
HERE_AND_SORTED = "SET enable_hashagg = off; SET max_parallel_workers_per_gather = 0; SET enable_seqscan = {}"
_BOUNDS = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM contacts_contact"
Found = tuple[Taken, int | None]  # the first matches, and how many there are behind the cursor where that is known
AS_BEFORE = "RESET enable_hashagg; RESET max_parallel_workers_per_gather; RESET enable_seqscan"


class Question(Struct, frozen=True):
    """Which contacts are wanted."""

    search: str
    where: Where | None
    archived: bool | None

    def rows(self, within: tuple[int, int] | None = None) -> QuerySet[Contact]:
        return found(search=self.search, where=self.where, archived=self.archived, within=within)

    def indexed(
        self, sort: Order, within: Within | None = None, *, in_block: bool = False
    ) -> QuerySet[SearchText] | None:
        """The same as rows of the search table, when its indexes and columns suffice to find and order them."""
        if sort.column not in ("id", "sort_name"):
            return None
        least = 2 if sort.column == "id" else 1
        asked: dict[str, Any] = {"search": self.search, "where": self.where, "archived": self.archived}
        return indexed(**asked, within=within, in_block=in_block, least=least)

    def expected(self, sort: Order) -> int:
        """How many match, by the planner's estimate, corrected for words that are not independent of each other.

        Words too short for the search index are left out of the estimate when there are others: they narrow little.
        """
        words = searching.words(self.search)
        long = [word for word in words if len(word) >= SHORTEST_INDEXED]
        likely = self if len(long) in (0, len(words)) else Question(" ".join(long), self.where, self.archived)
        alone = likely.indexed(sort)
        return expected(likely.rows() if alone is None else alone) * likely.together

    @property
    def name(self) -> Hashable:
        """The key under which measured densities are cached."""
        return self.search, repr(self.where), self.archived

    @property
    def facets(self) -> list[str]:
        """The facets that it asks for."""
        return split(self.where)[0]

    @property
    def has_long_word(self) -> bool:
        """Whether one of its words is long enough for the search index."""
        return any(len(word) >= SHORTEST_INDEXED for word in searching.words(self.search))

    @property
    def is_indexed(self) -> bool:
        """Whether the search index narrows it."""
        return self.has_long_word or bool(self.facets)

    @property
    def together(self) -> int:
        """The factor on the planner's estimate, which multiplies the words' selectivities."""
        return int(TOGETHER ** min(max(len(searching.words(self.search)) - 1, 0), 2))

    @property
    def closer(self) -> int:
        """The factor on that near a cursor."""
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
    find = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    taken, total = find(asked, start, sort, after, limit + 1)
    texts = stored.bodies([row[-1] for row in taken[:limit]])
    if not after and len(taken) <= limit:
        total = len(taken)
    return page_of([(*row, texts.get(row[-1], b"")) for row in taken], limit, None if after else total)


def _on_postgresql(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Found:
    """The first ``most`` matches among ``start``, by the method that suits the planner's estimate."""
    alone = asked.indexed(sort)
    matches = asked.expected(sort)
    if sort.column == "id" and matches * asked.closer > PAGES * most:
        return _by_id(asked, sort, after, most, matches), None
    if alone is not None:
        by_name = _by_name(asked, alone, start, sort, after, most, matches)
        if by_name is not None:
            return by_name, None
    elif SOME < matches <= MANY:
        walked = _walk_index(asked.rows(), start, sort, most)
        if len(walked) == most:
            return walked, None
    if matches > MANY and (alone is None or asked.is_indexed):
        return list(sort.sorted(asked.rows() & start)[:most]), None
    if alone is not None:
        beyond = alone.filter(sort.beyond(after, "contact_id")).values_list(*sort.names[:-1], "contact_id")
        return _fetch_and_sort(beyond, sort, most, by_index=asked.is_indexed, counts=not after)
    return _fetch_and_sort((asked.rows() & start).values_list(*sort.names), sort, most, counts=not after)


def _by_name(
    asked: Question, alone: QuerySet[SearchText], start: QuerySet[Contact], sort: Order, after: str, most: int,
    matches: int,
) -> Taken | None:  # fmt: skip
    """The first matches in the order of names; None where fetching all of them is faster.

    It is for facets and for words too short for the search index. The matches of a longer word may all lie together:
    walking from A would meet nobody called Zoe.
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
    """The first ``most`` matches in the order of ids: those near the cursor; if they are too few, all others too."""
    (first, last), *_ = sent.rows(_BOUNDS, [], [int, int])
    nearby = Nearby((first, last), sort, after, most)

    def rows(within: Within) -> QuerySet[Any, Any]:
        alone = asked.indexed(sort, within)
        return asked.rows(within).values_list("id") if alone is None else alone.values_list("contact_id")

    def found(within: Within, most: int) -> Taken:
        return list(rows(within).order_by("-pk" if sort.descending else "pk")[:most])

    before = met(asked.name)
    if nearby.fill(found, before or matches * asked.closer, pages=MET_PAGES if before else PAGES):
        learn(asked.name, nearby.density)
        return nearby.taken
    if matches > MANY:
        return nearby.taken + found(nearby.rest, nearby.missing)
    return nearby.taken + _fetch_and_sort(rows(nearby.rest), sort, nearby.missing)[0]


def _walk_index(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """Matches among the order's first ``WINDOW`` contacts: the same query, with that window as its table."""
    everybody = f"FROM {connection.ops.quote_name(Contact._meta.db_table)}"
    window, places = sort.sorted(start).values()[:WINDOW].query.sql_with_params()
    question, values = sort.sorted(rows)[:most].query.sql_with_params()
    return named.fetched(question.replace(everybody, f"FROM ({window}) AS {everybody[5:]}", 1), [*places, *values])


def _fetch_and_sort(
    rows: QuerySet[Any, Any], sort: Order, most: int, *, by_index: bool = False, counts: bool = False
) -> Found:
    """The first ``most`` of all matches, and if it ``counts`` how many there are.

    The CTE is materialized, since the planner would rather walk the order's index. Hash aggregation is off so that ids
    are looked up in their order: ten thousand look-ups all over an index take half as long again. Starting a parallel
    worker would take as long as all of it. The planner underestimates evaluating facets for each row, so ``by_index``
    rules a sequential scan out. All is one message, so the settings are reset whatever happens.
    """
    matches, values = rows.query.sql_with_params()
    names, total = ", ".join(sort.names), "(SELECT count(*) FROM matches)" if counts else "NULL"
    question = (
        f"WITH matches ({names}) AS MATERIALIZED ({matches})"  # noqa: S608 - of the ORM
        f" SELECT {names}, {total} FROM matches ORDER BY {sort.sql} LIMIT %s"
    )
    with connection.cursor() as cursor:
        here = HERE_AND_SORTED.format("off" if by_index else "on")
        cursor.execute(f"{here}; {question}; {AS_BEFORE}", [*values, most])
        for _ in here.split(";"):
            cursor.nextset()
        found = cursor.fetchall()
    return [row[:-1] for row in found], found[0][-1] if found else None


def _on_sqlite(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Found:
    """The same for SQLite, which estimates nothing: up to ``FEW`` matches are fetched and sorted."""
    rows = asked.rows()
    ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
    are_few = len(ids) <= FEW
    among: Any = ids if are_few else rows.values("pk")
    return list(sort.sorted(start.filter(pk__in=among))[:most]), len(ids) if are_few else None
