"""Conditions that are put to the index of the search text hold for the same contacts as those that ask the rows."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.finding import facets
from contacts.directory.finding.facets import split
from contacts.directory.finding.filtering import parse_filter
from contacts.directory.finding.search import matching, settle_index
from contacts.directory.models import SearchText
from contacts.directory.proving import prove
from contacts.directory.reading import paging
from contacts.lookups.models import Category, MarketingList, Organisation
from contacts.record.filters import Where
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR, create, custom, lookups

pytestmark = pytest.mark.django_db
ALL = ("kind", "person")  # a second condition: one alone is put to the rows
VALUES: list[tuple[str, Any]] = [
    ("status", "new"), ("status", "NEW"), ("status", "new\nkind=person"), ("status", "x" * 150), ("status", "Straße"),
    ("status", "strasse"), ("tags", "diyarbakir"), ("tags", "VIP"), ("tags", "a\nstatus~NEW"), ("tags", "a"),
    ("addresses.town", "york"), ("addresses.town", "ΛΕΥΚΩΣΊΑ"), ("addresses.country", "cy"),
    ("life_cycle_state", "FINANCIAL"), ("custom.facts.contact_text", "SOME TEXT"), ("custom.facts.contact_text", "red"),
    ("custom.more.contact_integer", 12), ("custom.more.contact_integer", 0), ("custom.facts.contact_decimal", 0.5),
    ("custom.facts.contact_decimal", -0.0), ("custom.more.contact_boolean", True),
    ("custom.more.contact_boolean", False), ("custom.facts.contact_choice", "red"),
    ("custom.more.contact_multichoice", "Blue"), ("custom.facts.contact_date", "2024-02-29"),
    ("custom.more.contact_datetime", "2024-02-29T12:30:00Z"), ("custom.facts.contact_text", "y" * 99),
    ("custom.facts.contact_text", "y" * 100), ("category", "@category"), ("affiliations.organisation", "@organisation"),
    ("marketing_lists", "@list"), ("is_active", "true"), ("category", 0),
]  # fmt: skip
# Few of these live in York, every fifth is new.
FILL = """
    INSERT INTO contacts_searchtext (contact_id, text, facets)
    SELECT n, md5(n::text) || CASE WHEN n % 200 = 0 THEN ' york' ELSE ' leeds' END,
        'kind=person' || CASE WHEN n % 5 = 0 THEN E'\\nstatus~NEW' ELSE '' END
    FROM generate_series(1, 20000) AS n
"""


def both(*conditions: tuple[str, Any], join: str = "and") -> Where:
    return parse_filter(json.dumps({join: [{"field": field, "value": value} for field, value in conditions]}))


@pytest.fixture
def people() -> dict[str, int]:
    lookups()
    ids = {
        "@category": Category.objects.all()[1].pk,
        "@organisation": Organisation.objects.all()[1].pk,
        "@list": MarketingList.objects.all()[1].pk,
    }
    create(
        last_name="All", status="New", tags=["vip", "Diyarbakır"], custom=custom("contact"), category=ids["@category"],
        life_cycle_state="FINANCIAL", marketing_lists=[ids["@list"]],
        affiliations=[{"organisation": ids["@organisation"]}],
        addresses=[{"town": "York"}, {"town": "Λευκωσία", "country": "CY"}],
    )  # fmt: skip
    create(last_name="Odd", status="x" * 150, tags=["a\nstatus~NEW"], custom={"facts": {"contact_text": "y" * 99}})
    create(last_name="Zero", status="Straße", custom={"facts": {"contact_decimal": 0, "contact_text": "y" * 100}})
    create(last_name="None")
    return ids


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:50])
def test_a_facet_holds_for_whom_the_rows_say(
    value: tuple[str, Any], people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = both(ALL, (value[0], people.get(value[1], value[1])))
    found = set(queries.found(where=asked).values_list("last_name", flat=True))
    searched = set(queries.found(where=asked, search="all").values_list("last_name", flat=True))
    monkeypatch.setattr(facets, "split", lambda where: ([], where))
    assert found == set(queries.found(where=asked).values_list("last_name", flat=True))
    assert searched == found & {"All"}


def test_only_what_all_must_have_is_a_facet() -> None:
    if connection.vendor != "postgresql":
        assert split(both(ALL, ("status", "new"))) == ([], both(ALL, ("status", "new")))
        return
    lookups()
    score, status = ("custom.more.contact_integer", 12), ("status", "new")
    words = ["kind=person", "custom.more.contact_integer=12.0", "status~NEW"]
    assert split(both(ALL, score, status)) == (words, None)
    either = both(score, status, join="or")
    assert split(either) == ([], either)
    where = parse_filter(
        json.dumps({"and": [{"field": "kind", "value": "person"}, {"field": "status", "op": "empty"}]})
    )
    assert split(where) == (["kind=person"], where.members[1])  # type: ignore[union-attr]


def test_facets_follow_what_changes_and_verify_tells_when_they_do_not(people: dict[str, int]) -> None:
    saved = create(last_name="Late")
    asked = both(ALL, ("status", "won"))
    assert queries.count(where=asked) == 0
    door.update(contact=saved.record.id, patch=parse_patch({"status": "Won"}), actor=ACTOR)
    assert queries.count(where=asked) == 1
    assert list(prove()) == []
    SearchText.objects.filter(pk=saved.record.id).update(facets="kind=company")
    assert [str(one) for one in prove()] == [f"contact {saved.record.id}: facets are not what the record gives"]


def test_one_index_answers_words_and_facets_among_the_next_ids() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        settle_index()
        cursor.execute("ANALYZE contacts_searchtext")
    rows = matching("york", facets=["kind=person", "status~NEW"], within=(1, 9000))
    plan = json.loads(rows.values("pk").explain(format="JSON"))
    conditions = {node.get("Index Name"): node["Index Cond"] for node in nodes(plan[0]["Plan"]) if "Index Cond" in node}
    assert list(conditions) == ["contacts_searchtext_found"]
    for part in ("contact_id / 8192", "string_to_array(facets", "york"):
        assert part in conditions["contacts_searchtext_found"]


def test_what_the_index_has_is_not_looked_for_in_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    monkeypatch.setattr(paging, "BLOCKS", 20_000)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        settle_index()
        cursor.execute("ANALYZE contacts_searchtext")
    asked = {"where": both(ALL, ("status", "new")), "order": "name"}
    assert queries.indexed(search="", where=both(ALL, ("status", "new")), archived=False) is not None
    with CaptureQueriesContext(connection) as made:
        paging.page(**asked)  # type: ignore[arg-type]
        paging.page(search="ab", order="name")
    for sql, by_index in zip([q["sql"] for q in made if "WITH matches" in q["sql"]], (True, False), strict=True):
        settings, _, question = sql.partition("WITH")
        with connection.cursor() as cursor:
            cursor.execute(f"{settings} EXPLAIN (FORMAT JSON) WITH{question}")
            for _ in range(3):
                cursor.nextset()
            plan = cursor.fetchone()[0]
        kinds = {node["Node Type"] for node in nodes(plan[0]["Plan"])}
        assert ("Bitmap Index Scan" in kinds, "Seq Scan" in kinds) == (by_index, not by_index)


def test_what_the_index_finds_is_sorted_by_the_name_beside_it(people: dict[str, int]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an index of PostgreSQL")
    ids = {name: create(last_name=name, company_name="Zoe").record.id for name in ("Bea", "Cleo", "Ada")}
    door.update(contact=ids["Cleo"], patch=parse_patch({"last_name": "Aaa"}), actor=ACTOR)
    with CaptureQueriesContext(connection) as made:
        page = paging.page(search="zoe", order="name", limit=2)
        rest = paging.page(search="zoe", order="name", limit=2, after=page.next)
    names = [codec.from_text(text).last_name for text in (*page.texts, *rest.texts)]
    assert names == ["Aaa", "Ada", "Bea"]
    fetched = [query["sql"] for query in made.captured_queries if "WITH matches" in query["sql"]]
    assert len(fetched) == 2
    assert not any("contacts_contact" in sql for sql in fetched)
    SearchText.objects.filter(pk=ids["Ada"]).update(sort_name="zzz")
    assert [str(one) for one in prove()] == [f"contact {ids['Ada']}: facets are not what the record gives"]


def test_texts_that_wait_to_be_indexed_are_found_and_put_in_their_places() -> None:
    create(last_name="Waiting")
    if connection.vendor == "postgresql":
        assert settle_index() > 0
    assert settle_index() == 0
    assert queries.count(search="waiting") == 1


@pytest.mark.parametrize("archived", [False, True, None])
def test_counting_leaves_out_whom_finding_leaves_out(archived: bool | None) -> None:
    for n in range(5):
        saved = create(last_name="Counted", status="New")
        if n < 2:
            door.archive(contact=saved.record.id, actor=ACTOR)
    asked: list[dict[str, Any]] = [
        {"search": "counted"}, {"search": "counted", "where": both(ALL, ("status", "new"))}, {"search": "counted no"},
        {"where": both(ALL, ("status", "new"))}, {"where": both(("status", "new"))}, {},
    ]  # fmt: skip
    for one in asked:
        expected = queries.found(**one, archived=archived).count()
        assert expected == (0 if "no" in one.get("search", "").split() else {False: 3, True: 2, None: 5}[archived])
        assert queries.count(**one, archived=archived) == expected
        assert queries.count(**one, archived=archived, most=1) == min(expected, 1)


def test_what_a_sample_leaves_no_doubt_of_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    create(last_name="Counted", status="New")
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no sample")
    counts = []
    asked: list[dict[str, Any]] = [
        {"search": "counted"}, {"search": "counted counted x"}, {"where": both(("status", "new"))},
        {"where": both(("status", "new"), ALL)}, {"where": both(("status", "new"), ("is_active", "true"))},
    ]  # fmt: skip
    for said in (20, 21):
        monkeypatch.setattr(queries, "expected", lambda rows, said=said: said)
        counts.append([queries.count(**one, most=10) for one in asked])
    assert counts == [[1, 0, 1, 1, 1], [10, 0, 10, 1, 1]]
    assert queries.count(search="counted") == 1


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in nodes(inner))]
