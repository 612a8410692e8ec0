"""Outside of transactions PostgreSQL names the texts of a list, and those that were shown before are not read again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.models import Snapshot
from contacts.lookups.models import Organisation
from contacts.tables import caches
from tests.integrations.dialects.test_remembering import DIALECTS, Ask, changed, lightening, made
from tests.integrations.programs import STAFF, organisation

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = "body FROM"


@pytest.fixture(autouse=True)
def customer(on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite names no versions")
    organisation()


def answered(ask: Ask) -> tuple[bytes, bool]:
    """The answer, and whether texts of contacts were read for it."""
    with CaptureQueriesContext(connection) as captured:
        text = ask()
    return text, any(TEXTS in one["sql"] for one in captured.captured_queries)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_who_was_shown_before_is_not_read_again(dialect: str) -> None:
    for n in range(3):
        made(first_name=f"Ada {n}")
    ask = DIALECTS[dialect]()
    first, is_read = answered(ask)
    assert (is_read, b"Ada 2" in first or b"King" in first) == (True, True)
    assert answered(ask) == (first, False)
    caches.empty_all()
    assert answered(ask) == (first, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_who_changed_came_or_went_is_so_at_once(dialect: str) -> None:
    ada, ask = made(last_name="King"), DIALECTS[dialect]()
    assert answered(ask)[0] == answered(ask)[0]
    changed(ada, last_name="Lovelace")
    text, is_read = answered(ask)
    assert (b"King" in text, b"Lovelace" in text, is_read) == (False, True, True)
    made(last_name="Babbage")
    assert b"Babbage" in ask()
    door.archive(contact=ada, actor=STAFF)
    for _ in range(2):
        text, _ = answered(ask)
        assert (b"Lovelace" in text, b"Babbage" in text) == (False, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_text_that_was_written_anew_under_its_revision_is_shown(dialect: str) -> None:
    ada, ask = made(last_name="King"), DIALECTS[dialect]()
    assert answered(ask)[0] == answered(ask)[0]
    row = Snapshot.objects.get(pk=ada)
    Snapshot.objects.filter(pk=ada).update(body=row.body.replace("King", "Byron"))
    assert b"Byron" in ask()


def test_a_name_beside_that_changed_has_its_contacts_read_and_shown_anew() -> None:
    made()
    ask = lightening()
    assert answered(ask)[0] == answered(ask)[0]
    Organisation.objects.filter(pk=1).update(name="Renamed customer")
    text, is_read = answered(ask)
    assert (b"Renamed customer" in text, is_read) == (True, True)
    assert answered(ask) == (text, False)
