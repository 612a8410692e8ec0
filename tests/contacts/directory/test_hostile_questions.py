"""Searches, filters and cursors that were made to break something: each is answered or refused, at once."""

import base64
import json
import time
from typing import Any

import pytest

from contacts.directory import queries
from contacts.directory.finding.filtering import parse_filter, parse_parameters
from contacts.directory.reading import paging
from contacts.record.errors import Invalid
from tests.contacts.directory.making import create, lookups

pytestmark = pytest.mark.django_db


def cursor(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("after", "order"),
    [
        ("é", "id"), ("!!!", "id"), (cursor("[" * 100_000), "id"), (cursor([1, 10**30]), "id"),
        (cursor({"a": 1}), "id"),
        (cursor("[1," + "9" * 5000 + "]"), "id"), (cursor('["\\ud800",1]'), "name"), (cursor(["a\x00", 1]), "name"),
        (cursor(["0001-01-01T00:00:00+14:00", 1]), "created_at"), (cursor(["yesterday", 1]), "created_at"),
        (cursor([None, 1]), "name"), (cursor([["a"], 1]), "name"), (cursor(["a", "b"]), "name"),
        (cursor([5, 1]), "name"), (cursor([5, 1]), "created_at"), (cursor(["a", 1]), "id"),
    ],
)  # fmt: skip
def test_a_cursor_that_was_tampered_with_is_refused(after: str, order: str) -> None:
    with pytest.raises(Invalid) as caught:
        paging.page(after=after, order=order)
    assert [error.path for error in caught.value.errors] == ["after"]


def test_a_cursor_without_a_zone_is_read_as_utc() -> None:
    create(last_name="King")
    assert len(paging.page(after=cursor(["2020-01-01", 1]), order="created_at").texts) == 1


ODD = (
    '"', "'", "''; DROP TABLE contacts_contact; --", "%", "_", "%_%", "\\", '" OR "a', "king*", "^king",
    "king NEAR ada", "text:king", "(((((", "AND OR NOT", "king\x00", "\ud800king", "\u0301", "", " ", "\n",
    "k" * 100_000, "ﷺ" * 300,
    "a b c d e f g h i j k", "-king", "+king", "{king}", "king:", "0" * 300,
)  # fmt: skip


@pytest.mark.parametrize("query", ODD, ids=lambda query: ascii(query[:20]))
def test_a_search_is_words_and_nothing_else(query: str) -> None:
    create(last_name="King")
    create(last_name='50% "off" _x_ \\ O\'Neil (text:king)')
    found = paging.page(search=query).texts
    assert queries.count(search=query) == len(found)
    folded = query.replace("\x00", "").replace("\ud800", "").strip().casefold()
    if folded in ("%", "_", "\\", '"', "'", "text:king"):
        assert len(found) == 1


def test_signs_with_a_meaning_in_sql_mean_themselves_in_a_filter() -> None:
    create(last_name="50% off")
    create(last_name="500 off")
    create(last_name="a_b")
    create(last_name="axb")
    for op, value, times in (("contains", "%", 1), ("startswith", "50%", 1), ("contains", "a_b", 1), ("eq", "%", 0)):
        where = parse_filter(json.dumps({"field": "last_name", "op": op, "value": value}))
        assert queries.count(where=where) == times


def test_letters_of_two_capitals_compare_alike_on_every_database() -> None:
    create(last_name="Straße", addresses=[{"town": "Λευκωσία"}, {"town": "Πραΰλιο ΐ"}], tags=["Maßstab"])
    for field, op, value, times in (
        ("last_name", "eq", "straße", 1), ("last_name", "eq", "STRAßE", 1), ("last_name", "eq", "strasse", 0),
        ("last_name", "contains", "aß", 1), ("last_name", "startswith", "STRAß", 1), ("last_name", "endswith", "ße", 1),
        ("last_name", "in", ["x", "sTRAße"], 1), ("last_name", "not_in", ["STRAßE"], 0), ("tags", "eq", "maßstab", 1),
        ("addresses.town", "eq", "ΛΕΥΚΩΣΊΑ", 1), ("addresses.town", "contains", "ΰλιο ΐ", 1),
    ):  # fmt: skip
        where = parse_filter(json.dumps({"field": field, "op": op, "value": value}))
        assert queries.count(where=where) == times, (field, op, value)


def many(field: str) -> dict[str, Any]:
    conditions = [{"field": field, "op": "eq", "value": "x"}] * 100
    return {"and": [{"or": [{"and": conditions}] * 100}] * 10}


def deep(levels: int) -> str:
    return '{"and":[' * levels + '{"field":"first_name","value":"x"}' + "]}" * levels


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        (deep(4), "filter.and[0].and[0].and[0]", "too_deep"),
        (deep(400), "filter.and[0].and[0].and[0]", "too_deep"),
        (deep(10_000), "filter", "invalid"),
        ('{"and":[' * 100_000, "filter", "invalid"),
        (json.dumps(many("first_name")), "filter", "too_many"),
        (json.dumps(many("frst_name")), "filter", "too_many"),
        (json.dumps({"and": [{"field": "id", "value": 1}] * 10_000}), "filter", "too_many"),
        (json.dumps({"or": []}), "filter.or", "required"),
        (json.dumps({"and": [{"or": []}]}), "filter.and[0].or", "required"),
        (json.dumps({"field": "first_name", "op": "regex", "value": "(a+)+$"}), "filter.op", "invalid_operator"),
        (json.dumps({"field": "first_name", "op": ["eq"], "value": "x"}), "filter.op", "invalid_operator"),
        (json.dumps({"field": "password__startswith", "value": "x"}), "filter.field", "unknown_field"),
        (json.dumps({"field": "created_by__password", "value": "x"}), "filter.field", "unknown_field"),
        (json.dumps({"field": "kept", "value": "x"}), "filter.field", "unknown_field"),
        (json.dumps({"field": "custom.\ud800.a", "value": "x"}), "filter.field", "unknown_field"),
        (json.dumps({"field": "first_name", "value": "\ud800"}), "filter.value", "invalid_text"),
        (json.dumps({"field": "first_name", "value": "a\x00"}), "filter.value", "invalid_text"),
        (json.dumps({"field": "first_name", "value": "x", "_connector": "OR"}), "filter._connector", "unknown_field"),
        (json.dumps({"field": "first_name", "value": "x" * 20_000}), "filter.value", "too_long"),
        (json.dumps({"field": "demographics.id_card.number", "op": "startswith", "value": "1"}), "filter.op",
         "invalid_operator"),
        ('{"field": "addresses.floor", "value": NaN}', "filter.value", "invalid"),
        ('{"field": "addresses.floor", "value": 1e999}', "filter.value", "invalid"),
        ('{"field": "id", "value": ' + "9" * 5000 + "}", "filter", "invalid"),
        (json.dumps({"field": "created_at", "op": "gt", "value": "0001-01-01T00:00:00+14:00"}), "filter.value",
         "invalid"),
        (json.dumps({"field": "relations.since", "value": "2023-02-29"}), "filter.value", "invalid"),
        (json.dumps({"field": "uuid", "value": "zz"}), "uuid", "invalid"),
    ],
)  # fmt: skip
def test_a_filter_that_was_made_to_break_something_is_refused(text: str, path: str, code: str) -> None:
    lookups()
    started = time.process_time()
    with pytest.raises(Invalid) as caught:
        paging.page(where=parse_filter(text))
    assert (path, code) in [(error.path, error.code) for error in caught.value.errors]
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "data",
    [
        {"field": "created_at", "op": "eq", "value": "9999-12-31"}, {"field": "created_at", "value": "0001-01-01"},
        {"field": "addresses.floor", "op": "gt", "value": 1e299}, {"field": "category", "value": 2**63 - 1},
        {"field": "company_profile.annual_turnover", "op": "lt", "value": 1e200},
        {"field": "demographics.id_card.number", "value": "---"}, {"field": "id", "op": "ne", "value": -(2**40)},
    ],
)  # fmt: skip
def test_values_at_the_edge_are_answered(data: dict[str, Any]) -> None:
    create(last_name="King")
    assert queries.count(where=parse_filter(json.dumps(data))) in (0, 1)


@pytest.mark.parametrize(
    "key", ["first_name__regex", "first_name__eq__x", "custom.\x00.a", "_connector", "a" * 100_000]
)
def test_parameters_are_read_from_the_same_list(key: str) -> None:
    with pytest.raises(Invalid) as caught:
        paging.page(where=parse_parameters([(key, "x")]))
    assert [error.path for error in caught.value.errors] == [key]
