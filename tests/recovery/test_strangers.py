"""Every address with every method by everybody who has no business there: nobody's data is told, and nothing written.

What the portal shows to one customer of another has a matrix of its own beside the portal.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from contacts.access.accounts import operations as accounts
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.portal.frame.customers import COOKIE
from tests.contacts.commerce.making import ADA, contact
from tests.contacts.files.conftest import media
from tests.contacts.portal.conftest import sign_in
from tests.factories import StaffFactory
from tests.recovery.doors import CANARY, Things, address, routes, text_of, things, written
from tests.recovery.test_desk_rights import OPEN

pytestmark = pytest.mark.django_db
__all__ = ["media"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OWN = {"contacts_savedview"}  # who may look may keep views of lists


@pytest.fixture
def theirs(media: Any) -> Things:
    return things()


def key(*scopes: str) -> dict[str, str]:
    issued = issue_key(name="Shop", scopes=list(scopes), actor=ADA, per_minute=100_000)
    return {"Authorization": f"Bearer {issued[1]}"}


def staff(*, sees_all: bool) -> Client:
    user = StaffFactory(username="clerk")
    if sees_all:
        user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def try_all(
    client: Client,
    addresses: list[str],
    methods: tuple[str, ...],
    *,
    form: bytes = b"",
    may_look: bool = False,
    **headers: str,
) -> list[tuple[Any, ...]]:
    """(method, address, what is wrong) of every answer that tells somebody's data, writes, or fails."""
    wrong: list[tuple[Any, ...]] = []
    for path in addresses:
        for method in methods:
            kind = "application/json" if path.startswith(("/api", "/contact")) else "application/x-www-form-urlencoded"
            with written() as tables:
                response = client.generic(method, path, form, content_type=kind, headers=headers)
            told = CANARY in text_of(response) and not may_look
            tables -= OWN if may_look else set()
            if told or tables or response.status_code >= 500:
                wrong.append((method, path, response.status_code, "told" if told else "", *sorted(tables)))
    return wrong


def desk(of: Things) -> list[str]:
    return [address(route, of) for route in routes() if route.startswith("staff/") and route[6:] not in OPEN]


def native(of: Things) -> list[str]:
    return [address(route, of) for route in routes() if route.startswith("api/v1/") and route != "api/v1/"]


def test_nobody_gets_nothing(theirs: Things) -> None:
    everything = desk(theirs) + native(theirs) + [address("contact/<id:contact>", theirs)]
    assert try_all(Client(raise_request_exception=False), everything, ("GET", "POST", "DELETE")) == []


def test_a_customer_gets_nothing_of_staff_and_programs(theirs: Things) -> None:
    me = contact(first_name="Grace", last_name="Hill", emails=[])
    account = accounts.set_identity(contact=me, actor=ADA, username="grace", password="nine grey geese on ice")
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = sign_in(account)
    assert try_all(client, desk(theirs) + native(theirs), ("GET", "POST")) == []


def test_staff_without_rights_get_nothing(theirs: Things) -> None:
    client = staff(sees_all=False)
    assert try_all(client, desk(theirs), ("GET", "POST"), form=theirs.form) == []
    assert try_all(client, native(theirs), ("GET", "POST")) == [], "a session of the desk is no key"


def test_staff_who_may_look_at_everything_change_nothing(theirs: Things) -> None:
    assert try_all(staff(sees_all=True), desk(theirs), ("POST",), form=theirs.form, may_look=True) == []


def test_a_key_without_scopes_gets_nothing(theirs: Things) -> None:
    addresses = [path for path in native(theirs) if not path.endswith(("/x", "/schema/", "/docs/"))]
    assert try_all(Client(raise_request_exception=False), addresses, METHODS, **key("metrics:read")) == []


def test_a_key_that_reads_everything_changes_nothing(theirs: Things) -> None:
    scopes = [scope for scope in SCOPES if scope.endswith(":read")]
    found = try_all(Client(raise_request_exception=False), native(theirs), METHODS[2:], may_look=True, **key(*scopes))
    assert found == []


def test_these_addresses_do_tell_and_write_for_who_may(theirs: Things, boss: User) -> None:
    """The tests above would hold of addresses that do nothing for anybody too."""
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    told = [wrong for wrong in try_all(client, desk(theirs), ("GET",)) if "told" in wrong]
    assert len(told) >= 15
    told = [wrong for wrong in try_all(Client(), native(theirs), ("GET",), **key(*SCOPES)) if "told" in wrong]
    assert len(told) >= 12
