"""Signing in with somebody who vouches, against a provider on loopback."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from contacts.access.accounts.models import Account, Identity
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from tests.contacts.access.sessions.openid import CLIENT, SECRET, OpenId, provider
from tests.contacts.portal.conftest import MAIL, Decide

pytestmark = pytest.mark.django_db
AWAY, BACK = "/portal/sign-in/with/oidc_oauth/", "/portal/sign-in/with/oidc_oauth/back/"
SIGN_IN, SECURITY = reverse("portal:sign-in"), reverse("portal:security")


@pytest.fixture
def openid(decide: Decide) -> Iterator[OpenId]:
    with provider() as made:
        decide(
            **{
                "providers.oidc_oauth.issuer": made.issuer,
                "providers.oidc_oauth.client_id": CLIENT,
                "providers.oidc_oauth.client_secret": SECRET,
                "providers.allowed_hosts": f"127.0.0.1:{made.port}",
            }
        )
        yield made


def visit(client: Client, openid: OpenId, **claims: object) -> HttpResponse:
    """Away to the provider, where somebody signs in, and back."""
    away = client.get(AWAY, {"next": SECURITY})
    assert away["Location"].startswith(openid.issuer)
    return client.get(f"{BACK}?{urlencode(openid.authorize(away['Location'], **claims))}")


def test_a_provider_is_offered_once_it_is_set_up(client: Client, openid: OpenId, decide: Decide) -> None:
    assert "Continue with Single sign-on" in client.get(SIGN_IN).content.decode()
    decide(**{"providers.oidc_oauth.client_id": ""})
    assert "Continue with" not in client.get(SIGN_IN).content.decode()
    assert [client.get(path).status_code for path in (AWAY, BACK, "/portal/sign-in/with/email/")] == [404, 404, 404]


def test_a_stranger_gets_an_account_and_comes_back_to_it(client: Client, openid: OpenId) -> None:
    assert visit(client, openid)["Location"] == SECURITY
    assert client.get(SECURITY).status_code == 200
    contact = Contact.objects.get()
    record = snapshots.records([contact.pk])[contact.pk]
    assert (record.display_name, [one.email for one in record.emails]) == ("Ada King", ["ada@example.org"])
    again = Client()
    assert visit(again, openid, email="changed@example.org")["Location"] == SECURITY
    assert (Account.objects.count(), Contact.objects.count()) == (1, 1)


def test_an_account_is_never_joined_by_an_address(client: Client, openid: OpenId, grace: Account) -> None:
    assert visit(client, openid, email=MAIL)["Location"] == SIGN_IN
    assert "There is an account with your address already." in client.get(SIGN_IN).content.decode()
    assert (client.get(SECURITY).status_code, Identity.objects.count()) == (302, 1)


def test_an_address_that_the_provider_did_not_verify_opens_nothing(client: Client, openid: OpenId) -> None:
    assert visit(client, openid, email_verified=False)["Location"] == SIGN_IN
    assert (client.get(SECURITY).status_code, Account.objects.count()) == (302, 0)


def test_who_is_not_known_stays_out_while_registration_is_closed(
    client: Client, openid: OpenId, decide: Decide
) -> None:
    decide(**{"portal.registration": False})
    assert visit(client, openid)["Location"] == SIGN_IN
    assert Account.objects.count() == 0


def test_only_the_browser_that_left_can_come_back(client: Client, openid: OpenId) -> None:
    back = urlencode(openid.authorize(client.get(AWAY)["Location"]))
    victim = Client()
    assert victim.get(f"{BACK}?{back}")["Location"] == SIGN_IN
    assert victim.get(SECURITY).status_code == 302
    assert victim.get(f"{BACK}?error=access_denied")["Location"] == SIGN_IN


def test_a_provider_that_is_silent_is_told_so(client: Client, openid: OpenId) -> None:
    openid.status = 500
    assert client.get(AWAY)["Location"] == SIGN_IN
    assert "Choose another way to sign in." in client.get(SIGN_IN).content.decode()
