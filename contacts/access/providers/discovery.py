"""What a provider says of itself (OpenID Connect Discovery 1.0), asked once an hour and kept in this process."""

import json
import time
from typing import Any

from msgspec import Struct

from contacts.access.errors import Refused
from contacts.access.providers.options import Settings, allowed_hosts
from contacts.outside.client import ask
from contacts.outside.errors import OutsideProblem
from contacts.tables import caches

KEPT = 3_600.0  # seconds
AGAIN = 60.0  # seconds before keys are asked for again because one was not among them
QUIET = 20.0  # seconds
PATH = "/.well-known/openid-configuration"


class ProviderSilent(Exception):
    """The provider gave no usable answer. Try again later, or sign in another way (502)."""


class Facts(Struct, frozen=True):
    """A provider's addresses and keys, and when they were asked for."""

    at: float
    issuer: str
    authorization: str
    token: str
    keys: tuple[dict[str, Any], ...]


_known: dict[str, Facts] = {}
_silent: dict[str, float] = {}  # since when an issuer does not answer
caches.register(_known.clear, _silent.clear)


def facts(settings: Settings, *, with_key: str | None = None) -> Facts:
    """What the provider says; asked again when its keys lack ``with_key``. Raises ``ProviderSilent``.

    One that did not answer is left alone for a while, or every sign-in would wait for it with a thread of ours.
    """
    known, now = _known.get(settings.issuer), time.monotonic()
    age = now - known.at if known else KEPT
    missing = with_key is not None and known is not None and all(key.get("kid") != with_key for key in known.keys)
    if known is not None and age < KEPT and not (missing and age >= AGAIN):
        return known
    if now - _silent.get(settings.issuer, -QUIET) < QUIET:
        raise ProviderSilent("The provider did not answer a moment ago.")
    try:
        found = _known[settings.issuer] = _asked(settings)
    except ProviderSilent:
        _silent[settings.issuer] = now
        raise
    return found


def fetched(method: str, address: str, **more: Any) -> dict[str, Any]:
    """A provider's JSON object; raises ``ProviderSilent``, or ``Refused`` when it says 4xx to what we sent."""
    try:
        reply = ask(method, address, headers={"Accept": "application/json"}, allowed=allowed_hosts(), **more)
        if method == "POST" and 400 <= reply.status < 500:
            raise Refused("The provider does not vouch for this.")
        found = json.loads(reply.body) if reply.status == 200 else None
    except (OutsideProblem, ValueError, RecursionError) as error:
        raise ProviderSilent("The provider gave no usable answer.") from error
    if not isinstance(found, dict):
        raise ProviderSilent("The provider gave no usable answer.")
    return found


def _asked(settings: Settings) -> Facts:
    at = time.monotonic()
    told = fetched("GET", settings.issuer.rstrip("/") + PATH)
    if told.get("issuer") != settings.issuer or not isinstance(told.get("jwks_uri"), str):
        raise ProviderSilent("The provider calls itself something else than its address does.")
    keys = fetched("GET", told["jwks_uri"]).get("keys")
    return Facts(
        at=at,
        issuer=settings.issuer,
        authorization=str(told.get("authorization_endpoint") or ""),
        token=str(told.get("token_endpoint") or ""),
        keys=tuple(key for key in keys if isinstance(key, dict)) if isinstance(keys, list) else (),
    )
