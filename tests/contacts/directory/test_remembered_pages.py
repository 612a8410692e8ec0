"""Outside of transactions PostgreSQL names the texts of a page, and one that was read before is not read again."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.finding.orders import cursor
from contacts.directory.models import Snapshot
from contacts.directory.reading import everybody, paging
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR
from tests.contacts.directory.test_counting import written_meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = "body FROM"


@pytest.fixture(autouse=True)
def versions(on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite names no versions")


def made(name: str) -> int:
    return door.create(patch=parse_patch({"last_name": name}), actor=ACTOR).record.id


def names(**asked: Any) -> list[str]:
    return [json.loads(text)["last_name"] for text in paging.page(**asked).texts]


def read(**asked: Any) -> tuple[everybody.Page, bool, int]:
    """A page, whether texts were read for it, and the number of statements."""
    with CaptureQueriesContext(connection) as captured:
        page = paging.page(**asked)
    return page, any(TEXTS in one["sql"] for one in captured.captured_queries), len(captured)


@pytest.mark.parametrize("order", ["id", "-id", "name", "-name", "created_at", "-updated_at"])
def test_a_page_is_read_once_and_named_from_then_on(order: str) -> None:
    for n in range(5):
        made(f"King {n}")
    asked: dict[str, Any] = {"order": order, "limit": 2}
    pages = []
    for _ in range(3):
        pages.append(read(**asked))
        asked["after"] = pages[-1][0].next
    assert [is_read for _, is_read, _ in pages] == [True] * 3
    del asked["after"]
    for page, *_ in pages:
        assert read(**asked) == (page, False, 1)
        asked["after"] = page.next
    assert pages[-1][0].next == ""


def test_whoever_changes_comes_or_goes_does_so_at_once() -> None:
    king, lovelace = made("King"), made("Lovelace")
    assert names() == names() == ["King", "Lovelace"]
    door.update(contact=king, patch=parse_patch({"last_name": "Byron"}), actor=ACTOR)
    assert names() == names() == ["Byron", "Lovelace"]
    made("Babbage")
    assert names() == names() == ["Byron", "Lovelace", "Babbage"]
    door.archive(contact=lovelace, actor=ACTOR)
    assert names() == names() == ["Byron", "Babbage"]
    assert names(archived=True) == names(archived=True) == ["Lovelace"]
    assert names(archived=None) == ["Byron", "Lovelace", "Babbage"]
    door.unarchive(contact=lovelace, actor=ACTOR)
    assert names() == ["Byron", "Lovelace", "Babbage"]


def test_a_text_that_was_written_anew_under_its_revision_is_told() -> None:
    king = made("King")
    assert names() == names() == ["King"]
    row = Snapshot.objects.get(pk=king)
    Snapshot.objects.filter(pk=king).update(body=row.body.replace("King", "Byron"))
    assert names() == ["Byron"]


def test_the_same_contacts_in_a_shorter_page_or_another_order_lead_on_to_their_own_place() -> None:
    for name in ("Ada", "Byron", "King"):
        made(name)
    for asked in ({"limit": 2}, {"limit": 2, "order": "name"}, {"limit": 3}, {"limit": 1}):
        first, again = paging.page(**asked), paging.page(**asked)
        assert first == again
        behind = names(**(asked | {"after": first.next})) if first.next else []
        assert behind == ["Ada", "Byron", "King"][int(str(asked["limit"])) :][: int(str(asked["limit"]))]


def test_nobody_is_remembered_as_nobody() -> None:
    assert names() == names() == []
    made("King")
    assert names() == names() == ["King"]
    assert names(after=cursor(9_999_999, 9_999_999)) == names(after=cursor(9_999_999, 9_999_999)) == []


def test_what_another_connection_had_written_already_is_told_once_its_transaction_ends() -> None:
    """Off: let a state be the same whichever transactions were under way in it."""
    made("King")
    with written_meanwhile():
        assert names() == names() == ["King"]
    assert names() == names() == ["King", "Meanwhile"]
