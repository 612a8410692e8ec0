"""Who calls, and whether they may: a key in ``Authorization: Bearer``, its scopes and its allowance a minute."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.request import Request

from contacts.access.keys import limits
from contacts.access.keys.queries import Principal, authenticate
from contacts.history.actor import Actor


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <api key>``. Cookies are not looked at, so there is nothing for a page to forge."""

    def authenticate(self, request: Request) -> tuple[Any, Principal] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        scheme, _, text = header.partition(" ")
        if not header:
            return None
        principal = authenticate(text.strip()) if scheme.lower() == "bearer" else None
        if principal is None:
            if limits.failed(request.META.get("REMOTE_ADDR", "")):
                raise Throttled(wait=limits.MINUTE, detail="Too many refused keys from this address.")
            raise AuthenticationFailed("This is no API key that is in force. Send Authorization: Bearer <api key>.")
        return AnonymousUser(), principal

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def principal_of(request: Request) -> Principal:
    """The key that calls; raises ``NotAuthenticated`` (401)."""
    if not isinstance(request.auth, Principal):
        raise NotAuthenticated("Send an API key as Authorization: Bearer <api key>.")
    return request.auth


def require_scope(request: Request, scope: str) -> None:
    """Raise ``PermissionDenied`` (403), naming the scope, unless the key has it."""
    if scope not in principal_of(request).scopes:
        raise PermissionDenied(f"This needs an API key with the scope {scope}.")


def actor_of(request: Request) -> Actor:
    """The key as the one who acts."""
    principal = principal_of(request)
    return Actor(kind="api_key", id=principal.id, label=principal.name, door="api")
