"""Pages in the order of names hold all that matches, wherever walking along the names meets it."""

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
from contacts.directory.finding.facets import ARCHIVED
from contacts.directory.finding.filtering import parse_filter
from contacts.directory.finding.marks import ARCHIVED_BIT, marks, marks_of
from contacts.directory.finding.orders import Order
from contacts.directory.models import SearchText
from contacts.directory.proving import prove
from contacts.directory.reading import paging
from contacts.record.filters import Where
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR

# How many match, as is expected of them and of everybody; walks are then so long.
WAYS = {"met": (50, 60), "met by the longer walk": (100, 20), "not met, then gathered": (100, 1),
        "not met, then left to the planner": (100_000, 1), "too few to walk for": (0, 60)}  # fmt: skip
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


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("order", "archived"), [("name", False), ("-name", False), ("name", True), ("-name", None)])
def test_pages_by_name_hold_all_that_matches(
    question: str, way: str, order: str, archived: bool | None, people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as rows_alone:
        rows_alone.setattr(facets, "split", lambda where: ([], where))
        rows = queries.found(**asked(question), archived=archived)
        expected = [row[-1] for row in Order.read(order).sorted(rows)]
    matches, everybody = WAYS[way]
    monkeypatch.setattr(paging, "SOME", 10)
    monkeypatch.setattr(paging, "FEW", 10)
    monkeypatch.setattr(
        paging,
        "expected",
        lambda rows: everybody if str(rows.query) == str(SearchText.objects.all().query) else matches,
    )
    found, after = [], ""
    while True:
        page = paging.page(**asked(question), order=order, archived=archived, after=after, limit=4)
        found += [codec.from_text(text).id for text in page.texts]
        after = page.next
        if not after:
            break
    assert found == expected


def test_walks_look_into_the_index_of_names_and_no_further_than_need_be(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    monkeypatch.setattr(paging, "SOME", 1)
    monkeypatch.setattr(paging, "expected", lambda rows: 40)
    with CaptureQueriesContext(connection) as made:
        page = paging.page(**asked("a facet of everybody"), order="name", limit=2)
        rest = paging.page(**asked("a facet of everybody"), order="name", limit=2, after=page.next)
    walks = [query["sql"] for query in made.captured_queries if "marks_one" in query["sql"]]
    assert len(page.texts) == len(rest.texts) == 2
    assert len(walks) == 2
    assert all("LIMIT 6" in sql for sql in walks)  # two pages of two, and one each that tells of another page
    assert not any("contacts_contact" in query["sql"] for query in made.captured_queries)


def test_statements_of_a_page_by_name_do_not_grow_with_its_rows(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SOME", 1)
    counts = []
    for limit in (1, 3, 9):
        paging.page(**asked("two facets"), order="name", limit=limit)
        with CaptureQueriesContext(connection) as made:
            paging.page(**asked("two facets"), order="name", limit=limit)
        counts.append(len(made.captured_queries))
    assert max(counts) <= 4


def test_marks_are_set_in_whoever_has_a_word() -> None:
    dice = random.Random(1)
    for _ in range(500):
        words = [f"{dice.choice(('tags~', 'status='))}{dice.randrange(10**6)}" for _ in range(dice.randrange(1, 30))]
        archived = dice.random() < 0.5
        found = marks_of("\n".join([ARCHIVED] * archived + words))
        assert bool(found[0] & ARCHIVED_BIT) is archived
        assert all(0 <= bits < 2**63 for bits in found)
        for word in words:
            assert all(bits & asked == asked for bits, asked in zip(found, marks([word]), strict=True))
    assert marks_of("") == marks([]) == (0, 0, 0)


def test_a_facet_that_nobody_has_is_hardly_ever_in_the_marks() -> None:
    people = [marks_of("\n".join(f"{n}={(number * n) % 5}" for n in range(13))) for number in range(500)]
    strangers = [marks([f"stranger={n}"]) for n in range(200)]
    met = sum(
        all(bits & asked == asked for bits, asked in zip(found, stranger, strict=True))
        for found in people
        for stranger in strangers
    )
    assert met < 0.01 * len(people) * len(strangers)


def test_marks_stay_as_they_are_written_in_databases() -> None:
    assert marks_of("archived\nkind=person\ntags~ΛΕΥΚΏ") == (4899919143643398144, 18014409448226880, 4785074637914112)


def test_marks_follow_what_changes_and_verify_tells_when_they_do_not(people: None) -> None:
    if connection.vendor != "postgresql":
        assert set(SearchText.objects.values_list("marks_one", "marks_three")) == {(None, None)}
        return
    changed = SearchText.objects.order_by("pk")[1]
    door.update(contact=changed.pk, patch=parse_patch({"status": "Gone"}), actor=ACTOR)
    door.archive(contact=changed.pk, actor=ACTOR)
    now = SearchText.objects.get(pk=changed.pk)
    assert now.facets is not None
    assert "status~GONE" in now.facets
    assert (now.marks_one, now.marks_two, now.marks_three) == marks_of(now.facets)
    assert now.marks_one is not None
    assert now.marks_one & ARCHIVED_BIT
    assert list(prove()) == []
    SearchText.objects.filter(pk=changed.pk).update(marks_three=1)
    assert [str(one) for one in prove()] == [f"contact {changed.pk}: facets are not what the record gives"]
