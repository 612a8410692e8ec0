"""Pages in the order of names hold all that matches, wherever looking along the names meets it."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.commands import Archive, Create
from contacts.directory.finding import facets
from contacts.directory.finding.filtering import parse_filter
from contacts.directory.finding.orders import Order
from contacts.directory.finding.search import matching
from contacts.directory.models import SearchText
from contacts.directory.reading import named, paging
from contacts.record.filters import Where
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR
from tests.contacts.directory.test_facets import nodes

# How many match and how many there are, as is expected, and past how many contacts one walks at most.
WAYS = {
    "met contact by contact": (50, 60, 60), "not met so, then block by block": (50, 60, 3),
    "met block by block": (50, 6_000, 60), "gathered": (0, 60, 60),
    "not met, then left to the planner": (100_000, 60, 3),
}  # fmt: skip
# Names in all blocks of Latin letters, every fiftieth of them rare.
FILL = """
    INSERT INTO contacts_searchtext (contact_id, text, facets, sort_name)
    SELECT 10000000 + n, '', 'kind=person' || CASE WHEN n % 50 = 0 THEN E'\\nstatus~RARE' ELSE '' END,
        chr(97 + n % 26) || chr(97 + n / 26 % 26) || n
    FROM generate_series(1, 20000) AS n
"""
QUESTIONS: dict[str, Mapping[str, Any]] = {
    "one facet": {"where": [("status", "lead")]},
    "two facets": {"where": [("status", "LEAD"), ("tags", "vip")]},
    "a facet of everybody": {"where": [("kind", "person")]},
    "a facet of nobody": {"where": [("status", "new"), ("tags", "vip")]},
    "a short word": {"search": "ad"},
    "short words": {"search": "ad yo"},
    "a short word and a facet": {"search": "da", "where": [("tags", "vip")]},
    "a word and a facet": {"search": "ada", "where": [("tags", "vip")]},
}


def asked(question: str) -> dict[str, Any]:
    where: Where | None = None
    if conditions := QUESTIONS[question].get("where"):
        where = parse_filter(json.dumps({"and": [{"field": field, "value": value} for field, value in conditions]}))
    return {"search": QUESTIONS[question].get("search", ""), "where": where}


@pytest.fixture
def people(db: None) -> None:
    dice = random.Random(5)
    made = [
        Create(
            parse_patch(
                {
                    "first_name": dice.choice(("Ada", "Bea", "Ádám")),
                    "last_name": dice.choice(("Ze", "Öz", "Zz", "de")),
                    "status": dice.choice(("Lead", "Won", "")), "tags": dice.choice((["VIP"], ["Press"], [])),
                    "addresses": [{"town": dice.choice(("York", "Leeds"))}],
                }
            )
        )
        for _ in range(60)
    ]  # fmt: skip
    saved = door.apply(made, actor=ACTOR)
    door.apply([Archive(one.record.id) for one in saved[::7]], actor=ACTOR)  # type: ignore[union-attr]


def by_index() -> None:
    """Have the planner use it among sixty contacts as it does among many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.parametrize("question", QUESTIONS)
def test_pages_by_name_hold_all_that_matches(question: str, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for order, archived in (("name", False), ("-name", False), ("name", True), ("-name", None)):
        with monkeypatch.context() as rows_alone:
            rows_alone.setattr(facets, "split", lambda where: ([], where))
            rows = queries.found(**asked(question), archived=archived)
            expected = [row[-1] for row in Order.read(order).sorted(rows)]
        for way in WAYS:
            assert listed(way, monkeypatch, **asked(question), order=order, archived=archived) == expected, (way, order)


def listed(way: str, monkeypatch: pytest.MonkeyPatch, **question: Any) -> list[int]:
    """The ids on all pages, found in one of ``WAYS``."""
    matches, everybody, window = WAYS[way]
    for name, value in {"BLOCKS": 10, "FEW": 10, "WINDOW": window}.items():
        monkeypatch.setattr(paging, name, value)
    whole = str(SearchText.objects.all().query)
    monkeypatch.setattr(paging, "expected", lambda rows: everybody if str(rows.query) == whole else matches)
    found, after = [], ""
    while True:
        by_index()
        page = paging.page(**question, after=after, limit=15)
        found += [codec.from_text(text).id for text in page.texts]
        after = page.next
        if not after:
            return found


def test_blocks_are_looked_into_one_after_the_other_until_a_page_is_met(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("ANALYZE contacts_searchtext")
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)" + by_block("status~RARE"))
        whole = nodes(cursor.fetchone()[0][0]["Plan"])
    found = {node["Index Name"]: node for node in whole if "Index Name" in node}
    assert list(found) == ["contacts_searchtext_placed"]
    assert "Incremental Sort" in {node["Node Type"] for node in whole}
    looks, pages = (found["contacts_searchtext_placed"][name] for name in ("Actual Loops", "Shared Hit Blocks"))
    assert 1 < looks < 400  # of 575 blocks
    assert pages < 10 * looks, "what was written lately waits in no list that each look would go through"


def by_block(facet: str) -> str:
    """The statement of a page in the order of names."""
    rows = matching("", facets=[facet], archived=False, in_block=True)
    with CaptureQueriesContext(connection) as made:
        assert len(named.by_block(rows, Order.read("name"), "", 20)) == 20
    return str(made.captured_queries[-1]["sql"])


@pytest.mark.parametrize("seed", range(20))
def test_a_later_name_is_in_no_earlier_block(seed: int, db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a function of PostgreSQL")
    dice = random.Random(seed)
    letters = "abcxyzàéößøżαάβωабяё' -.,19ー田م"
    names = ["".join(dice.choices(letters, k=dice.randrange(6))) for _ in range(200)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT contacts_name_block(name) FROM unnest(%s::text[]) AS name ORDER BY name", [names])
        blocks = [block for (block,) in cursor.fetchall()]
    assert blocks == sorted(blocks)
    assert len(set(blocks)) > 10


def test_blocks_in_another_order_than_the_names_are_not_looked_into(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a function of PostgreSQL")
    monkeypatch.setattr(paging, "BLOCKS", 1)
    monkeypatch.setattr(paging, "expected", lambda rows: 6_000 if "facets" not in str(rows.query) else 50)

    def looked() -> bool:
        named.has_blocks.cache_clear()
        with CaptureQueriesContext(connection) as made:
            assert paging.page(**asked("two facets"), order="name").texts
        return any("generate_series" in query["sql"] for query in made.captured_queries)

    assert looked()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION contacts_name_bounds() RETURNS text[] LANGUAGE sql IMMUTABLE"
            " AS $$SELECT '{b,a}'::text[]$$"
        )
    try:
        assert not looked()
    finally:
        named.has_blocks.cache_clear()


@pytest.mark.parametrize("matches", [1, 50, 3_000])
def test_statements_of_a_page_by_name_do_not_grow_with_its_rows(
    matches: int, people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "BLOCKS", 1)
    monkeypatch.setattr(paging, "expected", lambda rows: 6_000 if "facets" not in str(rows.query) else matches)
    counts = []
    for limit in (1, 3, 9):
        by_index()
        paging.page(**asked("two facets"), order="name", limit=limit)
        with CaptureQueriesContext(connection) as made:
            paging.page(**asked("two facets"), order="name", limit=limit)
        counts.append(len(made.captured_queries))
    assert counts[0] == counts[1] == counts[2] <= 3
