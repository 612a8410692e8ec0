"""What must not work, and changes nothing: another's token, a key alone, a foreign page, a test key, a device."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from contacts.access.accounts.models import Account
from contacts.access.codes.models import OneTimeCode
from contacts.access.owners import devices
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.models import Session
from contacts.access.sessions.signing import Claims, sign
from contacts.approvals import operations as approvals
from contacts.approvals.models import ApprovalRequest
from contacts.commerce.orders.operations import issue_invoice
from contacts.consents.preferences.models import PreferredOrganisation
from contacts.directory.models import Snapshot
from contacts.files.models import StoredFile
from contacts.messages import operations as messages
from contacts.messages.models import Communication
from integrations.dialects.crmcom_selfservice.description import DIALECT
from integrations.dialects.crmcom_selfservice.wifi.models import WifiAuthorisation
from integrations.wire.inbound import calls
from integrations.wire.models import Call as Logged
from tests.contacts.access.people.making import HOME, customer
from tests.contacts.commerce.making import order
from tests.contacts.directory.making import create
from tests.contacts.portal.post import deliver
from tests.integrations.dialects.selfservice.customers import (
    ORIGIN,
    V1,
    Customer,
    decide,
    email,
    program,
    registration,
)
from tests.integrations.programs import STAFF, Program, whole

pytestmark = pytest.mark.django_db
TABLES: tuple[Any, ...] = (
    Snapshot, Communication, StoredFile, ApprovalRequest, WifiAuthorisation, PreferredOrganisation, Account,
)  # fmt: skip
NOWHERE = "789dacae-cf71-414f-9483-ca88acaa4643"
Call = tuple[str, str, Any]


class Belongings:
    """One record of every kind that somebody has."""

    def __init__(self, whose: Customer) -> None:
        contact = whose.contact
        self.communication = messages.send(contact=contact, channel="INAPP", subject="Hi", content="Hi", actor=STAFF)
        self.approval = approvals.ask(contact=contact, actor=STAFF, title="Trip")
        self.order = issue_invoice(order=order(contact).pk, actor=STAFF)
        upload = Client().post(
            f"{V1}/upload/files", {"file": _file()}, headers={"auth_token": whose.headers["auth_token"]}
        )
        self.file = whole(upload)["id"]


def _file() -> Any:
    file = BytesIO(b"hello")
    file.name = "note.txt"
    return file


def by_contact(id_: str) -> Iterator[Call]:
    """Every operation that names a contact."""
    for operation in DIALECT.operations:
        if "{contact}" in operation.path:
            yield operation.method, operation.path.replace("{contact}", id_), operation.example


def by_record(has: Belongings) -> Iterator[tuple[Call, str]]:
    """Every operation that names a record of somebody's, with what an unknown one is called."""
    values = {
        "communication": str(has.communication.uuid), "approval": str(has.approval.uuid), "file": has.file,
        "service_request": NOWHERE,
    }  # fmt: skip
    for operation in DIALECT.operations:
        if any(f"{{{name}}}" in operation.path for name in values):
            ours = operation.path.format(**values)
            unknown = operation.path.format(**dict.fromkeys(values, NOWHERE))
            yield (operation.method, ours, operation.example), unknown
    for version in ("v1", "v2"):
        entity = {"type": "ORDER", "id": str(has.order.uuid)}
        path = f"/self-service/{version}/printout"
        yield ("POST", path, {"format": "PDF", "entity": entity}), path


def stored() -> list[Any]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def test_every_operation_is_shut_to_another_contact() -> None:
    bob, eve = Customer("bob"), Customer("eve")
    has, before = Belongings(bob), stored()
    named = list(by_contact(bob.id))
    assert len(named) > 20
    for method, path, body in named:
        if "wifi" in path:  # needs the key too
            continue
        answer = eve(method, path, body)
        assert (answer.status_code, whole(answer)["error"]) == (403, "CRM.EXCEPTIONS.FORBIDDENEXCEPTION"), path
    for (method, path, body), unknown in by_record(has):
        foreign = eve(method, path, body)
        missing_body = json.loads(json.dumps(body).replace(str(has.order.uuid), NOWHERE)) if body else body
        missing = eve(method, unknown, missing_body)
        assert foreign.status_code == missing.status_code == 400, path
        ids = (str(has.communication.uuid), str(has.approval.uuid), has.file, str(has.order.uuid))
        same = foreign.content.decode()
        for one in ids:
            same = same.replace(one, NOWHERE)
        assert same == missing.content.decode(), path
    assert stored() == before


def test_wifi_is_shut_to_another_contact() -> None:
    shop = program()
    bob, eve = Customer("bob", by=shop, key=True), Customer("eve", by=shop, key=True)
    wifi, body = f"{bob.me}/wifi/authorization", {"mac_address": "01-23-45-67-89-AB"}
    assert eve("POST", wifi, body).status_code == 403
    assert Program({"auth_token": bob.headers["auth_token"]})("POST", wifi, body).status_code == 401
    assert not WifiAuthorisation.objects.exists()
    assert bob("POST", wifi, body).status_code == 200


def test_a_key_alone_opens_nothing_but_the_way_in() -> None:
    bob, shop = Customer("bob"), program()
    has, before = Belongings(bob), stored()
    shut = [*by_contact(bob.id), *(call for call, _ in by_record(has)), ("POST", f"{V1}/upload/files", None)]
    for method, path, body in shut:
        assert shop(method, path, body).status_code == 401, path
        assert Program({})(method, path, body).status_code == 401, path
    assert stored() == before


@pytest.mark.parametrize("key", ["", "pub_nobody", "pub_" + "a" * 24, "srv_" + "a" * 24 + "_" + "b" * 43])
def test_the_way_in_needs_a_key(key: str) -> None:
    caller = Program({"api_key": key} if key else {})
    for operation in DIALECT.operations:
        if operation.proofs == ("credential",) and not operation.is_open:
            assert caller(operation.method, operation.path, operation.example).status_code in (401, 429), operation.path


def test_a_token_is_for_the_app_that_it_was_given_to() -> None:
    bob = Customer("bob")
    other = Program(bob.headers | program().headers)
    assert other("GET", bob.me).status_code == 401


def test_tokens_that_are_none() -> None:
    bob = Customer("bob")
    session = Session.objects.get()
    signed = bob.tokens["access_token"]
    head, body, end = signed.split(".")
    for text in (
        "x", f"{head}.{body}.", f"{head}.{body}.{end[:-2]}AA", bob.tokens["refresh_token"], f"Basic {signed}",
        sign(Claims(sub=str(bob.account.uuid), sid=str(session.uuid), aud="portal"),
             now=session.created_at, until=session.expires_at),
    ):  # fmt: skip
        assert Program({"Authorization": text})("GET", bob.me).status_code == 401, text
    sessions.forget(session.pk)
    assert bob("GET", bob.me).status_code == 200


def test_a_device_opens_the_wifi_and_nothing_else() -> None:
    account, mac = customer("bob"), {"provider": "MAC_ADDRESS", "mac_address": "0123456789ab"}
    devices.enrol(account=account, mac_address="01-23-45-67-89-AB", caller=HOME)
    shop, plain = program(grants=["mac_address"]), program()
    assert shop("POST", f"{V1}/contacts/authenticate", mac).status_code == 401  # the operator has not allowed it
    decide(**{"access.mac_sign_in": True})
    assert plain("POST", f"{V1}/contacts/authenticate", mac).status_code == 401  # nor this app
    found = whole(shop("POST", f"{V1}/contacts/authenticate", mac))
    assert found["refresh_token"] == ""
    assert int(found["exp"]) - Session.objects.get().created_at.timestamp() <= 15 * 60
    device = Program({"auth_token": found["access_token"]} | shop.headers)
    for method, path, body in by_contact(str(account.uuid)):
        expected = 200 if "wifi" in path and "v1" in path else 400 if "wifi" in path else 403
        assert device(method, path, body).status_code == expected, path


def test_pages_of_others_are_told_nothing() -> None:
    named, other = program(origins=[ORIGIN]), {"Origin": "https://evil.example.org"}
    body = registration("ann@example.org")
    refused = named("POST", f"{V1}/contacts/register", body, **other)
    assert (refused.status_code, refused.has_header("Access-Control-Allow-Origin")) == (403, False)
    assert not Account.objects.exists()
    taken = named("POST", f"{V1}/contacts/register", body, Origin=ORIGIN)
    assert (taken.status_code, taken["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    token = {"auth_token": whole(taken)["access_token"]}
    me = f"{V1}/contacts/{whole(taken)['contact']['id']}"
    assert Program(token)("GET", me, Origin=ORIGIN)["Access-Control-Allow-Origin"] == ORIGIN
    assert Program(token)("GET", me, **other).status_code == 403
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "api_key"}
    assert Program(asked)("OPTIONS", me, Origin=ORIGIN)["Access-Control-Allow-Origin"] == ORIGIN
    assert not Program(asked)("OPTIONS", me, **other).has_header("Access-Control-Allow-Origin")


@pytest.mark.usefixtures("one_minute")
def test_an_app_has_its_minute() -> None:
    shop = program(per_minute=3)
    for _ in range(3):
        shop("POST", f"{V1}/contacts/validate", {"credentials": [{"name": "EMAIL", "value": "a@example.org"}]})
    full = shop("POST", f"{V1}/contacts/validate", {"credentials": [{"name": "EMAIL", "value": "a@example.org"}]})
    assert full.status_code == 429
    assert int(full["Retry-After"]) <= 61


def test_a_test_key_lets_nobody_in_who_is_real() -> None:
    customer("bob")
    trial = program(mode="TEST")
    assert trial("POST", f"{V1}/contacts/authenticate", email("bob@example.org")).status_code == 401
    made = trial("POST", f"{V1}/contacts/register", registration("ann@example.org"))
    assert made.status_code == 200
    assert program()("POST", f"{V1}/contacts/authenticate", email("ann@example.org")).status_code == 401


def test_a_test_key_sends_nothing_to_who_is_real() -> None:
    customer("bob")
    create(last_name="Lee", emails=[{"email": "lee@example.org"}])
    trial = program(mode="TEST")
    for name in ("bob", "lee"):
        address = f"{name}@example.org"
        asked = {"send_method": "EMAIL", "credentials": [{"name": "EMAIL", "value": address}]}
        for path, data in (
            ("otp", asked), ("authenticate", email(address, None)), ("forgot_password", {"username": address}),
            ("register", registration(address)), ("register", registration(address, identity=email(address, None))),
        ):  # fmt: skip
            answer = trial("POST", f"{V1}/contacts/{path}", data)
            assert answer.status_code == 200, (path, answer.content)
    deliver()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == []
    trial("POST", f"{V1}/contacts/register", registration("ann@example.org", identity=email("ann@example.org", None)))
    deliver()
    assert [letter.to for letter in mail.outbox] == [["ann@example.org"]]


def test_cookies_and_unknown_addresses_mean_nothing() -> None:
    bob = Customer("bob")
    client = Client(raise_request_exception=False)
    client.cookies["portal"] = bob.tokens["access_token"]
    assert client.get(bob.me).status_code == 401
    for path in (f"{V1}/nothing", f"{V1}/contacts/{bob.id}/shoes", "/self-service/v3/contacts", "/self-service/x"):
        answer = bob("GET", path)
        assert (answer.status_code, whole(answer)) == (404, {
            "status": 404, "message": "There is nothing at this address.", "error": "CRM.EXCEPTIONS.NOTFOUNDEXCEPTION",
            "parameters": [],
        })  # fmt: skip
    assert bob("PATCH", bob.me).status_code == 405
    decide(**{"crmcom_selfservice.not_found_is_404": True})
    assert bob("GET", f"{V1}/files/{NOWHERE}").status_code == 404


def test_guesses_share_one_counter_however_the_code_is_named() -> None:
    shop = program()
    customer("bob")
    asked = whole(shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org", None)))
    named: list[dict[str, Any]] = [{"auth_otp": asked["auth_otp"]}]
    named += [{"credentials": [{"name": "EMAIL", "value": "bob@example.org"}]}]
    for n in range(8):
        answer = shop("POST", f"{V1}/contacts/validate-otp", named[n % 2] | {"code": f"{n:06}"})
        assert answer.status_code == 401
    assert OneTimeCode.objects.get().tries == 5


def test_nothing_secret_is_in_the_log_of_calls() -> None:
    bob = Customer("bob")
    bob("GET", f"{bob.me}/communications?channel=EMAIL")
    Program({})("GET", f"{V1}/contacts/verify_email/SECRET-TOKEN")
    Program({})("GET", "/self-service/v2/contacts/verify_email?token=SECRET-TOKEN")
    calls.flush()
    told = str(list(Logged.objects.values_list()))
    assert Logged.objects.count() == 4
    assert not [word for word in ("SECRET", bob.id, "bob@", bob.tokens["access_token"]) if word in told]
