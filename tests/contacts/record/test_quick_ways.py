"""What is done quickly for plain input comes out as the careful way has it, for any input."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import astuple

from contacts.record.changing.parts import PartList, added
from contacts.record.cleaning.values import provided
from contacts.record.contact import ContactRecord
from contacts.record.errors import Invalid
from contacts.record.parsing import parse
from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch

NOW = dt.datetime(2024, 2, 29, tzinfo=dt.UTC)

PIECES = st.sampled_from([
    *("a", "B", "é", "Ω", "ß", "  ", " ", "\t", "\n", "\\", '"', "'", "\x7f", "\x85", "\u00a0", "\u2028", "\u202e"),
    *("e\u0301", "\u0301", "\u212b", "\u1100", "\u1161", "가", "\u0338", "=", "\U0001d15e", "\ud800", "\ufeff", "null"),
    *("0", "9" * 18, "9" * 19, ",", ",,,,", "kept", ":", "1", "½", "ﬁ"),
])  # fmt: skip
TEXT = st.lists(PIECES, max_size=5).map("".join)
NUMBER = st.sampled_from([0, 7, -1, 2**31, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**19, 1.5, float("nan"), None])
DATA = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("first_name", "notes", "language", "locale"), TEXT | st.none()),
        "category": TEXT | NUMBER,
        "is_active": st.booleans() | st.none(),
        "tags": st.lists(TEXT, max_size=3) | st.just(["x"] * 201),
        "emails": st.lists(
            st.fixed_dictionaries({}, optional={"email": TEXT, "id": NUMBER, "notes": TEXT}), max_size=2
        ),
        "demographics": st.fixed_dictionaries({"birth_date": st.fixed_dictionaries({}, optional={"year": NUMBER})}),
        "custom": st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT | NUMBER, max_size=2), max_size=2),
        "kept": st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT | NUMBER, max_size=2), max_size=2),
        "nonsense": TEXT,
    },
)


def faults_or(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Invalid as exc:
        return exc.errors


def outcome(data: Any) -> Any:
    return faults_or(lambda: parse_patch(data))


@settings(max_examples=400, deadline=None)
@given(DATA)
def test_plain_input_is_read_as_the_careful_way_reads_it(data: dict[str, Any]) -> None:
    quick = outcome(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parse, "_is_plain", lambda data: False)
        assert quick == outcome(data)


def test_most_input_takes_the_quick_way() -> None:
    assert parse._is_plain({"first_name": "Άννα", "last_name": "Müller", "emails": [{"email": "a@example.org"}]})
    for text in ("e\u0301", "a\\b", "a  b", " a", "a\u00a0b", "\x7f"):
        assert not parse._is_plain({"first_name": text}), text


class Known:
    """Knows every look-up as number 7, and no zone or custom field."""

    default_country = "CY"

    def reference(self, kind: str, ref: int | str) -> int | None:
        return 7

    def zone(self, ref: int | str) -> None:
        return None

    def custom_field(self, part: str, group: str, alias: str) -> None:
        return None


FLAGS = {"is_primary": st.booleans(), "is_active": st.booleans()}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "emails": {**FLAGS, "email": st.sampled_from(["a@b.org", "x"])},
    "phones": {**FLAGS, "number": st.sampled_from(["99123456", "x"])},
    "addresses": {**FLAGS, "country": st.sampled_from(["cyp", "x"])},
    "affiliations": {"organisation": st.just("x"), "cost_centre": st.just(1)},
    "relations": {"contact": st.sampled_from([1, 2]), "since": st.just("2024-02-29")},
}
PARTS = st.one_of(
    st.tuples(st.just(name), st.fixed_dictionaries({}, optional=fields)) for name, fields in FIELDS.items()
)


@settings(max_examples=100, deadline=None)
@given(PARTS)
def test_the_first_part_of_a_list_is_made_as_any_other(case: tuple[str, dict[str, Any]]) -> None:
    name, item = case
    nobody = ContactRecord(id=1, uuid="", code="C1", revision=1, created_at=NOW, updated_at=NOW)
    patch = parse_patch({name: [item]})
    parts = PartList(name, nobody, Known(), itertools.count(5))

    def told() -> dict[str, Any]:
        (only,) = provided(patch)[name]
        return dict(only)

    def as_any_other() -> list[Any]:
        parts.take(told())
        return parts.finished()

    first = faults_or(lambda: [added(name, told(), nobody, Known(), itertools.count(5))])
    assert first == faults_or(as_any_other)


@settings(max_examples=100, deadline=None)
@given(DATA)
def test_a_patch_tells_what_it_speaks_of(data: dict[str, Any]) -> None:
    patch = outcome(data)
    if isinstance(patch, ContactPatch):
        pairs = zip(patch.__struct_fields__, astuple(patch), strict=True)
        assert list(provided(patch)) == [name for name, value in pairs if value is not UNSET]
