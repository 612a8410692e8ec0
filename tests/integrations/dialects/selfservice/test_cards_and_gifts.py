"""Codes asked for with a card, hashed as programs send it, and with a gift pass (seeds/001, lines 413 to 419)."""

import hashlib
from typing import Any

import pytest

from tests.contacts.access.people.making import customer, post
from tests.integrations.dialects.selfservice.customers import V1, V2, program
from tests.integrations.programs import whole

pytestmark = pytest.mark.django_db
CARD = hashlib.sha256(b"M-7").hexdigest().upper()
GIFT = {"email_address": "gift@example.org", "pin": "1234"}


def gift(value: str = "GP-1", **values: Any) -> dict[str, Any]:
    return {"credentials": [{"name": "GIFT_PASS", "value": value, "gift_pass": values}]}


def test_a_hashed_card_gets_its_owner_a_code() -> None:
    shop = program()
    customer("bob", membership_number="M-7")
    said = {"send_method": "EMAIL", "credentials": [{"name": "CARD", "value": CARD}]}
    asked = whole(shop("POST", f"{V1}/contacts/otp", said))
    assert asked["obfuscated_value"] == "b****@****"
    (letter,) = post()
    right = {"credentials": said["credentials"], "code": letter.code}
    assert whole(shop("POST", f"{V1}/contacts/validate-otp", right))["contact"]["first_name"] == "Bob"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (GIFT, "gi****@example.org"),
        ({"email_address": "gift@example.org", "last_spend_amount": 1568.14}, "gi****@example.org"),
        ({"email_address": "gift@example.org", "last_spend_amount": "12"}, "gi****@example.org"),
        ({"phone_number": "99123456", "country_code": "CYP", "pin": 1234}, "+*******56"),
    ],
)
def test_a_gift_pass_says_where_its_code_would_go(said: dict[str, Any], shown: str) -> None:
    """There are no gifts here, so it is nobody's, and answered as any other thing that nobody has."""
    customer("bob")
    shop = program()
    for base in (V1, V2):
        answer = shop("POST", f"{base}/contacts/otp", gift(**said))
        assert (answer.status_code, whole(answer)["obfuscated_value"]) == (200, shown)
        wrong = shop("POST", f"{base}/contacts/validate-otp", gift(**said) | {"code": "123456"})
        assert wrong.status_code == 401
        assert shop("POST", f"{base}/contacts/validate", gift(**said)).content == b""
    assert post() == []


def test_a_gift_pass_sends_nothing_to_somebodys_address() -> None:
    customer("bob")
    said = GIFT | {"email_address": "bob@example.org"}
    answer = whole(program()("POST", f"{V1}/contacts/otp", gift(**said)))
    assert (answer["obfuscated_value"], post()) == ("bo****@example.org", [])


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, "email_address"), ({"pin": "1"}, "email_address"), ({"email_address": "", "pin": "1"}, "email_address"),
        ({"email_address": "a@example.org"}, "pin"), ({"phone_number": "99123456"}, "pin"),
        ({"email_address": "a@example.org", "last_spend_amount": "many"}, "last_spend_amount"),
        ({"email_address": "a@example.org", "last_spend_amount": True}, "last_spend_amount"),
        ({"email_address": "a@example.org", "last_spend_amount": -1}, "last_spend_amount"),
    ],
)  # fmt: skip
def test_of_each_pair_one_is_needed(said: dict[str, Any], missing: str) -> None:
    answer = program()("POST", f"{V1}/contacts/otp", gift(**said))
    assert (answer.status_code, whole(answer)["parameters"]) == (400, [f"credentials[0].gift_pass.{missing}"])


def test_what_is_no_object_is_told_so_and_beside_another_name_it_says_nothing() -> None:
    shop = program()
    wrong = {"credentials": [{"name": "GIFT_PASS", "value": "1", "gift_pass": "x"}]}
    assert shop("POST", f"{V1}/contacts/otp", wrong).status_code == 400
    beside = {"credentials": [{"name": "EMAIL", "value": "a@example.org", "gift_pass": {"pin": "1"}}]}
    assert shop("POST", f"{V1}/contacts/otp", beside).status_code == 200
    bare = {"credentials": [{"name": "GIFT_PASS", "value": "1"}]}
    assert whole(shop("POST", f"{V1}/contacts/otp", bare))["obfuscated_value"].endswith("****@****")
