"""Subscriptions: two live secrets while one is replaced, and events that there are."""

import pytest

from contacts.history.actor import SYSTEM
from contacts.record.errors import Invalid
from integrations.connections.models import Connection
from integrations.connections.queries import account
from integrations.dialects.webhook import subscriptions

pytestmark = pytest.mark.django_db
SAID = {"name": "Warehouse", "address": "https://warehouse.example.org/in"}


def test_a_secret_is_made_and_sealed_to_its_row() -> None:
    row, secret = subscriptions.subscribe(actor=SYSTEM, **SAID, events=["contact.created"])
    assert secret not in row.secrets
    assert account(row).said == {"secret": secret}
    other, _ = subscriptions.subscribe(actor=SYSTEM, **SAID | {"name": "Other"})
    Connection.objects.filter(pk=other.pk).update(secrets=row.secrets)
    with pytest.raises(Exception, match="altered or moved"):
        account(Connection.objects.get(pk=other.pk))


def test_a_new_secret_leaves_the_former_one_alive_until_it_is_retired() -> None:
    row, first = subscriptions.subscribe(actor=SYSTEM, **SAID)
    row, second = subscriptions.rotate(webhook=row.pk, actor=SYSTEM)
    assert account(row).said == {"secret": second, "former_secret": first}
    row = subscriptions.change(webhook=row.pk, actor=SYSTEM, address="https://other.example.org/in")
    assert account(row).said == {"secret": second, "former_secret": first}
    assert account(subscriptions.retire(webhook=row.pk, actor=SYSTEM)).said == {"secret": second}


def test_only_events_that_there_are_can_be_wanted() -> None:
    with pytest.raises(Invalid) as caught:
        subscriptions.subscribe(actor=SYSTEM, **SAID, events=["contact.created", "contact.exploded"])
    assert [error.path for error in caught.value.errors] == ["events[1]"]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"address": "http://warehouse.example.org"}, "address"),
        ({"address": "https://a:b@warehouse.example.org"}, "address"),
        ({"address": "https://warehouse.example.org:8443"}, "address"),
        ({"address": "ftp://x"}, "address"),
        ({"address": "nonsense"}, "address"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"where": {"field": "password", "op": "eq", "value": "x"}}, "where"),
        ({"where": []}, "where"),
    ],
)
def test_what_cannot_be_is_named(said: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as caught:
        subscriptions.subscribe(actor=SYSTEM, **SAID | said)
    assert {error.path.partition(".")[0] for error in caught.value.errors} == {path}
    assert not Connection.objects.exists()
