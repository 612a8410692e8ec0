"""Programs that do the same at the same moment, over real sockets; proven on PostgreSQL, where writers do not queue."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from django.db import connection

from contacts.directory.models import Contact, ContactEmail
from contacts.zones.models import Grant, Zone
from tests import PLAIN
from tests.contacts.directory.making import create
from tests.integrations.programs import credential
from tests.processes import web

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = "/api/v2/admin/contacts"
ROUNDS, AT_ONCE = 3, 6


@pytest.fixture
def send(tmp_path: Path) -> Any:
    """Sends several requests at once and answers their statuses."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    name, secret = credential("webinone")
    headers = {"Authorization": f"Bearer {name}.{secret}"}
    with (
        web(tmp_path / "log", threads=AT_ONCE) as address,
        httpx.Client(base_url=address, headers=headers, timeout=60, verify=PLAIN) as remote,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def one(asked: tuple[str, str, Any]) -> int:
            method, path, body = asked
            return remote.request(method, path, json=body).status_code

        yield lambda asked: list(pool.map(one, asked))


def test_zones_that_are_replaced_at_once_end_as_one_of_them_said(send: Any) -> None:
    ada = create(last_name="King").record.id
    ids = [Zone.objects.create(name=f"Zone {n}").pk for n in range(3)]
    wanted = [[ids[0]], [ids[1], ids[2]]]
    for _ in range(ROUNDS):
        said = [[{"Id": id_, "ExpiryDateTime": None} for id_ in wanted[n % 2]] for n in range(AT_ONCE)]
        statuses = send([("PUT", f"{CONTACTS}/{ada}/secure-zones", body) for body in said])
        assert set(statuses) <= {200, 409}
        assert 200 in statuses
        left = sorted(Grant.objects.filter(contact=ada).values_list("zone", flat=True))
        assert left in wanted
    call_command("verify", verbosity=0)


def test_of_those_who_are_created_at_once_with_one_address_one_is(send: Any) -> None:
    for n in range(ROUNDS):
        body = {"Email": f"ada{n}@example.org", "LastName": "King"}
        statuses = send([("POST", CONTACTS, body)] * AT_ONCE)
        assert Counter(statuses) == {200: 1, 409: AT_ONCE - 1}
        assert ContactEmail.objects.filter(email=body["Email"]).count() == 1
    assert Contact.objects.count() == ROUNDS
