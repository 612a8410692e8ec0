"""Who is known cannot be told: the same bytes and as many statements for somebody and for nobody."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from contacts.access.apps import queries as apps
from contacts.access.limits.models import PasswordTries, Tally
from contacts.access.sessions import queries as sessions
from contacts.options import queries as options
from tests.contacts.access.people.making import customer, post
from tests.integrations.dialects.selfservice.customers import V1, email, program, registration
from tests.integrations.programs import Program, whole

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "bob@example.org", "rob@example.org"


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers for a second is not forgotten amid one that counts statements."""
    for module in (sessions, apps, options):
        monkeypatch.setattr(module, "REMEMBERED", 60.0)


def by(address: str) -> list[dict[str, str]]:
    return [{"name": "EMAIL", "value": address}]


ROUTES: dict[str, Any] = {
    "register": lambda address: registration(address),
    "register by code": lambda address: registration(address, identity=email(address, None)),
    "authenticate": lambda address: email(address, None),
    "authenticate with a wrong password": lambda address: email(address, "wrong"),
    "otp": lambda address: {"send_method": "EMAIL", "credentials": by(address)},
    "otp by sms": lambda address: {"send_method": "SMS", "credentials": by(address)},
    "validate": lambda address: {"credentials": by(address)},
    "validate with a method": lambda address: {"send_method": "EMAIL", "credentials": by(address)},
    "validate-otp": lambda address: {"credentials": by(address), "code": "123456"},
    "forgot_password": lambda address: {"username": address},
}  # fmt: skip


def asked(shop: Program, route: str, address: str) -> tuple[HttpResponse, int]:
    """The answer, and how many statements it took; counters of before do not count."""
    Tally.objects.all().delete()
    PasswordTries.objects.all().delete()
    with CaptureQueriesContext(connection) as statements:
        answer = shop("POST", f"{V1}/contacts/{route.partition(' ')[0]}", ROUTES[route](address))
    return answer, sum(not any(table in one["sql"] for table in BY_THE_CLOCK) for one in statements)


# Written when a second or a minute is over, whoever asks: the log of calls, and what is taken of an allowance.
BY_THE_CLOCK = ("integrations_calllog", "integrations_callday", "integrations_credentialday", "contacts_appuse")


def shown(answer: HttpResponse) -> Any:
    """All of an answer but what is new each time; of that the length."""
    fresh = {"access_token", "refresh_token", "auth_otp", "exp"}
    body = whole(answer) if answer.content else None
    if isinstance(body, dict):
        body = {key: len(value) if key in fresh else value for key, value in body.items()}
        if isinstance(body.get("contact"), dict):
            body["contact"] |= {"id": len(body["contact"]["id"])}
        if "obfuscated_value" in body:
            body["obfuscated_value"] = body["obfuscated_value"][2:]
    del answer.headers["X-Request-ID"]  # another one each time
    return answer.status_code, dict(answer.headers), body


@pytest.mark.parametrize("route", ROUTES)
def test_known_and_unknown_are_answered_alike(route: str) -> None:
    shop = program()
    customer("bob", phones=[{"number": "99123456", "country": "CY"}])
    asked(shop, route, "first@example.org")  # caches are warm from here on
    somebody, nobody = asked(shop, route, KNOWN), asked(shop, route, UNKNOWN)
    one, other = shown(somebody[0]), shown(nobody[0])
    if route == "otp by sms":  # two digits of a number, real or made up
        assert (len(one[2].pop("obfuscated_value")), one) == (len(other[2].pop("obfuscated_value")), other)
    assert one == other
    assert somebody[1] == nobody[1]


def test_validate_tells_servers_that_may_know() -> None:
    customer("bob")
    server = program(kind="SERVER", grants=["lookup"])
    path = f"{V1}/contacts/validate"
    found = {one: server("POST", path, {"credentials": by(one)}) for one in (KNOWN, UNKNOWN)}
    assert [answer.status_code for answer in found.values()] == [200, 400]
    assert found[KNOWN].content == b""
    for _ in range(8):
        server("POST", f"{V1}/contacts/validate", {"credentials": by(KNOWN)})
    assert server("POST", f"{V1}/contacts/validate", {"credentials": by(KNOWN)}).status_code == 429


def test_the_owner_of_a_known_address_is_told_and_nobody_else() -> None:
    customer("bob")
    program()("POST", f"{V1}/contacts/register", registration(KNOWN))
    assert [(letter.template, letter.to) for letter in post()] == [("access.exists", KNOWN)]
