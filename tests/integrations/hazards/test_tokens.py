"""CRM.COM self-service: access tokens that say enough to be refused, and passwords that are refused."""

import base64
import json
from typing import Any

import pytest

from contacts.access.accounts.models import Account
from contacts.access.sessions.models import Session
from tests.contacts.access.people.making import customer
from tests.integrations.dialects.selfservice.customers import V1, V2, email, registration
from tests.integrations.hazards.conftest import Dial, Line

SPELLINGS = {
    "Authorization: Bearer": lambda text: {"Authorization": f"Bearer {text}"},
    "Authorization": lambda text: {"Authorization": text},
    "auth_token": lambda text: {"auth_token": text},
    "auth-token": lambda text: {"auth-token": text},
}  # fmt: skip
CLAIMS = {"iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "typ"}  # of one installation there are no tenants


@pytest.fixture
def signed_in(shop: Line) -> dict[str, Any]:
    customer("bob")
    answer = shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def decoded(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))


def test_a_token_says_what_it_is_for_and_nothing_about_anybody(signed_in: dict[str, Any]) -> None:
    said = decoded(signed_in["access_token"])
    assert (set(said), said["typ"], said["sub"]) == (CLAIMS, "access", signed_in["contact"]["id"])
    assert said["exp"] - said["iat"] == 600
    assert "bob" not in str(said).lower()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_refresh_token_is_no_access_token(dial: Dial, signed_in: dict[str, Any], spelling: str) -> None:
    """Off: look a token that is no JWT up among the refresh tokens in ``authenticate_access``."""
    me = f"{V1}/contacts/{signed_in['contact']['id']}"
    for base in (me, me.replace(V1, V2)):
        assert dial(**SPELLINGS[spelling](signed_in["access_token"]))("GET", base).status_code == 200
        for path in (base, f"{base}/communications", f"{base}/approval_requests", f"{base}/demographics"):
            refused = dial(**SPELLINGS[spelling](signed_in["refresh_token"]))("GET", path)
            assert (refused.status_code, refused.json()["error"]) == (401, "CRM.EXCEPTIONS.UNAUTHORIZEDEXCEPTION")
    put = dial(**SPELLINGS[spelling](signed_in["refresh_token"]))("PUT", me, {"title": "Dr"})
    assert put.status_code == 401


def test_an_access_token_refreshes_nothing(shop: Line, dial: Dial, signed_in: dict[str, Any]) -> None:
    key, token = shop.client.headers["api_key"], signed_in["access_token"]
    for headers, body in (
        ({"refresh_token": token}, {}), ({}, {"refresh_token": token}), ({"Authorization": f"Bearer {token}"}, {}),
        ({"Authorization": token}, {}), ({"refresh-token": token}, {}),
    ):  # fmt: skip
        assert dial(api_key=key, **headers)("POST", f"{V1}/contacts/refresh", body).status_code == 401
    assert Session.objects.get().ended_at is None
    renewed = dial(api_key=key, refresh_token=signed_in["refresh_token"])("POST", f"{V1}/contacts/refresh", {})
    assert (renewed.status_code, decoded(renewed.json()["access_token"])["typ"]) == (200, "access")


@pytest.mark.parametrize("password", ["12345", "password1234", "1234567", "john.doe", "ann@example.org", "12345678"])
@pytest.mark.parametrize("more", [{}, {"validation_required": "false"}, {"validation_required": False}], ids=str)
def test_a_password_of_the_documents_kind_registers_nobody(shop: Line, password: str, more: dict[str, Any]) -> None:
    """Off: leave ``quality.check`` out of registering."""
    said = registration("ann@example.org")
    said["identity"] |= {"password": password, **more}
    for base in (V1, V2, ""):
        answer = shop("POST", f"{base}/contacts/register", said)
        assert (answer.status_code, answer.json()["parameters"]) == (400, ["identity.password"])
        assert password not in answer.text.replace("ann@example.org", "") or password == "ann@example.org"
    assert not Account.objects.exists()


def test_passwords_of_people_may_be_long_and_count_to_their_last_sign(shop: Line) -> None:
    """Off: cut a password to 72 bytes before it is hashed, as bcrypt does."""
    long = "€uro " * 25 + "Ж!"
    said = registration("ann@example.org")
    said["identity"] |= {"password": long}
    assert (len(long), shop("POST", f"{V1}/contacts/register", said).status_code) == (127, 200)
    statuses = [
        shop("POST", f"{V1}/contacts/authenticate", email("ann@example.org", text)).status_code
        for text in (long[:-1], long[:-1] + "?", long[:32], long)
    ]
    assert statuses == [401, 401, 401, 200]
    said["identity"] |= {"username": "eve@example.org", "password": "€" * 129}
    assert shop("POST", f"{V1}/contacts/register", said).status_code == 400
