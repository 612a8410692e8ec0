"""Pages of contacts in a total order, which neither drop nor repeat a row.

On PostgreSQL the matches of a search or filter are found in one of three ways, by how many it expects. Few are gathered
and sorted, more of them where the search index alone tells who they are and what orders them. In the order of ids more
are looked for among as many ids as should hold a few pages. In other orders walking the order's index meets a page of
them soon, within a window that bounds the walk in case they all lie further on. So many that nobody could gather them
are left to the planner.
"""

from operator import attrgetter
from sys import getsizeof
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct

from contacts.directory.finding import search as searching
from contacts.directory.finding.expecting import expected
from contacts.directory.finding.orders import Order, cursor, read_cursor
from contacts.directory.finding.search import SHORTEST_INDEXED
from contacts.directory.models import Contact, SearchText
from contacts.directory.queries import found, indexed
from contacts.directory.reading import stored
from contacts.directory.reading.memory import Memory
from contacts.directory.reading.texts import Texts
from contacts.record.filters import Where

FEW = 2_000  # matches that are gathered and sorted in no time
SOME = 5_000  # matches that are gathered sooner than a page of them is met by walking
CROSSED = 15_000  # the same of those whom the search index alone tells, with their places in the order
WINDOW = 20_000  # contacts that are walked past at most before all matches are gathered instead
MANY = 50_000  # matches that take too long to gather, and lie close
TOGETHER = 4  # times as many as expected have several words that go together, like a name and a town
PAGES = 2  # of matches that are expected among the ids that are looked through for one
LAST = 2**63 - 1  # id
HERE_AND_SORTED = "SET enable_hashagg = off; SET max_parallel_workers_per_gather = 0"
AS_BEFORE = "RESET enable_hashagg; RESET max_parallel_workers_per_gather"
Taken = list[tuple[Any, ...]]  # the order's columns of a page, the id last


class Question(Struct, frozen=True):
    """What contacts are asked for."""

    search: str
    where: Where | None
    archived: bool | None

    def rows(self, within: tuple[int, int] | None = None) -> QuerySet[Contact]:
        return found(search=self.search, where=self.where, archived=self.archived, within=within)

    def indexed(self, sort: Order, within: tuple[int, int] | None = None) -> QuerySet[SearchText] | None:
        """The same as rows of the search index, when it alone tells who matches and in which order."""
        if sort.column not in ("id", "sort_name"):
            return None
        return indexed(search=self.search, where=self.where, archived=self.archived, within=within)

    def expected(self, rows: QuerySet[Contact]) -> int:
        """How many match, as PostgreSQL expects; it multiplies the shares of words as if none followed from another."""
        return expected(rows) * (TOGETHER if len(searching.words(self.search)) > 1 else 1)


class Page(Struct, frozen=True):
    """The stored JSON texts of one page as bytes, and the cursor of the next (empty at the end)."""

    texts: list[bytes]
    next: str

    @property
    def size(self) -> int:
        """In bytes of memory."""
        return sum(map(getsizeof, self.texts)) + getsizeof(self.next)


MEMORY = Memory[Page](16 * 1024 * 1024, attrgetter("size"))  # of one process


def page(
    *,
    search: str = "",
    where: Where | None = None,
    archived: bool | None = False,
    order: str = "id",
    after: str = "",
    limit: int = 100,
) -> Page:
    """One page in a total order; raises ``Invalid`` at ``order`` or ``after``; one to five statements."""
    sort = Order.read(order)
    if where is None and not searching.words(search):
        return _everybody(archived, sort, after, limit)
    asked = Question(search, where, archived)
    start = found(archived=archived).filter(sort.beyond(after))
    find = _expected if connection.vendor == "postgresql" else _probed
    taken = find(asked, start, sort, after, limit + 1)
    texts = stored.bodies([row[-1] for row in taken[:limit]])
    return _page([(*row, texts.get(row[-1], b"")) for row in taken], limit)


def _everybody(archived: bool | None, sort: Order, after: str, limit: int) -> Page:
    """A page of all contacts; where it was read before, PostgreSQL is asked for no more than its name."""
    question = (archived, sort.column, sort.descending, after, limit)

    def told(**how: Any) -> Texts:
        return stored.first(archived=archived, order=sort, after=after, most=limit + 1, **how)

    def key(found: Texts) -> bytes:
        return b"%b %d %b" % (sort.column.encode(), limit, found.name)  # what the next page's cursor is made of

    if last := MEMORY.last(question):
        state, before = last
        found = told(whole=False, unless=state)
        now = before if found.state == state else key(found)
        page = MEMORY.look([now])[0]
        if page is not None:
            MEMORY.learn(question, found.state, now)
            return page
    found = told()
    page = _page([(*place, text) for place, text in zip(found.places, found.texts, strict=True)], limit)
    if found.versions:
        MEMORY.keep([(key(found), page)])
        MEMORY.learn(question, found.state, key(found))
    return page


def _page(taken: Taken, limit: int) -> Page:
    """The page of rows that end in id and text; one more than ``limit`` tells that there is another."""
    texts = [row[-1] for row in taken[:limit] if row[-1]]
    return Page(texts, cursor(taken[limit - 1][0], taken[limit - 1][-2]) if len(taken) > limit else "")


def _expected(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Taken:
    """The first ``most`` matches among ``start``, found as the planner's expectation says."""
    rows, alone = asked.rows(), asked.indexed(sort)
    matches = asked.expected(rows)
    taken: Taken = []
    if sort.column == "id" and matches > PAGES * most:
        taken = _near(asked, start, sort, after, most, matches)
    elif matches <= MANY and not _gathers(asked, alone, matches):
        taken = _walked(rows, start, sort, most)
    if len(taken) == most:
        return taken
    if matches > MANY:
        return list(sort.sorted(rows & start)[:most])
    if alone is not None:
        beyond = alone.filter(sort.beyond(after, "contact_id"))
        return _gathered(beyond.values_list(*sort.names[:-1], "contact_id"), sort, most)
    return _gathered((rows & start).values_list(*sort.names), sort, most)


def _gathers(asked: Question, alone: QuerySet[SearchText] | None, matches: int) -> bool:
    """Whether all matches are gathered sooner than a page of them is met in the order's index.

    Whom a word finds may well lie together there: a walk from A meets nobody called Zoe.
    """
    if alone is None or matches <= SOME:
        return matches <= SOME
    return matches <= CROSSED or any(len(word) >= SHORTEST_INDEXED for word in searching.words(asked.search))


def _near(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int, matches: int) -> Taken:
    """Matches among the ids next to the cursor, as many ids as hold a few pages when matches lie evenly."""
    first, last = _rows("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM contacts_contact", [])[0]
    span = (last - first) * PAGES * most // matches + 1
    if sort.descending:
        last = read_cursor(after, sort.column)[1] if after else last
        within = (max(last - span, -LAST), last)
    else:
        first = read_cursor(after, sort.column)[1] if after else first
        within = (first, min(first + span, LAST))
    alone = asked.indexed(sort, within)
    if alone is None:
        return list(sort.sorted(asked.rows(within) & start)[:most])
    rows = alone.filter(sort.beyond(after, "contact_id")).values_list("contact_id")
    return list(rows.order_by("-contact_id" if sort.descending else "contact_id")[:most])


def _walked(rows: QuerySet[Contact], start: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """Matches in the order's first ``WINDOW`` contacts: the same question, put to the window instead of the table."""
    everybody = f"FROM {connection.ops.quote_name(Contact._meta.db_table)}"
    window, places = sort.sorted(start).values()[:WINDOW].query.sql_with_params()
    question, values = sort.sorted(rows)[:most].query.sql_with_params()
    return _rows(question.replace(everybody, f"FROM ({window}) AS {everybody[5:]}", 1), [*places, *values])


def _gathered(rows: QuerySet[Any, Any], sort: Order, most: int) -> Taken:
    """All matches first, then sorted; materialized, since left to itself the planner walks the order's index.

    Ids that one part of a question found are made unique by sorting: a hash would scatter them, and ten thousand
    look-ups all over an index take half as long again as those in its order. To start another process for it would
    take as long as all of it. It is one query, so the settings are undone whatever happens.
    """
    matches, values = rows.query.sql_with_params()
    names = ", ".join(sort.names)
    question = (
        f"WITH gathered ({names}) AS MATERIALIZED ({matches})"  # noqa: S608 - of the ORM
        f" SELECT {names} FROM gathered ORDER BY {sort.sql} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{HERE_AND_SORTED}; {question}; {AS_BEFORE}", [*values, most])
        cursor.nextset()
        cursor.nextset()
        return list(cursor.fetchall())


def _rows(statement: str, values: list[Any]) -> Taken:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _probed(asked: Question, start: QuerySet[Contact], sort: Order, after: str, most: int) -> Taken:
    """As ``_expected`` for a database that tells no expectations: up to ``FEW`` matches are fetched and sorted."""
    rows = asked.rows()
    ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
    among: Any = ids if len(ids) <= FEW else rows.values("pk")
    return list(sort.sorted(start.filter(pk__in=among))[:most])
