"""The first matches in the order of names, searched for along the names until a page is full.

An inverted index (GIN) has no order, so all contacts with two facets would have to be fetched before the first of them
by name are known. Where many match, the index of names is walked contact by contact. Where fewer do, the search goes
block by block: a second GIN index has each facet once for each block of names (migration 0023). Blocks begin at pairs
of letters, in the database's collation. Where many names begin alike a block is large, which costs time and nothing
else.

Both are one statement, so that a page is of one moment, wherever the matches lie.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from contacts.directory.finding.orders import Order, read_cursor
from contacts.directory.models import Contact, SearchText
from contacts.directory.reading.nearby import Taken

# OFFSET 0 keeps the planner from turning the join around and beginning with the inner query.
_CONTACTS = """
    SELECT sort_name, id FROM ({everybody}) AS walked
    CROSS JOIN LATERAL ({matches} AND contact_id = walked.id OFFSET 0) AS met ORDER BY {by} LIMIT %s
"""
_BLOCKS = """
    SELECT sort_name, contact_id
    FROM (SELECT block FROM generate_series({first}, {last}, {step}) AS block ORDER BY block{sign}) AS blocks
    CROSS JOIN LATERAL ({matches} OFFSET 0) AS met
    ORDER BY block{sign}, sort_name{sign}, contact_id{sign} LIMIT %s
"""
_LAST = "cardinality(contacts_name_bounds())"
_ARE_IN_ORDER = """
    SELECT contacts_name_bounds() = ARRAY(SELECT bound FROM unnest(contacts_name_bounds()) AS bound ORDER BY bound)
"""


def by_contact(matches: QuerySet[SearchText], everybody: QuerySet[Contact], sort: Order, most: int) -> Taken:
    """The first of ``matches`` among ``everybody``, a limited number of contacts in order."""
    walked, places = everybody.values(*sort.names).query.sql_with_params()
    met, values = matches.order_by().values("contact_id").query.sql_with_params()
    return fetched(_CONTACTS.format(everybody=walked, matches=met, by=sort.sql), [*places, *values, most])


def by_block(matches: QuerySet[SearchText], sort: Order, after: str, most: int) -> Taken:
    """The first of ``matches``, a query for the rows of one ``block``, behind the cursor ``after``."""
    first, last, places = "0", _LAST, []
    if after:
        first, places = "contacts_name_block(%s)", [read_cursor(after, sort.column)[0]]
    elif sort.descending:
        first = _LAST
    beyond = matches.filter(sort.beyond(after, "contact_id")).order_by().values_list("sort_name", "contact_id")
    met, values = beyond.query.sql_with_params()
    sign, step, last = (" DESC", -1, "0") if sort.descending else ("", 1, last)
    statement = _BLOCKS.format(first=first, last=last, step=step, sign=sign, matches=met)
    return fetched(statement, [*places, *values, most])


@cache
def has_blocks() -> bool:
    """Whether the blocks are in this database's order; one restored under another collation still has the old one's."""
    return bool(fetched(_ARE_IN_ORDER, [])[0][0])


def fetched(statement: str, values: list[Any]) -> Taken:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
