"""Whole ways through the dialect: registering, codes, tokens that are renewed, passwords that were forgotten."""

from typing import Any

import pytest

from contacts.access.accounts.models import Account, Identity
from contacts.access.codes.models import OneTimeCode
from contacts.consents.models import ConsentEvent
from contacts.directory.reading import snapshots
from contacts.lookups.models import Organisation
from tests.contacts.access.people.making import PASSWORD, customer, post
from tests.integrations.dialects.selfservice.customers import V1, V2, Customer, app, email, program, registration
from tests.integrations.programs import Program, whole

pytestmark = pytest.mark.django_db


def signed(tokens: Any) -> Program:
    return Program({"Authorization": f"Bearer {tokens['access_token']}"})


def test_register_verify_and_read() -> None:
    shop = program()
    said = registration("ann@example.org", service_acceptance="true", email_opt_out="true", sms_opt_out="false",
                        referral_code="F-10", preferred_language_code="ELL")  # fmt: skip
    first = whole(shop("POST", f"{V1}/contacts/register", said))
    assert first["contact"] | {"id": ""} == {
        "id": "", "title": "", "first_name": "John", "last_name": "Doe", "company_name": "", "avatar": "",
        "is_verified": "false",
    }  # fmt: skip
    own, me = signed(first), f"{V1}/contacts/{first['contact']['id']}"
    before = whole(own("GET", me))
    assert (before["first_name"], before["email_address"], before["email_opt_out"]) == ("John", "ann@example.org", True)
    assert before["preferred_language"] == "ELL"
    assert own("PUT", me, {"title": "Dr"}).status_code == 403
    assert whole(own("GET", f"{me}/demographics"))["gender"] is None

    (letter,) = post()
    shown = own("GET", f"{V1}/contacts/verify_email/{letter.token}", Accept="text/html,*/*")
    assert (shown.status_code, Identity.objects.filter(verified_at=None).count()) == (302, 1)
    assert own("GET", f"{V1}/contacts/verify_email/{letter.token}").content == b""
    after = whole(own("GET", me))
    assert after | {"code": ""} == before | {"code": ""}
    assert own("PUT", me, {"title": "Dr"}).status_code == 200
    again = whole(shop("POST", f"{V1}/contacts/authenticate", email("ann@example.org")))
    assert again["contact"] | {"title": ""} == first["contact"] | {"is_verified": "true"}
    contact = Account.objects.get().contact_id
    assert contact is not None
    record = snapshots.records([contact])[contact]
    assert record.consents == {"service": {"ANY": "ACCEPTED"}, "marketing": {"EMAIL": "REJECTED", "SMS": "ACCEPTED"}}
    assert (record.referral_code, record.language) == ("F-10", "ELL")
    assert [email.email for email in record.emails] == ["ann@example.org"]


def test_a_link_that_a_stranger_opens_keeps_nobody_signed_in() -> None:
    shop = program()
    first = whole(shop("POST", f"{V1}/contacts/register", registration("ann@example.org")))
    (letter,) = post()
    assert Program({})("GET", f"{V1}/contacts/verify_email/{letter.token}").status_code == 200
    assert signed(first)("GET", f"{V1}/contacts/{first['contact']['id']}").status_code == 401
    assert shop("POST", f"{V1}/contacts/authenticate", email("ann@example.org")).status_code == 200


def test_only_servers_that_may_leave_the_mail_out() -> None:
    unasked = registration("ann@example.org")
    unasked["identity"]["validation_required"] = "false"
    program()("POST", f"{V1}/contacts/register", unasked)
    assert [letter.template for letter in post()] == ["access.verify"]
    program(kind="SERVER", grants=["validation_optional"])("POST", f"{V1}/contacts/register", unasked)
    assert post() == []


def test_register_by_code() -> None:
    shop = program()
    said = {"first_name": "Eve", "last_name": "Hill", "identity": {"provider": "EMAIL", "username": "eve@example.org"}}
    asked = whole(shop("POST", "/contacts/register", said))
    assert set(asked) == {"obfuscated_value", "auth_otp"}
    (letter,) = post()
    body = {"auth_otp": asked["auth_otp"], "code": letter.code, "remember_me": True}
    found = whole(shop("POST", "/contacts/validate-otp", body))
    assert (found["contact"]["first_name"], found["contact"]["is_verified"]) == ("Eve", "true")
    assert shop("POST", "/contacts/validate-otp", body).status_code == 401  # good once


@pytest.mark.parametrize("spelled", ["auth_otp", "AUTH_OTP", "EMAIL"])
def test_a_code_is_given_back_by_any_name_of_it(spelled: str) -> None:
    shop, address = program(), {"name": "EMAIL", "value": "bob@example.org"}
    customer("bob")
    asked = whole(shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org", None)))
    (letter,) = post()
    named = {
        "auth_otp": {"auth_otp": asked["auth_otp"]}, "EMAIL": {"credentials": [address]},
        "AUTH_OTP": {"credentials": [{"name": "AUTH_OTP", "value": asked["auth_otp"]}]},
    }[spelled]  # fmt: skip
    others = program()("POST", f"{V1}/contacts/validate_otp", named | {"code": letter.code})
    assert others.status_code == 401  # a code is for the app that asked for it
    wrong = shop("POST", f"{V1}/contacts/validate_otp", named | {"code": "1234567"})
    assert (wrong.status_code, OneTimeCode.objects.get().tries) == (401, 1)
    right = whole(shop("POST", f"{V1}/contacts/validate_otp", named | {"code": letter.code}))
    assert right["contact"]["first_name"] == "Bob"


def test_a_code_is_sent_again() -> None:
    shop = program()
    customer("bob")
    first = whole(shop("POST", f"{V1}/contacts/otp", {"credentials": [{"name": "EMAIL", "value": "bob@example.org"}]}))
    again = {"credentials": [{"name": "AUTH_OTP", "value": first["auth_otp"]}]}
    assert whole(shop("POST", f"{V1}/contacts/otp", again)) == first  # within a minute the code there is
    nobody = {"credentials": [{"name": "AUTH_OTP", "value": "731e4023-4c04-4278-8eb5-240651317e46"}]}
    assert shop("POST", f"{V1}/contacts/otp", nobody).status_code == 401


@pytest.mark.parametrize("place", ["header", "body", "authorization"])
def test_a_refresh_token_is_good_once_and_its_return_ends_everything(place: str) -> None:
    text, shop = app()[1], None
    shop = Program({"api_key": text})
    bob = Customer("bob", by=shop)

    def renew(token: str) -> Any:
        if place == "body":
            return shop("POST", f"{V1}/contacts/refresh", {"refresh_token": token})
        name = "refresh_token" if place == "header" else "Authorization"
        return Program({"api_key": text, name: token})("POST", f"{V1}/contacts/refresh", {})

    second = whole(renew(bob.tokens["refresh_token"]))
    assert second["contact"] == bob.tokens["contact"]
    assert second["refresh_token"] != bob.tokens["refresh_token"]
    other = program()("POST", f"{V1}/contacts/refresh", {"refresh_token": second["refresh_token"]})
    assert other.status_code == 401  # another app's
    third = whole(renew(second["refresh_token"]))
    assert renew(bob.tokens["refresh_token"]).status_code == 401
    assert renew(third["refresh_token"]).status_code == 401
    assert signed(third)("GET", bob.me).status_code == 401
    disagree = Program({"api_key": text, "refresh_token": "a"})
    assert disagree("POST", f"{V1}/contacts/refresh", {"refresh_token": "b"}).status_code == 401
    assert shop("POST", f"{V1}/contacts/refresh").status_code == 401


def test_a_forgotten_password_is_chosen_anew() -> None:
    shop, anybody = program(), Program({})
    bob = Customer("bob", by=shop)
    assert shop("POST", f"{V1}/contacts/forgot_password", {"username": "bob@example.org"}).content == b""
    (letter,) = post()
    weak = anybody("POST", f"{V1}/contacts/change_password", {"token": letter.token, "password": "12345"})
    assert (weak.status_code, whole(weak)["parameters"]) == (400, ["password"])
    new = {"token": letter.token, "password": "nine grey geese on ice"}
    assert anybody("POST", f"{V1}/contacts/change_password", new).content == b""
    gone = anybody("POST", f"{V1}/contacts/change_password", new)
    assert (gone.status_code, whole(gone)["error"]) == (400, "CRM.EXCEPTIONS.INVALIDTOKENEXCEPTION")
    assert bob("GET", bob.me).status_code == 401
    assert shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org")).status_code == 401
    assert shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org", new["password"])).status_code == 200


def test_leaving_ends_the_account_and_keeps_the_contact() -> None:
    shop = program()
    bob = Customer("bob", by=shop)
    assert bob("DELETE", bob.me).content == b""
    assert bob("GET", bob.me).status_code == 401
    assert shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org")).status_code == 401
    assert snapshots.records([bob.contact])[bob.contact].is_active is False


def test_consents_are_logged_with_where_they_came_from() -> None:
    bob = Customer("bob")
    assert whole(bob("PUT", f"{bob.me}/consents", {"consent_state": "REJECTED"})) == {"id": bob.id}
    bob("PUT", bob.me, {"email_opt_out": "true", "sms_opt_out": None})
    told = ConsentEvent.objects.order_by("number").values_list("purpose", "channel", "state", "door", "actor_kind")
    assert list(told) == [
        ("data_use", "ANY", "REJECTED", "dialect", "contact"), ("marketing", "EMAIL", "REJECTED", "dialect", "contact"),
    ]  # fmt: skip
    assert all(ConsentEvent.objects.values_list("ip", flat=True))
    assert bob("PUT", f"{bob.me}/consents", {"consent_state": None}).status_code == 400


def test_preferences() -> None:
    bob, shop = Customer("bob"), Organisation.objects.create(name="Corner Shop")
    assert whole(bob("GET", f"{bob.me}/preferences")) == {"organisations": []}
    asked = {"organisation_id": shop.uuid.hex.upper(), "type": "orders"}
    assert whole(bob("POST", f"{bob.me}/preferences", asked)) == {"id": str(shop.uuid)}
    found = {"organisations": [{"id": str(shop.uuid), "type": "ORDERS", "name": "Corner Shop"}]}
    assert whole(bob("GET", f"{bob.me}/preferences")) == found
    for guess in (str(shop.pk), "Corner Shop", str(bob.account.uuid)):
        refused = bob("POST", f"{bob.me}/preferences", asked | {"organisation_id": guess})
        assert whole(refused)["error"] == "CRM.EXCEPTIONS.NOTFOUNDEXCEPTION"
    assert bob("POST", f"{bob.me}/preferences", asked | {"type": "SHOES"}).status_code == 400


def test_v2_answers_as_todays_api_does() -> None:
    shop = program()
    made = shop("POST", f"{V2}/contacts/register", registration("ann@example.org"))
    told = whole(made)
    assert made.status_code == 201
    assert (told["expiration_date"], told["contact"]["is_verified"]) == (int(told["exp"]), False)
    (letter,) = post()
    own, me = signed(told), f"{V2}/contacts/{told['contact']['id']}"
    assert own("GET", f"{V2}/contacts/verify_email?token={letter.token}").status_code == 204
    assert shop("POST", f"{V2}/contacts/forgot_password", {"username": "ann@example.org"}).status_code == 204
    listed = whole(own("GET", f"{me}/communications?created_on[gt]=1&sort=POSTED_DATE&order=ASC"))
    assert listed["paging"] == {"page": 1, "size": 10, "total": 0}  # a mail of before the contact is nobody's
    method = {"method": "EMAIL", "credentials": [{"name": "EMAIL", "value": "ann@example.org"}]}
    assert set(whole(shop("POST", f"{V2}/contacts/otp", method))) == {"obfuscated_value", "auth_otp"}
    assert own("POST", f"{me}/sign_out").status_code == 204


def test_passwords_that_are_wrong_are_401_and_bodies_that_are_wrong_400() -> None:
    shop = program()
    customer("bob")
    wrong = shop("POST", f"{V1}/contacts/authenticate", email("bob@example.org", "wrong"))
    assert (wrong.status_code, whole(wrong)) == (
        401,
        {
            "status": 401, "error": "CRM.EXCEPTIONS.UNAUTHORIZEDEXCEPTION", "parameters": [],
            "message": "The user name, password or code is not right, or may not be used now.",
        },
    )  # fmt: skip
    for path, body in {
        "authenticate": {"provider": "NOBODY"}, "register": {"identity": {"provider": "MAC_ADDRESS"}},
        "otp": {"credentials": [{"name": "BIRTHDATE", "value": "1981-05-12"}]}, "validate-otp": {"code": "1"},
        "validate": {"credentials": "x"}, "forgot_password": {},
    }.items():  # fmt: skip
        assert shop("POST", f"{V1}/contacts/{path}", body).status_code == 400, path
    form = Program(shop.headers).client.post(
        f"{V1}/contacts/authenticate", email("bob@example.org"), headers=shop.headers
    )
    assert form.status_code == 200  # "accepts form-encoded request bodies"
    missing = {key: value for key, value in registration("a@example.org").items() if key == "identity"}
    faults = whole(shop("POST", f"{V1}/contacts/register", missing))["parameters"]
    assert faults == ["first_name", "last_name"]
    assert PASSWORD
