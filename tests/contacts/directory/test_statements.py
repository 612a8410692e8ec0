"""How many statements finding takes does not depend on how much is found, nor writing on how much is written."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.commands import Command, Create, Saved, Update
from contacts.directory.finding import expecting
from contacts.directory.finding.filtering import parse_filter
from contacts.directory.reading import paging
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from tests.contacts.directory.making import ACTOR, everything, lookups

pytestmark = pytest.mark.django_db
FILTER = json.dumps(
    {"and": [
        {"field": "addresses.town", "op": "eq", "value": "nicosia"},
        {"or": [{"field": "tags", "op": "eq", "value": "VIP"}, {"field": "custom.facts.contact_text", "op": "empty"}]},
    ]}
)  # fmt: skip
READS: dict[str, tuple[Callable[[], int], int]] = {
    "list": (lambda: len(paging.page().texts), 1),
    "list by name": (lambda: len(paging.page(order="-name").texts), 1),
    "search": (lambda: len(paging.page(search="king ada").texts), 3),
    "filter": (lambda: len(paging.page(where=parse_filter(FILTER)).texts), 4),
    "search and filter": (lambda: len(paging.page(search="king", where=parse_filter(FILTER)).texts), 4),
    "count": (lambda: queries.count(), 1),
    "count of a search": (lambda: queries.count(search="king"), 1),
    "count of a filter": (lambda: queries.count(where=parse_filter(FILTER)), 2),
}  # reading a filter that names a custom field takes one


def patches(size: int) -> list[Command]:
    body = {key: value for key, value in everything().items() if key != "code"}
    return [Create(parse_patch(body | {"external_id": f"ext-{n}"})) for n in range(size)]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_finding_takes_as_many_statements_for_one_as_for_a_hundred(size: int) -> None:
    lookups()
    door.apply(patches(size), actor=ACTOR)
    caches.empty_all()
    taken = {}
    for name, (read, _) in READS.items():
        with CaptureQueriesContext(connection) as made:
            assert read() == size
        taken[name] = len(made)
    assert taken == {name: most for name, (_, most) in READS.items()}


def test_what_postgresql_expects_is_asked_once_for_a_page_its_count_and_the_next_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite tells no expectations")
    lookups()
    door.apply(patches(9), actor=ACTOR)
    caches.empty_all()

    def plans() -> int:
        with CaptureQueriesContext(connection) as made:
            page = paging.page(search="king", limit=5)
            assert len(paging.page(search="king", limit=5, after=page.next).texts) == 4
            assert queries.count(search="king", most=1_000) == 9
        return sum("EXPLAIN" in query["sql"] for query in made.captured_queries)

    assert plans() == 1
    assert plans() == 0
    monkeypatch.setattr(expecting, "BELIEVED", 0)
    assert plans() == 3


def written(commands: list[Command]) -> tuple[list[Saved], int]:
    """What came of the commands, and how many statements it took apart from splitting rows among several."""
    with CaptureQueriesContext(connection) as made:
        outcomes = door.apply(commands, actor=ACTOR)
    saved = [outcome for outcome in outcomes if isinstance(outcome, Saved)]
    assert len(saved) == len(commands)
    # Django splits what it sends to SQLite at 999 parameters: the same statement several times in a row is one.
    begins = [query["sql"][:60] for query in made.captured_queries]
    return saved, sum(one != before for one, before in zip(begins, ["", *begins], strict=False))


def test_writing_takes_as_many_statements_for_one_as_for_many() -> None:
    lookups()
    counts = []
    for size in (1, 3, 60, 120):
        saved, creating = written(patches(size))
        change = parse_patch({"first_name": "Bea", "tags": ["x"], "phones": [{"number": "99 654321"}]})
        _, updating = written([Update(one.record.id, change) for one in saved])
        counts.append((creating, updating))
    assert counts[0] == counts[1], counts
    assert counts[2] == counts[3], counts
    if connection.vendor == "postgresql":  # single rows for all tables are one message, many rows one COPY a table
        assert counts[0] < counts[2], counts
    else:
        assert counts[0] == counts[2], counts


def test_the_page_after_one_that_took_two_windows_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite tells no expectations")
    lookups()
    door.apply(patches(60), actor=ACTOR)
    monkeypatch.setattr(paging, "PAGES", 0)  # as many as match are met near the cursor
    monkeypatch.setattr(paging.Question, "expected", lambda *_: 1_000)  # far more than there are
    caches.empty_all()

    def windows(after: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as made:
            page = paging.page(search="king", limit=3, after=after)
        assert len(page.texts) == 3
        return sum("contacts_searchtext" in query["sql"] for query in made.captured_queries), page.next

    first, after = windows("")
    second, _ = windows(after)
    assert (first, second) == (2, 1)


def test_a_short_word_beside_a_long_one_does_not_make_matches_few() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite tells no expectations")
    lookups()
    door.apply(patches(60), actor=ACTOR)
    caches.empty_all()
    by_id = paging.Order.read("id")
    long, both = (paging.Question(words, None, False).expected(by_id) for words in ("king", "king zz"))
    assert both == long > 0
