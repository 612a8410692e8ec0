"""While nothing is written, what was read of look-ups, fields and accounts is known; one write anywhere ends that."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts import operations as accounts
from contacts.access.accounts.models import Identity
from contacts.lookups.models import CustomerType, CustomField, CustomFieldGroup, Organisation, Vendor
from contacts.options import queries as options
from integrations.credentials import queries as credentials
from integrations.wire import lookups
from integrations.wire.lookups import Lookups
from tests.integrations.dialects.test_remembering import DIALECTS, classic, lightening, made, webinone
from tests.integrations.programs import STAFF, organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for remembering in (options, credentials):
        monkeypatch.setattr(remembering, "REMEMBERED", 60.0)
    organisation()


def elsewhere(write: Callable[[], object]) -> None:
    """Write by another connection."""

    def work() -> None:
        write()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@contextmanager
def under_way(write: Callable[[], object]) -> Generator[None]:
    """Another connection has written, and ends its transaction only afterwards."""
    has_written, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            write()
            has_written.set()
            may_end.wait(30)

    thread = threading.Thread(target=elsewhere, args=(work,))
    thread.start()
    assert has_written.wait(30)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def statements(ask: Callable[[], bytes]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_a_list_that_nobody_wrote_behind_takes_one_statement(on_postgresql: bool) -> None:
    made(customer_type=CustomerType.objects.create(name="Guest").pk)
    made(affiliations=[{"organisation": 1, "vendor": Vendor.objects.create(name="Seller").pk, "cost_centre": 7}])
    for make in DIALECTS.values():
        ask = make()
        ask()
        before = ask()
        assert statements(ask) == 1 or not on_postgresql
        assert ask() == before


def test_what_others_write_is_seen_at_once() -> None:
    type_ = CustomerType.objects.create(name="Guest")
    ada = made(customer_type=type_.pk, emails=[{"email": "ada@example.org"}])
    web, light = webinone(), lightening()
    account = accounts.set_identity(contact=ada, username="ada@example.org", actor=STAFF)
    Identity.objects.filter(account=account).update(verified_at=None)
    for _ in range(2):
        assert (b"Guest" in web(), b"First customer" in light()) == (True, True)
        assert (b'"EmailConfirmed":true' in web(), b'"portal_active":"1"' in light()) == (False, True)
    elsewhere(lambda: CustomerType.objects.filter(pk=type_.pk).update(name="Regular"))
    assert b"Regular" in web()
    elsewhere(lambda: Organisation.objects.filter(pk=1).update(name="Renamed"))
    assert b"Renamed" in light()
    elsewhere(lambda: Identity.objects.filter(account=account).update(verified_at=account.created_at))
    assert b'"EmailConfirmed":true' in web()
    elsewhere(lambda: accounts.deactivate(account=account.pk, actor=STAFF))
    assert b'"portal_active":"1"' not in light()
    elsewhere(_add_field)
    assert b'"level":null' in web()


def test_what_was_not_over_is_seen_when_it_is(on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has one writer")
    type_ = CustomerType.objects.create(name="Guest")
    made(customer_type=type_.pk)
    ask = webinone()
    ask()
    with under_way(lambda: CustomerType.objects.filter(pk=type_.pk).update(name="Regular")):
        assert (b"Guest" in ask(), b"Guest" in ask()) == (True, True)
        made(last_name="Later")
        assert (b"Guest" in ask(), b"Later" in ask()) == (True, True)
    assert b"Regular" in ask()


def test_inside_a_transaction_ones_own_writes_are_seen() -> None:
    type_ = CustomerType.objects.create(name="Guest")
    made(customer_type=type_.pk)
    ask = webinone()
    ask()
    with transaction.atomic():
        assert b"Guest" in ask()
        CustomerType.objects.filter(pk=type_.pk).update(name="Regular")
        assert b"Regular" in ask()
        transaction.set_rollback(True)
    assert b"Guest" in ask()


def test_a_relation_is_looked_at_every_time(on_postgresql: bool) -> None:
    friend = made(last_name="Friend", emails=[])
    made(relations=[{"type": "FRIEND", "contact": friend}])
    ask = classic()
    ask()
    assert statements(ask) == 2 or not on_postgresql


def test_what_is_known_of_one_state_is_forgotten_with_it_and_when_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = lookups.cache_of(b"1:1:"), lookups.cache_of(b"1:1:")
    assert one is other
    assert lookups.cache_of(b"2:2:") is not one
    assert lookups.cache_of(b"") is not lookups.cache_of(b"")
    monkeypatch.setattr(lookups, "MOST_CACHED", 2)
    before = lookups.cache_of(b"2:2:")
    Lookups(b"2:2:").fetch({"organisation": {1, 2, 3}})
    assert len(before.rows) == 3
    assert lookups.cache_of(b"2:2:").rows == {}


def _add_field() -> None:
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    CustomField.objects.create(group=group, alias="level", label="Level", type="text")
