"""Two at once: the door lets one of them in after the other, and nobody's work is lost or half done."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from contacts.directory import operations as door
from contacts.directory.commands import Create, Refused, Saved, Stale, Update
from contacts.directory.models import Contact
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR, create, update

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of ``works`` returned or raised, all started at the same moment in threads of their own."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            results[place] = work()
        except Exception as exc:
            results[place] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_updates_with_the_same_revision_one_is_stale() -> None:
    for _ in range(10):
        ada = create(last_name="King").record

        def named(name: str, id_: int = ada.id) -> Saved:
            return door.update(contact=id_, patch=parse_patch({"first_name": name}), actor=ACTOR, revision=1)

        results = at_once(lambda: named("Ada"), lambda: named("Eva"), lambda: named("Ida"))
        assert sorted(type(r).__name__ for r in results) == ["Saved", "Stale", "Stale"], results
        assert [r.current for r in results if isinstance(r, Stale)] == [2, 2]
        (won,) = [r for r in results if isinstance(r, Saved)]
        assert snapshots.records([ada.id])[ada.id] == won.record
        assert Change.objects.filter(contact_id=ada.id).count() == 2
    assert list(prove()) == []


def test_updates_without_a_revision_all_count() -> None:
    ada = create(last_name="King").record
    patch = [parse_patch({"phones": [{"number": f"+35799{n:06}"}]}) for n in range(12)]

    def add(mine: list[Any]) -> None:
        for one in mine:
            door.update(contact=ada.id, patch=one, actor=ACTOR)

    assert at_once(*(lambda mine=patch[n::4]: add(mine) for n in range(4))) == [None] * 4
    record = snapshots.records([ada.id])[ada.id]
    assert (record.revision, len(record.phones)) == (13, 12)
    assert list(prove()) == []


def test_two_that_point_at_each_other_do_not_wait_for_each_other() -> None:
    for _ in range(10):
        ada, bob = create(last_name="Ada").record.id, create(last_name="Bob").record.id

        def befriend(one: int, other: int) -> Saved:
            patch = parse_patch({"relations": [{"type": "FRIEND", "contact": other}], "tags": ["x"]})
            return door.update(contact=one, patch=patch, actor=ACTOR)

        results = at_once(lambda a=ada, b=bob: befriend(a, b), lambda a=ada, b=bob: befriend(b, a))
        assert [type(r).__name__ for r in results] == ["Saved", "Saved"], results
    assert list(prove()) == []


def test_a_code_that_two_want_goes_to_one_and_the_other_is_told() -> None:
    for n in range(10):
        results = at_once(*(lambda m=m, n=n: create(last_name=f"N{m}", code=f"CODE-{n}") for m in range(3)))
        assert sorted(type(r).__name__ for r in results) == ["Invalid", "Invalid", "Saved"], results
        assert {r.errors[0].path for r in results if isinstance(r, Invalid)} == {"code"}


def test_batches_that_meet_in_the_middle_both_end() -> None:
    ids = [create(last_name=f"N{n}").record.id for n in range(40)]

    def rename(order: list[int], name: str) -> int:
        return len(door.apply([Update(id_, parse_patch({"first_name": name})) for id_ in order], actor=ACTOR))

    results = at_once(*(lambda o=order, w=word: rename(o, w) for order, word in ((ids, "a"), (ids[::-1], "b"))))
    assert results == [40, 40]
    assert set(Contact.objects.values_list("revision", flat=True)) == {3}
    assert list(prove()) == []


def test_a_code_of_the_form_given_by_the_system_is_never_given_twice() -> None:
    """Contacts brought in from elsewhere may carry codes that would be given to later ones."""
    ada = create(last_name="Ada")
    ahead = [f"C{ada.record.id + n:06}" for n in (2, 3)]
    assert update(ada, code=ahead[0]).record.code == ahead[0]
    bob, carla = door.apply([Create(parse_patch({"last_name": name})) for name in ("Bob", "Carla")], actor=ACTOR)
    assert isinstance(bob, Saved)
    assert isinstance(carla, Saved)
    assert len({ahead[0], bob.record.code, carla.record.code}) == 3
    assert list(prove()) == []


def test_of_two_contacts_with_one_uuid_the_second_is_told() -> None:
    uuid = "12345678-1234-5678-1234-567812345678"
    first, second = door.apply([Create(parse_patch({"last_name": n}), uuid) for n in "ab"], actor=ACTOR)
    assert isinstance(first, Saved)
    assert isinstance(second, Refused)
    assert second.errors[0].path == "uuid"
