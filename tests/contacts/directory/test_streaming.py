"""Pieces of a list are the list: the same contacts in the same order, however they are found."""

from collections.abc import Sequence
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.finding import having
from contacts.directory.models import Snapshot
from contacts.directory.queries import found
from contacts.directory.reading import snapshots, streaming
from contacts.directory.reading.streaming import Order, pieces
from contacts.lookups.models import Organisation
from contacts.record.filters import Condition, Field, Group, Where
from contacts.record.parsing import codec
from tests.contacts.directory.making import ACTOR, create

pytestmark = pytest.mark.django_db
EMAIL, ORGANISATION = Field("emails.email", "text"), Field("affiliations.organisation", "reference")
NAME = Field("last_name", "text")


@pytest.fixture
def firms(db: None) -> list[int]:
    firms = [Organisation.objects.create(name=name).pk for name in ("First", "Second", "Third")]
    for n in range(12):
        create(
            last_name="King" if n % 2 else "Byron",
            emails=[{"email": ("ada@example.org", "ADA@example.org", "łucja@example.org")[n % 3]}],
            affiliations=[{"organisation": firms[n % 3]}, {"organisation": firms[(n + 1) % 3]}],
        )
    for contact in list(found().order_by("pk").values_list("pk", flat=True))[::5]:
        door.archive(contact=contact, actor=ACTOR)
    return firms


def questions(firms: Sequence[int]) -> list[tuple[Where | None, bool]]:
    """Each with whether it is written by hand."""
    first, others = Condition(ORGANISATION, "in", (firms[0],)), Condition(ORGANISATION, "in", tuple(firms[1:]))
    ada, lucja = Condition(EMAIL, "eq", "Ada@example.org"), Condition(EMAIL, "eq", "ŁUCJA@example.org")
    return [
        (None, True), (first, True), (others, True), (ada, True), (lucja, True),
        (Group("and", (first, others)), True), (Group("and", (first, Group("and", (ada, others)))), True),
        (Group("or", (first, ada)), False), (Condition(ORGANISATION, "not_in", (firms[0],)), False),
        (Group("and", (first, Condition(NAME, "eq", "king"))), False), (Condition(EMAIL, "contains", "ada"), False),
        (Condition(ORGANISATION, "in", (2**60,)), True),
    ]  # fmt: skip


def ids(texts: Sequence[bytes]) -> list[int]:
    return [codec.from_text(bytes(text)).id for text in texts]


def listed(**asked: Any) -> list[int]:
    return [id_ for piece in pieces(**asked) for id_ in ids(piece.texts)]


@pytest.mark.parametrize("archived", [False, None])
def test_every_question_finds_what_the_filter_finds(
    firms: list[int], monkeypatch: pytest.MonkeyPatch, archived: bool | None
) -> None:
    monkeypatch.setattr(streaming, "PIECE", 2)
    some = 0
    for where, is_written in questions(firms):
        expected = list(found(where=where, archived=archived).order_by("pk").values_list("pk", flat=True))
        some += len(expected)
        assert (having.asked(where) is not None) is is_written, where
        assert listed(where=where, archived=archived) == expected, where
        for limit in (0, 2, 3):
            assert listed(where=where, archived=archived, limit=limit) == expected[:limit], (where, limit)
        order: list[Order] = [("is_archived", False), ("last_name", True)]
        rows = found(where=where, archived=archived).order_by(*streaming.signs(order))
        assert listed(where=where, archived=archived, order=order) == list(rows.values_list("pk", flat=True))
    assert some > 10


def test_a_window_by_offset_is_cut_out_of_the_same_list(firms: list[int]) -> None:
    for where, _ in questions(firms):
        expected = list(found(where=where).order_by("pk").values_list("pk", flat=True))
        for offset in (0, 1, 20):
            page = snapshots.listed(where=where, limit=2, offset=offset)
            assert ids(page.texts) == expected[offset : offset + 2], (where, offset)


def test_who_comes_or_goes_while_a_list_is_read_makes_nobody_come_twice(
    firms: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "PIECE", 2)
    where = Condition(ORGANISATION, "in", tuple(firms))
    before = listed(where=where)
    reading = pieces(where=where)
    first = ids(next(reading).texts)
    door.archive(contact=first[0], actor=ACTOR)
    door.archive(contact=before[4], actor=ACTOR)
    rest = [id_ for piece in reading for id_ in ids(piece.texts)]
    assert [*first, *rest] == [id_ for id_ in before if id_ != before[4]]


def test_an_export_holds_all_in_their_order_whatever_its_pieces(firms: list[int]) -> None:
    rows = found().order_by("-sort_name", "pk")
    expected = list(rows.values_list("pk", flat=True))
    for chunk in (1, 4, 100):
        assert [codec.from_text(text).id for text in snapshots.stream(rows, chunk)] == expected


def test_who_is_gone_when_it_is_their_turn_does_not_break_an_export_off(firms: list[int]) -> None:
    contacts = found(archived=None).order_by("pk")
    everybody = list(contacts.values_list("pk", flat=True))
    texts = snapshots.stream(contacts, chunk=4)
    first = next(texts)
    Snapshot.objects.filter(pk__in=everybody[5:7]).delete()
    assert ids([first.encode(), *(text.encode() for text in texts)]) == everybody[:5] + everybody[7:]
