"""What nobody foresaw is told to the program in its dialect's form, and of it nothing but that it happened."""

from collections.abc import Callable
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.commands import Stale
from contacts.record.parsing.parse import parse_patch
from integrations.dialects.administrate import views
from integrations.wire.inbound import people
from integrations.wire.inbound.faults import fault_of
from tests.integrations.programs import STAFF, Program, basic, credential, organisation, whole


@pytest.fixture
def program(db: None) -> Program:
    organisation()
    return Program(basic(*credential("administrate")))


def test_a_fault_of_ours_says_nothing_of_itself(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(views, "pieces", fail)
    answer = program("GET", "/api/v2/crm/contacts")
    assert (answer.status_code, whole(answer)) == (500, {"error": "Something went wrong on our side.", "errors": {}})


def test_a_change_that_came_between_is_not_lost(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = door.create(patch=parse_patch({"last_name": "King"}), actor=STAFF).record.id
    honest: Callable[..., Any] = people.find
    seen: list[int] = []

    def find(*args: Any, **kwargs: Any) -> Any:
        person = honest(*args, **kwargs)
        if not seen:  # somebody else writes between the reading and the writing
            door.update(contact=contact, patch=parse_patch({"phones": [{"number": "112"}]}), actor=STAFF)
        seen.append(person.revision)
        return person

    monkeypatch.setattr(people, "find", find)
    answer = whole(program("PUT", f"/api/v2/crm/contacts/{contact}", {"mobile": "99 123456"}))
    assert (answer["mobile"], seen) == ("99 123456", [1, 2])
    assert [phone["number"] for phone in honest(contact, caller=_anybody()).body["phones"]] == ["99 123456"]


def test_a_contact_that_never_rests_is_a_conflict() -> None:
    assert (fault_of(Stale(3)).status, fault_of(ValueError()).status) == (409, 500)


def _anybody() -> Any:
    from integrations.credentials.queries import Caller

    return Caller(1, "administrate", "Shop", frozenset(), 1)
