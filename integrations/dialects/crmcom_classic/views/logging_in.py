"""Tokens: fetched with a name and a password, or with one key, and given back."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from contacts.lookups import queries as lookups
from contacts.record.errors import FieldError
from integrations.credentials import queries as credentials
from integrations.credentials import tokens
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic.views.frame import LIFETIME, Classic
from integrations.dialects.crmcom_classic.words.values import NAME
from integrations.mapping.draft import Misread
from integrations.wire.inbound.authentication import address_of, key_as_user, proven, wrong

REQUIRED = ("username", "password", "organisation")
KEY = key_as_user(NAME)
CALLED = ("name", "code", "account", "id")


class Login(Classic):
    """``authentication/token``: a credential's name and secret, and the organisation it is of."""

    def identify(self, request: HttpRequest) -> Caller | None:
        """Open to everybody."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """``{"token": …}``, for two hours; ``unit`` is not listened to."""
        if missing := [name for name in REQUIRED if not isinstance(self.said.get(name), str) or not self.said[name]]:
            raise Misread(FieldError(name, "required", "This is mandatory.") for name in missing)
        name, secret, organisation = (self.said[key] for key in REQUIRED)
        caller = credentials.authenticate(dialect=NAME, username=name, secret=secret, address=address_of(request))
        if caller is None or not _is_of(caller, organisation):
            raise wrong(request)
        self.caller = caller
        return self.ok({"token": tokens.issue_token(caller=caller, lifetime=LIFETIME)})


class KeyLogin(Classic):
    """``authentication/web_api_key/token``: a credential's key as user name of HTTP Basic, without a password."""

    def identify(self, request: HttpRequest) -> Caller:
        return proven(request, KEY)

    def post(self, request: HttpRequest) -> HttpResponse:
        """``{"token": …}``, for two hours."""
        return self.ok({"token": tokens.issue_token(caller=self.who, lifetime=LIFETIME)})


class Release(Classic):
    """``authentication/token/release``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The token is worth nothing any more."""
        tokens.release(token=self.said["token"])
        return self.ok(None)


def _is_of(caller: Caller, organisation: str) -> bool:
    """Whether the credential is of this organisation; one that is of none is of any."""
    if caller.organisation is None:
        return True
    row: Any = lookups.rows("organisation", [caller.organisation]).get(caller.organisation, {})
    called = {str(row.get(column) or "").casefold() for column in CALLED} - {""}
    return organisation.strip().casefold() in called
