"""Parts that a dialect's way to prove oneself is put together from. Cookies are never looked at.

A part answers None when nothing was sent for it, and raises when what was sent is wrong.
"""

import base64
import binascii
from collections.abc import Callable

from django.http import HttpRequest

from contacts.access.keys import limits
from integrations.credentials import queries, tokens
from integrations.credentials.queries import Caller
from integrations.wire.inbound.faults import Fault, Refused, refused

Part = Callable[[HttpRequest], Caller | None]


def proven(request: HttpRequest, *parts: Part, challenge: str = "") -> Caller:
    """The caller that one of ``parts`` proves; two that disagree prove nothing. Raises ``Refused`` 401 or 429."""
    found = {caller for part in parts if (caller := part(request)) is not None}
    if len(found) == 1:
        return found.pop()
    raise unauthenticated("Credentials are needed." if not found else "Two credentials disagree.", challenge)


def unauthenticated(message: str, challenge: str = "") -> Refused:
    """401, with the challenge that some programs wait for."""
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return Refused(Fault(401, "unauthenticated", message, headers=headers))


def wrong(request: HttpRequest, challenge: str = "") -> Refused:
    """401 for credentials that are not in force; 429 when one address sends many, which locks nobody else out."""
    if limits.failed(address_of(request)):
        return refused(429, "too_many", "Too many wrong credentials.", Retry_After=str(limits.MINUTE))
    return unauthenticated("These credentials are not in force.", challenge)


def basic(dialect: str, challenge: str) -> Part:
    """HTTP Basic: the name and the secret of a credential."""

    def part(request: HttpRequest) -> Caller | None:
        pair = _basic_pair(request, challenge)
        if pair is None:
            return None
        caller = queries.authenticate(dialect=dialect, username=pair[0], secret=pair[1], address=address_of(request))
        if caller is None:
            raise wrong(request, challenge)
        return caller

    return part


def key_as_user(dialect: str) -> Part:
    """HTTP Basic with a credential's name and secret in one, ``name.secret``, as the user, and no password."""

    def part(request: HttpRequest) -> Caller | None:
        pair = _basic_pair(request, "")
        if pair is None:
            return None
        caller = _by_key(dialect, pair, request)
        if caller is None:
            raise wrong(request)
        return caller

    return part


def _by_key(dialect: str, pair: tuple[str, str], request: HttpRequest) -> Caller | None:
    return None if pair[1] else queries.by_token(dialect=dialect, text=pair[0], address=address_of(request))


def address_of(request: HttpRequest) -> str:
    """The network address a call came from; trusted proxies are settled by then."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _basic_pair(request: HttpRequest, challenge: str) -> tuple[str, str] | None:
    """User and password of HTTP Basic, None for another scheme."""
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise wrong(request, challenge) from None
    return username, secret


def header(dialect: str, *names: str) -> Part:
    """A credential's own token, or one that a log-in call gave out, in one of these headers, with or without Bearer."""
    keys = [f"HTTP_{name.upper().replace('-', '_')}" for name in names]

    def part(request: HttpRequest) -> Caller | None:
        sent = {text for key in keys if (text := _bare(request.META.get(key, "")))}
        if not sent:
            return None
        caller = with_token(dialect, sent.pop(), address_of(request)) if len(sent) == 1 else None
        if caller is None:
            raise wrong(request)
        return caller

    return part


def with_token(dialect: str, text: str, address: str) -> Caller | None:
    """Whose token ``text`` is: one of a log-in call, or a credential's name and secret in one."""
    if "." in text:
        return queries.by_token(dialect=dialect, text=text, address=address)
    return tokens.caller_with(dialect=dialect, token=text)


def _bare(text: str) -> str:
    scheme, _, rest = text.strip().partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else text.strip()
