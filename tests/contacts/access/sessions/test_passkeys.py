"""Passkeys, made and used by a real browser with a virtual authenticator.

Seen red: without ``used_at=None`` in ``challenges.consume`` (twice), without the age (five minutes), without
``require_user_verification`` (not verified), with the count of the row ignored (copied key), with another origin
expected (another site), without ``require_fresh`` (freshness), and with the user handle ignored (another account).
"""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.errors import ReauthNeeded, Refused, TooMany
from contacts.access.passkeys import operations, queries
from contacts.access.passkeys.challenges import PER_ADDRESS, drop_old_challenges
from contacts.access.passkeys.models import Passkey, PasskeyChallenge
from contacts.access.sessions import operations as sessions
from contacts.access.sessions.models import Kind, Session
from contacts.access.sessions.queries import Principal, authenticate_cookie
from contacts.history.models import Happening
from contacts.record.errors import Invalid
from tests.contacts.access.sessions.passkey_pages import COOKIE

HERE = Caller(ip="192.0.2.1")
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Device:
    """The virtual authenticator of a window."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    def verifies(self, right: bool) -> None:
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": right})

    def keys(self) -> list[dict[str, Any]]:
        told = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(told["credentials"])

    def set_count(self, count: int) -> None:
        key = self.keys()[0]
        self.cdp.send("WebAuthn.removeCredential", {"authenticatorId": self.id, "credentialId": key["credentialId"]})
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key | {"signCount": count}})


@pytest.fixture
def site(page: Page, live_server: Any, settings: Any) -> str:
    """The address of the test pages; passkeys belong to a name, never to a number."""
    settings.ROOT_URLCONF = "tests.contacts.access.sessions.passkey_pages"
    settings.PUBLIC_BASE_URL = live_server.url.replace("127.0.0.1", "localhost")
    return f"{settings.PUBLIC_BASE_URL}/passkeys/"


def signed_in(page: Page, site: str, account: Account) -> Principal:
    begun = sessions.begin(account=account, kind=Kind.BROWSER, caller=HERE, method="PASSWORD")
    page.context.add_cookies([{"name": COOKIE, "value": begun.cookie or "", "url": site}])
    found = authenticate_cookie(begun.cookie or "")
    assert found is not None
    return found


def with_passkey(page: Page, site: str, account: Account) -> Device:
    device = Device(page)
    signed_in(page, site, account)
    page.goto(site)
    with page.expect_navigation():
        page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading")).to_have_text(f"Signed in as account {account.pk}")
    page.context.clear_cookies(name=COOKIE)
    page.goto(site)
    return device


def sign_in(page: Page) -> None:
    page.get_by_role("button", name="Sign in with a passkey").click()


def answer(page: Page, options: str) -> dict[str, Any]:
    """What this browser signs for ``options``, as JSON."""
    found: dict[str, Any] = page.evaluate(
        "async (options) => (await navigator.credentials.get({publicKey:"
        " PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options))})).toJSON()",
        options,
    )
    return found


@pytest.mark.django_db(transaction=True)
def test_somebody_adds_a_passkey_and_signs_in_with_it_without_a_name(page: Page, site: str, ada: Account) -> None:
    with_passkey(page, site, ada)
    expect(page.get_by_role("heading")).to_have_text("Nobody")
    sign_in(page)
    expect(page.get_by_role("heading")).to_have_text(f"Signed in as account {ada.pk}")
    key = queries.of_account(ada.pk).get()
    assert (key.name, key.transports, key.last_used_at is not None, key.sign_count) == ("Laptop", ["internal"], True, 2)
    assert Session.objects.latest("pk").method == "PASSKEY"
    noted = Happening.objects.get(contact=ada.contact_id)
    assert (noted.kind, noted.about) == ("passkey_added", {"name": "Laptop"})
    assert not PasskeyChallenge.objects.filter(used_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_copied_key_is_noticed_by_its_count(page: Page, site: str, bob: Account) -> None:
    device = with_passkey(page, site, bob)
    Passkey.objects.update(sign_count=1000)
    sign_in(page)
    expect(page.get_by_role("heading")).to_have_text("Refused")
    device.set_count(1000)
    sign_in(page)
    expect(page.get_by_role("heading")).to_have_text(f"Signed in as account {bob.pk}")


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_good_once_for_its_question_its_site_and_five_minutes(
    page: Page, site: str, bob: Account, ada: Account, settings: Any
) -> None:
    with_passkey(page, site, bob)

    def asked() -> tuple[str, dict[str, Any]]:
        question = operations.begin_sign_in(caller=HERE)
        return question.token, answer(page, question.options)

    def refused(token: str, credential: object, now: dt.datetime | None = None, because: str | None = None) -> None:
        with pytest.raises(Refused, match=because):
            operations.finish_sign_in(token=token, credential=json.dumps(credential), now=now)

    token, credential = asked()
    assert operations.finish_sign_in(token=token, credential=json.dumps(credential)) == bob
    refused(token, credential, because="too old")  # used
    refused(asked()[0], credential)  # of another question
    token, credential = asked()
    refused(token, credential, timezone.now() + dt.timedelta(minutes=5, seconds=1), because="too old")
    for spoil in ({"userHandle": bytes_to_base64url(ada.uuid.bytes)}, {"userHandle": None}, {"signature": "AAAA"}):
        token, credential = asked()
        refused(token, credential | {"response": credential["response"] | spoil})
    token, credential = asked()
    settings.PUBLIC_BASE_URL = "http://localhost:1"  # the same host at another port is another site
    refused(token, credential)
    settings.PUBLIC_BASE_URL = site.removesuffix("/passkeys/")
    for change in ({"is_active": False}, {"is_active": True, "closed_at": timezone.now()}):
        Account.objects.filter(pk=bob.pk).update(**change)
        refused(*asked())


@pytest.mark.django_db(transaction=True)
def test_the_device_must_have_verified_its_user(page: Page, site: str, bob: Account) -> None:
    device = with_passkey(page, site, bob)
    device.verifies(False)
    question = operations.begin_sign_in(caller=HERE)
    careless = json.loads(question.options) | {"userVerification": "discouraged"}
    credential = answer(page, json.dumps(careless))
    flags = base64url_to_bytes(credential["response"]["authenticatorData"])[32]
    assert not flags & 4  # the browser did sign, and says that nobody was verified
    with pytest.raises(Refused):
        operations.finish_sign_in(token=question.token, credential=json.dumps(credential))


@pytest.mark.django_db(transaction=True)
def test_without_the_browser_s_help_the_form_stays_hidden(page: Page, site: str, bob: Account) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(site)
    expect(page.get_by_role("heading")).to_have_text("Nobody")
    assert page.locator("form:visible").count() == 0


@pytest.mark.django_db(transaction=True)
def test_who_cancels_is_told_and_may_try_again(page: Page, site: str) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(site)
    sign_in(page)
    expect(page.get_by_role("status").last).to_have_text("Cancelled.")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def principal(account: Account, *, minutes: int = 0) -> Principal:
    now = timezone.now() - dt.timedelta(minutes=minutes)
    begun = sessions.begin(account=account, kind=Kind.BROWSER, caller=HERE, method="PASSWORD", now=now)
    found = authenticate_cookie(begun.cookie or "")
    assert found is not None
    return found


@pytest.mark.django_db
def test_only_who_has_just_proved_themselves_may_add_or_remove_one(bob: Account) -> None:
    late = principal(bob, minutes=6)
    with pytest.raises(ReauthNeeded):
        operations.begin_registration(principal=late, name="bob")
    with pytest.raises(ReauthNeeded):
        operations.finish_registration(principal=late, token="x", credential="{}", name="", caller=HERE)
    with pytest.raises(ReauthNeeded):
        operations.remove(principal=late, passkey=1, caller=HERE)


@pytest.mark.django_db
def test_a_question_of_one_account_is_no_other_s_and_no_sign_in(ada: Account, bob: Account) -> None:
    question = operations.begin_registration(principal=principal(ada), name="ada")
    given = {"token": question.token, "credential": "{}", "name": "x", "caller": HERE}
    with pytest.raises(Refused, match="too old"):
        operations.finish_registration(principal=principal(bob), **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="too old"):
        operations.finish_sign_in(token=question.token, credential="{}")
    with pytest.raises(Refused, match="not be verified"):
        operations.finish_registration(principal=principal(ada), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "credential", ["", "[]", "null", "{}", "{", '{"response":{}}', '{"response":7}', "[" * 5000, "x" * 30_000]
)
@pytest.mark.django_db
def test_nonsense_is_refused(credential: str) -> None:
    with pytest.raises(Refused):
        operations.finish_sign_in(token=operations.begin_sign_in(caller=HERE).token, credential=credential)


def passkey(account: Account, name: str = "Phone") -> Passkey:
    return Passkey.objects.create(
        account=account, credential=f"id of {name}", public_key=b"", name=name, created_at=timezone.now()
    )


@pytest.mark.django_db
def test_owners_rename_and_remove_their_own_only(ada: Account, bob: Account) -> None:
    key = passkey(ada)
    for act in (
        lambda: operations.remove(principal=principal(bob), passkey=key.pk, caller=HERE),
        lambda: operations.rename(principal=principal(bob), passkey=key.pk, name="Mine"),
    ):
        with pytest.raises(Passkey.DoesNotExist):
            act()
    operations.rename(principal=principal(ada), passkey=key.pk, name=" Old phone ")
    with pytest.raises(Invalid):
        operations.rename(principal=principal(ada), passkey=key.pk, name=" ")
    operations.remove(principal=principal(ada), passkey=key.pk, caller=HERE)
    noted = Happening.objects.get(contact=ada.contact_id)
    assert (noted.kind, noted.about, noted.actor_id) == ("passkey_removed", {"name": "Old phone"}, ada.contact_id)
    assert not Passkey.objects.exists()


@pytest.mark.django_db
def test_nobody_collects_more_than_twenty(bob: Account) -> None:
    for n in range(20):
        passkey(bob, f"Key {n}")
    with pytest.raises(Invalid):
        operations.begin_registration(principal=principal(bob), name="bob")


@pytest.mark.django_db
def test_a_stranger_opens_sixty_questions_in_ten_minutes_and_old_ones_go() -> None:
    for _ in range(PER_ADDRESS.most):
        operations.begin_sign_in(caller=HERE)
    with pytest.raises(TooMany):
        operations.begin_sign_in(caller=HERE)
    operations.begin_sign_in(caller=Caller(ip="192.0.2.2"))
    assert drop_old_challenges() == 0
    assert drop_old_challenges(now=timezone.now() + dt.timedelta(days=1, minutes=1)) == 61
