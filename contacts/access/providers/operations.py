"""Signing in with somebody who vouches: a token that an app brings, or a visit of the browser to the provider."""

import datetime as dt
import hashlib
import hmac
from base64 import urlsafe_b64encode
from urllib.parse import urlencode

from django.utils import timezone
from msgspec import Struct

from contacts.access import tokens
from contacts.access.caller import Caller
from contacts.access.errors import Refused, TooMany
from contacts.access.limits.operations import claim_all, wait
from contacts.access.limits.rules import Rule, network
from contacts.access.providers.discovery import ProviderSilent, facts, fetched
from contacts.access.providers.models import ProviderVisit
from contacts.access.providers.options import Settings, settings_of
from contacts.access.providers.proving import ProvenIdentity, by_asking, by_signature
from contacts.vault.seal import seal, unseal

PER_ADDRESS = Rule("provider_ip", 60, 600)  # tokens and visits of one network address
VISIT = dt.timedelta(minutes=10)
BATCH = 1_000


class NotConfigured(Exception):
    """Staff have not set this provider up, or it cannot do what was asked."""


class Visit(Struct, frozen=True):
    """Where to send the browser, and what it keeps in a cookie until it comes back."""

    url: str
    binding: str


def verify(*, provider: str, token: str, caller: Caller, nonce: str | None = None) -> ProvenIdentity:
    """Whom the provider's ``token`` proves; raises ``NotConfigured``, ``Refused``, ``ProviderSilent``, ``TooMany``.

    Apps that sent a ``nonce`` to the provider tell it here.
    """
    settings = _settings(provider)
    _claim(caller)
    if settings.introspection:
        return by_asking(token, settings)
    return by_signature(token, settings, nonce=nonce)


def begin(*, provider: str, return_to: str, caller: Caller, now: dt.datetime | None = None) -> Visit:
    """Send a browser to the provider (authorization code with PKCE, RFC 7636; OpenID Connect Core 3.1.2.1).

    ``return_to`` is our address that is registered at the provider. Raises as ``verify``.
    """
    settings = _settings(provider)
    _claim(caller)
    address = facts(settings).authorization if settings.issuer else ""
    if not address or not facts(settings).token:
        raise NotConfigured(f"{provider} has no page to sign in at.")
    state, binding, nonce, verifier = (tokens.fresh() for _ in range(4))
    ProviderVisit.objects.create(
        provider=provider, state_hash=tokens.hashed(state), binding_hash=tokens.hashed(binding), nonce=nonce,
        verifier=seal(verifier, place=_place(tokens.hashed(state))), return_to=return_to,
        created_at=now or timezone.now(),
    )  # fmt: skip
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": settings.client, "redirect_uri": return_to,
        "scope": "openid email profile", "state": state, "nonce": nonce,
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return Visit(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", binding)


def finish(
    *, provider: str, state: str, code: str, binding: str, issuer: str | None = None, now: dt.datetime | None = None
) -> ProvenIdentity:
    """Who came back; ``binding`` is the browser's cookie, ``issuer`` the parameter ``iss`` if there was one (RFC 9207).

    Without the cookie somebody could be signed in as whoever sent them the link. Raises ``NotConfigured``,
    ``Refused`` and ``ProviderSilent``.
    """
    settings = _settings(provider)
    visit = _arrived(provider, state, binding, now or timezone.now())
    if issuer is not None and issuer != settings.issuer:
        raise Refused("Another provider answered.")
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": visit.return_to,
        "code_verifier": unseal(visit.verifier, place=_place(visit.state_hash)),
    }  # fmt: skip
    token = fetched("POST", facts(settings).token, form=form, auth=(settings.client, settings.secret)).get("id_token")
    if not isinstance(token, str):
        raise Refused("The provider does not say who came.")
    return by_signature(token, settings, nonce=visit.nonce)


def drop_old_visits(*, now: dt.datetime | None = None) -> int:
    """Delete visits older than a day, a thousand at a time; how many went."""
    before, dropped = (now or timezone.now()) - dt.timedelta(days=1), 0
    while old := list(ProviderVisit.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        dropped += ProviderVisit.objects.filter(pk__in=old).delete()[0]
    return dropped


def _settings(provider: str) -> Settings:
    settings = settings_of(provider)
    if settings is None:
        raise NotConfigured("This way of signing in is not set up.")
    return settings


def _claim(caller: Caller) -> None:
    if claim_all([(PER_ADDRESS, network(caller.ip))]):
        raise TooMany(wait(PER_ADDRESS, network(caller.ip)))


def _arrived(provider: str, state: str, binding: str, now: dt.datetime) -> ProviderVisit:
    """The visit this browser began, used up from now on."""
    at, held = tokens.digest(state), tokens.digest(binding)
    rows = ProviderVisit.objects.filter(state_hash=at, provider=provider, used_at=None, created_at__gt=now - VISIT)
    visit = rows.first() if at and held else None
    if visit is None or not hmac.compare_digest(visit.binding_hash, held or "") or not rows.update(used_at=now):
        raise Refused("This browser did not begin that visit, or it was long ago.")
    return visit


def _place(state_hash: str) -> str:
    return f"contacts_providervisit|verifier|{state_hash}"


__all__ = ["NotConfigured", "ProviderSilent", "Visit", "begin", "drop_old_visits", "finish", "verify"]
