"""CRM.COM self-service: what the document lets in without a proof, and what its codes would tell of people."""

import re
from typing import Any

import pytest

from contacts.access.codes.models import OneTimeCode
from contacts.access.limits.models import Tally
from contacts.access.sessions.models import Session
from tests.contacts.access.people.making import customer, post
from tests.integrations.dialects.selfservice.customers import V1, app
from tests.integrations.hazards.conftest import Dial, Line

WAY_IN = f"{V1}/contacts"
PERSON: dict[str, Any] = {
    "phones": [{"number": "+35799123456"}], "membership_number": "M-7",
    "demographics": {"id_card": {"number": "AB112"}, "passport": {"number": "P99"}, "statutory_number": "ST5",
                     "birth_date": {"year": 1980, "month": 5, "day": 17}},
}  # fmt: skip
KNOWN = {"EMAIL": "bob@example.org", "PHONE": "+35799123456", "ID_NUMBER": "AB112", "PASSPORT": "P99",
         "STATUTORY_ID": "ST5", "CARD": "M-7", "LOYALTY_IDENTIFIER": "M-7"}  # fmt: skip
UNKNOWN = {"EMAIL": "rob@example.org", "PHONE": "+35799123457", "ID_NUMBER": "AB113", "PASSPORT": "P98",
           "STATUTORY_ID": "ST6", "CARD": "M-8", "LOYALTY_IDENTIFIER": "M-8"}  # fmt: skip
SHOWN = {"SMS": r"\+\*{7}[0-9]{2}", "EMAIL": r"[a-z]\*{4}@\*{4}"}
TYPED = {"EMAIL": r"..\*{4}@example\.org", "PHONE": SHOWN["SMS"]}
CHANNEL = {"EMAIL": "EMAIL", "PHONE": "SMS"}


def by(name: str, value: str, **more: Any) -> dict[str, Any]:
    return {"credentials": [{"name": name, "value": value}], **more}


def asked(line: Line, name: str, value: str, method: str = "") -> dict[str, Any]:
    answer = line("POST", f"{WAY_IN}/otp", by(name, value, send_method=method))
    assert (answer.status_code, set(answer.json())) == (200, {"obfuscated_value", "auth_otp"}), answer.text
    return dict(answer.json())


def later() -> None:
    """Everything that was asked is over, and may be asked again."""
    OneTimeCode.objects.all().delete()
    Tally.objects.all().delete()


def test_a_bare_phone_number_gets_a_code_and_no_token(shop: Line) -> None:
    """Off: have ``Authenticate`` let PHONE arrive."""
    customer("bob", **PERSON)
    said = {"provider": "PHONE", "phone_number": "99123456", "country_code": "CYP"}
    answer = shop("POST", f"{WAY_IN}/authenticate", said)
    assert (answer.status_code, set(answer.json())) == (200, {"obfuscated_value", "auth_otp"})
    (sms,) = post()
    for wrong in ({}, {"code": ""}, {"code": answer.json()["auth_otp"]}, {"code": answer.json()["obfuscated_value"]}):
        assert shop("POST", f"{WAY_IN}/validate-otp", answer.json() | wrong).status_code in (400, 401)
    assert not Session.objects.exists()
    right = shop("POST", f"{WAY_IN}/validate-otp", answer.json() | {"code": sms.code}).json()
    assert (right["contact"]["first_name"], bool(right["access_token"])) == ("Bob", True)


@pytest.mark.parametrize("method", ["SMS", "EMAIL"])
@pytest.mark.parametrize("name", KNOWN)
def test_a_number_tells_neither_that_it_is_known_nor_whose_it_is(shop: Line, name: str, method: str) -> None:
    """Off: show the whole address in ``targets.masked``, or answer nothing where nobody was found."""
    customer("bob", **PERSON)
    answers = [asked(shop, name, values[name], method) for values in (KNOWN, UNKNOWN)]
    pattern = TYPED[name] if CHANNEL.get(name) == method else SHOWN[method]
    for answer in answers:
        assert re.fullmatch(pattern, answer["obfuscated_value"]), answer
    assert len({len(answer["obfuscated_value"]) for answer in answers}) == 1
    assert [letter.channel for letter in post()] == [method]


@pytest.mark.parametrize("method", ["SMS", "EMAIL"])
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_decoy_is_the_same_whoever_asks_and_whenever(dial: Dial, name: str, method: str) -> None:
    """Off: make the digits of ``_decoy`` by chance."""
    shown = set()
    for _ in range(3):
        shown.add(asked(dial(api_key=app()[1]), name, UNKNOWN[name], method)["obfuscated_value"])
        later()
    assert len(shown) == 1


def test_decoys_differ_as_numbers_of_people_do(shop: Line) -> None:
    """Off: give ``_decoy`` the same number for all."""
    shown = set()
    for n in range(40):
        shown.add(asked(shop, "ID_NUMBER", f"ZZ{n}", "SMS")["obfuscated_value"])
        later()
    assert len(shown) > 20


@pytest.mark.parametrize("typed", ["BOB@example.org", "bob@EXAMPLE.org", " Bob@Example.Org "])
def test_an_address_is_shown_as_it_was_typed_and_not_as_it_is_kept(shop: Line, typed: str) -> None:
    """How its owner wrote it would tell that somebody has it. Off: show the stored address in ``targets.of``."""
    customer("bob")
    local, _, domain = typed.strip().partition("@")
    stranger = typed.replace("b@", "d@").replace("B@", "D@")
    shown = [asked(shop, "EMAIL", text)["obfuscated_value"] for text in (typed, stranger)]
    assert shown == [f"{local[:2]}****@{domain}"] * 2
    assert [letter.to for letter in post()] == ["bob@example.org"]


@pytest.mark.parametrize("path", ["otp", "validate", "validate-otp"])
def test_a_birth_date_alone_means_nobody(shop: Line, path: str) -> None:
    """Off: leave the birth date out of ``lookup.check``."""
    customer("bob", **PERSON)
    born = {"name": "BIRTHDATE", "value": "1980-05-17"}
    for said in ([born], [born, born], [born, {"name": "BIRTHDATE", "value": "1980-05-18"}]):
        for more in ({}, {"send_method": "SMS"}, {"send_method": "EMAIL"}):
            answer = shop("POST", f"{WAY_IN}/{path}", {"credentials": said, "code": "123456", **more})
            told = (answer.status_code, answer.json()["parameters"])
            assert told == (400, ["credentials"]), (said, more, answer.text)
    assert post() == []
    assert not Session.objects.exists()


def test_a_birth_date_narrows_what_else_is_said(shop: Line) -> None:
    customer("bob", **PERSON)
    for day, letters in (("1980-05-18", 0), ("1980-05-17", 1)):
        said = [{"name": "ID_NUMBER", "value": "AB112"}, {"name": "BIRTHDATE", "value": day}]
        answer = shop("POST", f"{WAY_IN}/otp", {"credentials": said, "send_method": "EMAIL"})
        assert (answer.status_code, len(post())) == (200, letters)
