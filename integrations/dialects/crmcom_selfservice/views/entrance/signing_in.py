"""Signing in by each provider, staying signed in, and signing out."""

from django.http import HttpRequest, HttpResponse

from contacts.access.accounts import signing_in
from contacts.access.accounts.models import Account, Provider
from contacts.access.apps import queries as apps
from contacts.access.codes import operations as codes
from contacts.access.errors import CodeNeeded, Wrong
from contacts.access.identities.lookup import Credential
from contacts.access.providers import entering
from contacts.access.providers import operations as providers
from contacts.access.sessions import operations as sessions
from contacts.access.sessions.queries import WIFI
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.views.base import SelfService, token_of
from integrations.dialects.crmcom_selfservice.views.entrance.arriving import Entrance
from integrations.dialects.crmcom_selfservice.whose import account_numbered
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import otp_answer
from integrations.wire.inbound import bodies
from integrations.wire.inbound.authentication import unauthenticated

VOUCHING = (Provider.FACEBOOK, Provider.GOOGLE, Provider.MW4, Provider.APPLE, Provider.OIDC)
PROVIDERS = ("EMAIL", "PHONE", "MAC_ADDRESS", *(str(one.value) for one in VOUCHING))


class Authenticate(Entrance):
    """``/contacts/authenticate``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tokens, or a code that is sent: always for a phone, and for an email address without a password."""
        data = bodies.read_object(request, form=True)
        provider = reading.choice(data, "provider", PROVIDERS)
        if provider == "EMAIL":
            return self._by_name(reading.text(data, "username", required=True), reading.text(data, "password") or None)
        if provider == "PHONE":
            number = reading.text(data, "phone_number", required=True)
            return self._by_code(Credential("PHONE", number, reading.text(data, "country_code") or None))
        if provider == "MAC_ADDRESS":
            return self._by_device(reading.text(data, "mac_address", required=True))
        account = vouched_for(self, provider, reading.text(data, "token", required=True, most=reading.MOST_TEXT))
        return self.arrive(account, method=provider)

    def _by_name(self, username: str, password: str | None) -> HttpResponse:
        try:
            account = signing_in.with_password(username=username, password=password, caller=self.knocker)
        except CodeNeeded:
            return self._by_code(Credential("EMAIL", username))
        return self.arrive(account, method="password")

    def _by_code(self, credential: Credential) -> HttpResponse:
        return bodies.answer(otp_answer(codes.ask(credentials=[credential], caller=self.knocker)))

    def _by_device(self, mac_address: str) -> HttpResponse:
        assert self.app is not None
        if not apps.may(self.app, "mac_address"):
            raise Wrong
        account = signing_in.with_mac_address(mac_address=mac_address, caller=self.knocker)
        return self.arrive(account, method=Provider.MAC_ADDRESS, scopes=(WIFI,))


class Refresh(Entrance):
    """``/contacts/refresh``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """New tokens; the refresh token is good once."""
        renewed = sessions.refresh(token=_refresh_token(request), caller=self.knocker, app=self.app)
        return self.told(account_numbered(renewed.account), renewed)


class SignOut(SelfService):
    """``/contacts/{id}/sign_out``."""

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        """End this session."""
        self.own(ref)
        sessions.end(session=self.signed_in.session, account=self.signed_in.account)
        return self.done()


def vouched_for(view: Entrance, provider: str, token: str) -> Account:
    """The account that another provider's token signs in to, a new one for who is not known; raises ``Refused``."""
    try:
        proven = providers.verify(provider=provider, token=token, caller=view.knocker)
        return entering.enter(proven=proven, caller=view.knocker, may_open=True)
    except providers.NotConfigured as exc:
        raise errors.told(400, "invalid", str(exc), ["provider"]) from None
    except providers.ProviderSilent:
        raise errors.told(502, "upstream", "The provider did not answer.", ["provider"]) from None
    except entering.AddressTaken:
        sentence = "There is an account with this address already. Sign in with it."
        raise errors.told(400, "invalid", sentence, ["provider"]) from None


def _refresh_token(request: HttpRequest) -> str:
    """In the header or the body, which must agree; else in place of the access token (programs do all three)."""
    header = request.META.get("HTTP_REFRESH_TOKEN", "").strip()
    body = reading.text(bodies.read_object(request, form=True), "refresh_token", most=reading.MOST_TEXT)
    sent = {text for text in (header, body) if text}
    if len(sent) > 1:
        raise unauthenticated("Two refresh tokens disagree.")
    return sent.pop() if sent else token_of(request)
