"""Pages neither drop nor repeat a contact, whichever way its matches are found."""

import random
from typing import Any

import pytest
from django.db import DataError, connection, transaction

from contacts.directory import operations as door
from contacts.directory.commands import Archive, Create
from contacts.directory.finding.filtering import parse_parameters
from contacts.directory.finding.orders import Order
from contacts.directory.models import Contact
from contacts.directory.reading import paging
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR, create, lookups

pytestmark = pytest.mark.django_db
WAYS: dict[str, dict[str, object]] = {
    "gathered": {"SOME": 1000, "PAGES": 1000},
    "left to the planner": {"MANY": -1, "PAGES": 1000},
    "walked": {"SOME": -1, "PAGES": 1000},
    "walked in vain, then gathered": {"SOME": -1, "WINDOW": 4, "PAGES": 1000},
    "met among the next ids": {"expected": lambda rows: 53},
    "not met among the next ids, then gathered": {"expected": lambda rows: 2000},
    "not met among the next ids, then left to the planner": {"expected": lambda rows: 100_000},
}


@pytest.fixture(autouse=True)
def people() -> None:
    dice = random.Random(3)
    names = [dice.choice(("Ada", "Bea", "Cleo")) for _ in range(60)]
    towns = [dice.choice(("York", "Leeds")) for _ in names]
    made = [
        Create(parse_patch({"first_name": name, "last_name": f"Zoe{n % 7}", "addresses": [{"town": town}]}))
        for n, (name, town) in enumerate(zip(names, towns, strict=True))
    ]
    saved = door.apply(made, actor=ACTOR)
    door.apply([Archive(one.record.id) for one in saved[::9]], actor=ACTOR)  # type: ignore[union-attr]


def pages(**asked: object) -> list[int]:
    """The ids of all pages in the order they came, five at a time."""
    found, after = [], ""
    while True:
        page = paging.page(limit=5, after=after, **asked)  # type: ignore[arg-type]
        assert len(page.texts) <= 5
        found += [codec.from_text(text).id for text in page.texts]
        after = page.next
        if not after:
            return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", ["id", "-id", "name", "-updated_at"])
def test_pages_hold_all_that_matches_in_order(way: str, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(paging, name, value)
    sort = Order.read(order)
    rows = Contact.objects.filter(first_name="Ada", is_archived=False, addresses__town="York")
    expected = [row[-1] for row in sort.sorted(rows)]
    assert len(expected) > 5
    assert pages(search="ada", where=parse_parameters([("addresses.town", "York")]), order=order) == expected
    everybody = [row[-1] for row in sort.sorted(Contact.objects.filter(is_archived=False))]
    assert pages(search="zoe", order=order) == everybody


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("limit", [1, 5, 500])
def test_a_page_tells_how_many_match_when_that_became_known(
    limit: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(paging, name, value)
    question: dict[str, Any] = {"search": "ada", "where": parse_parameters([("addresses.town", "York")])}
    matching = len(pages(**question))
    for order in ("id", "name"):
        first = paging.page(order=order, limit=limit, **question)
        assert first.total in ((matching,) if limit == 500 or way == "gathered" else (None, matching))
        assert limit == 500 or paging.page(order=order, limit=limit, after=first.next, **question).total is None


@pytest.mark.parametrize("archived", [False, True, None])
@pytest.mark.parametrize(
    "order", ["id", "-id", "name", "-name", "created_at", "-created_at", "updated_at", "-updated_at"]
)
def test_all_contacts_come_page_by_page(order: str, archived: bool | None) -> None:
    rows = Contact.objects.all() if archived is None else Contact.objects.filter(is_archived=archived)
    expected = [row[-1] for row in Order.read(order).sorted(rows)]
    assert len(expected) == {False: 53, True: 7, None: 60}[archived]
    assert pages(order=order, archived=archived) == expected


def test_a_text_is_passed_on_as_it_was_stored() -> None:
    saved = door.create(patch=parse_patch({"last_name": "Ωmega \U0001f600 \\x41 'ü'"}), actor=ACTOR)
    stored = codec.to_text(saved.record).encode()
    assert paging.page(order="-id", limit=1).texts == [stored]
    assert paging.page(search="mega", limit=1).texts == [stored]


def test_a_text_is_found_whole_however_much_of_it_the_index_has() -> None:
    lookups()
    saved = {
        text: create(last_name="K", custom={"facts": {"contact_text": text}}).record.id
        for text in ("Ada é", "x" * 99, "x" * 150)
    }

    def found(text: str) -> list[int]:
        return pages(where=parse_parameters([("custom.facts.contact_text", text)]))

    assert {text: found(text.upper()) for text in saved} == {text: [id_] for text, id_ in saved.items()}
    assert [found("x" * length) for length in (98, 100, 149, 151)] == [[], [], [], []]


def test_what_postgresql_expects_is_read_from_its_statistics() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite tells no expectations")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    assert 50 <= paging.expected(Contact.objects.filter(is_archived=False)) <= 60


def test_how_matches_are_gathered_leaves_the_connection_as_it_was() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a setting of PostgreSQL")

    def settings() -> list[object]:
        with connection.cursor() as cursor:
            names = ["enable_hashagg", "max_parallel_workers_per_gather"]
            cursor.execute("SELECT setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [names])
            return [row[0] for row in cursor.fetchall()]

    before = settings()
    assert paging.page(search="ada york", order="name").texts
    assert settings() == before == ["on", "2"]
    with pytest.raises(DataError), transaction.atomic():
        paging.page(search="ada york", order="name", limit=-5)
    assert settings() == before
