"""What a contact signs in with, given by a program: it works at once, and no answer ever holds the password."""

import pytest
from django.db import connection

from contacts.access.accounts import signing_in
from contacts.access.caller import Caller
from contacts.access.errors import Wrong
from tests.contacts.api.conftest import Program

PASSWORD = "seven quiet herons"


@pytest.fixture
def contact(api: Program) -> int:
    body = {"first_name": "Ada", "emails": [{"email": "ada@example.org"}]}
    return int(api.post("contacts", body).json()["id"])


@pytest.mark.django_db(transaction=True)
def test_a_customer_signs_in_with_what_a_program_gave(api: Program, contact: int) -> None:
    given = {"username": "Ada@Example.org", "password": PASSWORD}
    answer = api.call("PUT", f"contacts/{contact}/portal-identity", given)
    assert answer.status_code == 200
    shown = answer.json()
    assert shown | {"uuid": "", "last_signed_in_at": None} == {
        "uuid": "", "is_active": True, "has_password": True, "must_change_password": False, "last_signed_in_at": None,
        "identities": [{"provider": "EMAIL", "subject": "Ada@example.org", "is_proven": True}],
    }  # fmt: skip
    assert PASSWORD not in answer.content.decode()
    account = signing_in.with_password(username="ADA@example.org", password=PASSWORD, caller=Caller(ip="127.0.0.1"))
    assert (account.contact_id, str(account.uuid)) == (contact, shown["uuid"])
    assert api.get(f"contacts/{contact}/portal-identity").json()["identities"] == shown["identities"]


@pytest.mark.django_db(transaction=True)
def test_a_shut_account_lets_nobody_in(api: Program, contact: int) -> None:
    api.call("PUT", f"contacts/{contact}/portal-identity", {"username": "ada", "password": PASSWORD})
    assert api.call("DELETE", f"contacts/{contact}/portal-identity").status_code == 204
    with pytest.raises(Wrong):
        signing_in.with_password(username="ada", password=PASSWORD, caller=Caller(ip="127.0.0.1"))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"username": "ada", "password": "password1234"}, "password"),
        ({"username": "ada", "password": "short"}, "password"),
        ({"password": PASSWORD}, "username"),
        ({"username": "ada", "password": PASSWORD, "is_staff": True}, "is_staff"),
        ({"username": 5}, "username"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_name(api: Program, contact: int, body: object, path: str) -> None:
    answer = api.call("PUT", f"contacts/{contact}/portal-identity", body)
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (400, [path])
    assert api.get(f"contacts/{contact}/portal-identity").status_code == 404


def test_a_name_of_somebody_else_is_refused_whatever_its_case(api: Program, contact: int) -> None:
    other = api.post("contacts", {"first_name": "Bea"}).json()["id"]
    api.call("PUT", f"contacts/{contact}/portal-identity", {"username": "ada@example.org", "password": PASSWORD})
    answer = api.call("PUT", f"contacts/{other}/portal-identity", {"username": "ADA@example.org", "password": PASSWORD})
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (400, ["username"])


def test_no_column_holds_the_password(api: Program, contact: int) -> None:
    given = {"username": "ada", "password": PASSWORD}
    api.call("PUT", f"contacts/{contact}/portal-identity", given, **{"Idempotency-Key": "once"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert PASSWORD not in str(cursor.fetchall()), table
