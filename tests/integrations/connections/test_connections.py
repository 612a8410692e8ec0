"""Accounts at other systems: what is needed is asked for, secrets never come out, another address forgets them."""

import pytest

from contacts.history.actor import SYSTEM
from contacts.record.errors import Invalid
from integrations.connections import operations
from integrations.connections.models import Connection, Lane
from integrations.connections.needs import Need
from integrations.connections.queries import account, references

pytestmark = pytest.mark.django_db
NEEDS = (Need("username", "User name"), Need("password", "Password", secret=True), Need("site", "Site", required=False))
SAID = {"name": "Courses", "address": "https://courses.example.org", "direction": "both"}


def connect(**more: object) -> Connection:
    account = {"username": "us", "password": "hunter2"}
    return operations.connect(dialect="administrate", needs=NEEDS, account=account, actor=SYSTEM, **SAID | more)


def test_secrets_are_sealed_and_the_rest_is_not() -> None:
    row = connect()
    assert row.settings == {"username": "us"}
    assert "hunter2" not in row.secrets
    assert account(row).said == {"username": "us", "password": "hunter2"}
    assert "hunter2" not in repr(account(row))
    assert Lane.objects.get(connection=row).failures == 0


@pytest.mark.parametrize(
    ("account", "paths"),
    [
        ({}, ["account.password", "account.username"]),
        ({"username": "us", "password": "x", "colour": "red"}, ["account.colour"]),
        ({"username": "a\x00", "password": "x"}, ["account.username"]),
        ({"username": "a" * 2001, "password": "x"}, ["account.username"]),
    ],
)
def test_what_the_account_lacks_is_named(account: dict[str, str], paths: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        operations.connect(dialect="administrate", needs=NEEDS, account=account, actor=SYSTEM, **SAID)
    assert sorted(error.path for error in caught.value.errors) == paths


def test_blank_values_stay_as_they_are_and_another_address_forgets_the_secret() -> None:
    row = connect()
    row = operations.change(connection=row.pk, needs=NEEDS, account={"username": "", "site": "b"}, actor=SYSTEM)
    assert account(row).said == {"username": "us", "password": "hunter2", "site": "b"}
    with pytest.raises(Invalid) as caught:
        operations.change(connection=row.pk, needs=NEEDS, actor=SYSTEM, address="https://evil.example.org")
    assert [error.path for error in caught.value.errors] == ["account.password"]
    assert account(Connection.objects.get(pk=row.pk)).said["password"] == "hunter2"
    said = {"password": "new"}
    row = operations.change(
        connection=row.pk, needs=NEEDS, account=said, actor=SYSTEM, address="https://new.example.org"
    )
    assert account(row).said == {"username": "us", "password": "new", "site": "b"}


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"deletion": "explode"}, "deletion"),
        ({"ownership": {"emails": "nobody"}}, "ownership"),
        ({"ownership": []}, "ownership"),
        ({"matching": ["shoe_size"]}, "matching"),
        ({"matching": {}}, "matching"),
        ({"events": [1]}, "events"),
        ({"pull_every": -1}, "pull_every"),
        ({"pull_every": True}, "pull_every"),
    ],
)
def test_what_cannot_be_decided_so_is_named(said: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as caught:
        connect(**said)
    assert [error.path for error in caught.value.errors] == [path]


def test_pausing_ends_and_goes_on_with_a_closed_circuit() -> None:
    row = connect()
    Lane.objects.filter(pk=row.pk).update(failures=7)
    assert not operations.pause(connection=row.pk, paused=True, actor=SYSTEM).is_enabled
    assert operations.pause(connection=row.pk, paused=False, actor=SYSTEM).is_enabled
    assert Lane.objects.get(pk=row.pk).failures == 0


def test_look_ups_have_one_name_there_each() -> None:
    row = connect()
    operations.refer(connection=row.pk, kind="organisation", pairs=[(1, "77"), (2, "78")])
    assert references(row.pk).theirs == {"organisation": {1: "77", 2: "78"}}
    assert references(row.pk).ours == {"organisation": {"77": 1, "78": 2}}
    with pytest.raises(Invalid):
        operations.refer(connection=row.pk, kind="organisation", pairs=[(1, "77"), (1, "79")])
    operations.refer(connection=row.pk, kind="organisation", pairs=[])
    assert references(row.pk).theirs == {}
