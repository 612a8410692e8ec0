"""Proving oneself as a program of WebinOne, and the passwords of contacts that it may set."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.sessions import operations as sessions
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.messages.models import Communication
from contacts.record.parsing.parse import parse_patch
from integrations.credentials import operations as credentials
from integrations.credentials.models import Credential, Token
from integrations.wire.inbound import calls
from integrations.wire.models import Call
from tests.contacts.access.people.making import HOME
from tests.integrations.programs import STAFF, Program, basic, credential, organisation, whole

TOKEN, CONTACTS = "/api/v1/oauth/token", "/api/v2/admin/contacts"
GRANT = {"grant_type": "client_credentials"}
PASSWORD = "Lisboa ao fim da tarde"
Make = Callable[..., Program]


@pytest.fixture
def program(db: None) -> Program:
    organisation()
    return Program({"Authorization": ".".join(credential("webinone"))})


def asked(client_id: str, secret: str) -> dict[str, str]:
    return GRANT | {"client_id": client_id, "client_secret": secret}


def token(client_id: str, secret: str) -> str:
    answer = Program({})("POST", TOKEN, asked(client_id, secret))
    assert answer.status_code == 200, answer.content
    return str(whole(answer)["access_token"])


def status(text: str) -> int:
    return Program({"Authorization": text})("GET", CONTACTS).status_code


def made(**values: Any) -> int:
    said = {"last_name": "King", "emails": [{"email": "ada@example.org"}]} | values
    return door.create(patch=parse_patch(said), actor=STAFF).record.id


def test_a_token_is_given_for_a_form_for_json_and_for_basic(db: None) -> None:
    name, secret = credential("webinone", rights=["read"])
    form = {"content_type": "application/x-www-form-urlencoded"}
    answers = [
        Client().post(TOKEN, urlencode(asked(name, secret)), **form),  # type: ignore[arg-type]
        Client().post(TOKEN, asked(name, secret)),
        Client().post(TOKEN, urlencode(GRANT), headers=basic(name, secret), **form),  # type: ignore[arg-type]
        Program({})("POST", TOKEN, asked(name, secret)),
        Program(basic(name, secret))("POST", TOKEN, GRANT),
        Program(basic(name, secret))("POST", TOKEN, asked(name, secret)),
    ]
    for answer in answers:
        said = whole(answer)
        assert (answer.status_code, list(said)) == (200, ["access_token", "token_type", "expires_in"])
        assert (said["token_type"], said["expires_in"], answer["Cache-Control"]) == ("Bearer", 3600, "no-store")
        assert [status(text) for text in (f"Bearer {said['access_token']}", said["access_token"])] == [200, 200]


def test_no_token_is_given_for_anything_else(db: None) -> None:
    name, secret = credential("webinone")
    stranger = credential("administrate")
    other = credential("webinone")
    for headers, body, expected in (
        ({}, {}, (400, "invalid_request")),
        ({}, asked(name, secret) | {"grant_type": 1}, (400, "unsupported_grant_type")),
        ({}, asked(name, secret) | {"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({}, GRANT, (401, "invalid_client")), ({}, asked(name, "x" * 43), (401, "invalid_client")),
        ({}, asked(*stranger), (401, "invalid_client")), (basic(*stranger), GRANT, (401, "invalid_client")),
        (basic(*other), asked(name, secret), (401, "invalid_client")), ({}, b"{", (400, "invalid_request")),
        ({}, GRANT | {"client_id": [], "client_secret": {}}, (401, "invalid_client")),
        ({}, asked("\x00", secret), (401, "invalid_client")),
    ):  # fmt: skip
        answer = Program(headers)("POST", TOKEN, body)
        said = whole(answer)
        assert (answer.status_code, said["error"]) == expected, body
        assert set(said) == {"error", "error_description", "Message", "Errors"}
        assert ("WWW-Authenticate" in answer.headers) is (answer.status_code == 401)
    for method in ("GET", "PUT", "DELETE"):
        answer = Program({})(method, TOKEN, asked(name, secret))
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert Token.objects.count() == 0


def test_a_token_ends_after_an_hour_and_with_its_credential(db: None) -> None:
    name, secret = credential("webinone")
    row = Credential.objects.get(username=name)
    first = token(name, secret)
    assert Token.objects.get().expires_at - Token.objects.get().issued_at == dt.timedelta(hours=1)
    Token.objects.update(expires_at=timezone.now())
    second = token(name, secret)
    assert [status(first), status(second)] == [401, 200]
    credentials.rotate(credential=row.pk, actor=STAFF)
    assert status(second) == 401
    assert Program({})("POST", TOKEN, asked(name, secret)).status_code == 401
    name, secret = credential("webinone")
    third = token(name, secret)
    credentials.enable(credential=Credential.objects.get(username=name).pk, enabled=False, actor=STAFF)
    assert status(third) == 401


def test_a_token_is_of_one_dialect(db: None) -> None:
    organisation()
    mine = token(*credential("webinone"))
    assert Program({"Authorization": mine})("GET", "/contact?customer_id=1").status_code == 401
    theirs = credential("lightening")
    assert [status(".".join(theirs)), status("x"), status(""), status("Basic x")] == [401] * 4
    answer = Program({})("GET", CONTACTS)
    assert (answer.status_code, answer["WWW-Authenticate"].split()[0], set(whole(answer))) == (
        401, "Bearer", {"Message", "Errors"},
    )  # fmt: skip


def test_a_staff_session_is_nobody_here(program: Program, admin_client: Any) -> None:
    id_ = made()
    assert [admin_client.get(CONTACTS).status_code, admin_client.delete(f"{CONTACTS}/{id_}").status_code] == [401, 401]


@pytest.mark.usefixtures("one_minute")
def test_a_credential_may_ask_so_often_a_minute(db: None) -> None:
    name, secret = credential("webinone", per_minute=3)
    sent = token(name, secret)
    answers = [Program({"Authorization": sent})("GET", CONTACTS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert set(whole(answers[-1])) == {"Message", "Errors"}
    assert whole(Program({})("POST", TOKEN, asked(name, secret)))["error"] == "temporarily_unavailable"


@pytest.mark.usefixtures("one_minute")
def test_one_address_may_not_guess_without_end(program: Program) -> None:
    wrong = [Program({})("POST", TOKEN, asked("nobody", "x" * 43)).status_code for _ in range(61)]
    assert wrong == [401] * 60 + [429]
    assert program("GET", CONTACTS).status_code == 200


def test_neither_secrets_nor_tokens_nor_passwords_are_noted(db: None) -> None:
    name, secret = credential("webinone")
    sent = token(name, secret)
    Program({"Authorization": sent})("POST", CONTACTS, {"Email": "ada@example.org", "Password": PASSWORD})
    calls.flush()
    noted = str([list(row) for row in Call.objects.values_list()]) + str(list(Change.objects.values_list()))
    assert [word in noted for word in (secret, sent, PASSWORD)] == [False] * 3
    assert Token.objects.filter(digest=sent).count() == 0


def test_a_password_on_create_opens_an_account(program: Program) -> None:
    answer = program("POST", CONTACTS, {"Email": "ada@example.org", "LastName": "King", "Password": PASSWORD})
    shown = whole(answer)
    assert (answer.status_code, shown["EmailConfirmed"], "Password" in shown) == (200, True, False)
    account = Account.objects.get(contact=shown["Id"])
    assert [one.key for one in account.identities.all()] == ["ada@example.org"]
    assert (PASSWORD in str(snapshots.text(shown["Id"])), account.must_change_password) == (False, False)
    item = f"{CONTACTS}/{shown['Id']}"
    assert whole(program("PUT", item, {"Email": "new@example.org"}))["EmailConfirmed"] is False
    assert whole(program("PUT", item, {"Email": "Ada@Example.org"}))["EmailConfirmed"] is True


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"Password": "12345678", "Email": "a@example.org"}, "Password"),
        ({"Password": "password1234", "Email": "a@example.org"}, "Password"),
        ({"Password": 12345678901234567, "Email": "a@example.org"}, "Password"),
        ({"Password": PASSWORD}, "Email"),
    ],
)
def test_nothing_is_stored_when_the_account_cannot_be(program: Program, said: dict[str, Any], field: str) -> None:
    answer = program("POST", CONTACTS, {"LastName": "King"} | said)
    assert (answer.status_code, list(whole(answer)["Errors"])) == (400, [field])
    assert whole(program("GET", CONTACTS))["TotalItemsCount"] == 0


def test_a_password_that_is_set_must_be_changed_and_ends_every_session(program: Program) -> None:
    id_ = made()
    item = f"{CONTACTS}/{id_}/set-password"
    assert whole(program("GET", f"{CONTACTS}/{id_}"))["EmailConfirmed"] is False
    answer = program("PUT", item, {"Password": PASSWORD})
    assert (answer.status_code, whole(answer)) == (200, {"Items": [], "TotalItemsCount": 0})
    assert whole(program("GET", f"{CONTACTS}/{id_}"))["EmailConfirmed"] is True
    account = Account.objects.get(contact=id_)
    session = sessions.begin(account=account, kind="WEB", caller=HOME, method="password").session
    assert session.ended_at is None
    assert program("PUT", item, {"Password": f"{PASSWORD}, again"}).status_code == 200
    session.refresh_from_db()
    account.refresh_from_db()
    assert (session.ended_at is not None, account.must_change_password) == (True, True)
    assert set(Communication.objects.values_list("template", "recipient")) == {("access.changed", "ada@example.org")}


def test_a_password_needs_an_address_that_is_the_contacts_own(program: Program) -> None:
    ada = made()
    nobody = made(emails=[])
    for contact, said, field in (
        (nobody, {"Password": PASSWORD}, "Email"), (ada, {"Password": "12345"}, "Password"), (ada, {}, "Password"),
        (ada, {"Password": None}, "Password"), (ada, {"Password": ["x"]}, "Password"),
    ):  # fmt: skip
        answer = program("PUT", f"{CONTACTS}/{contact}/set-password", said)
        assert (answer.status_code, list(whole(answer)["Errors"])) == (400, [field]), said
    assert program("PUT", f"{CONTACTS}/{ada}/set-password", {"Password": PASSWORD}).status_code == 200
    twin = program("PUT", f"{CONTACTS}/{made()}/set-password", {"Password": PASSWORD})
    assert (twin.status_code, list(whole(twin)["Errors"])) == (400, ["Email"])
    assert Account.objects.count() == 1
