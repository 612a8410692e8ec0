"""Whether a provider vouches for somebody: by a token it signed (OpenID Connect Core 3.1.3.7) or by asking it."""

import hashlib
import hmac
import time
from typing import Any

import jwt
from msgspec import Struct

from contacts.access.errors import Refused
from contacts.access.providers.discovery import facts, fetched
from contacts.access.providers.options import Settings

ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}  # by kind of key: what a token says of itself decides nothing
LEEWAY = 30  # seconds
MOST_AGE = 600  # seconds since a token was issued; an older one was lying about somewhere
MOST_CHARACTERS = 16_000
DECIDING_HEADERS = {"crit", "jku", "jwk", "x5u", "x5c", "b64"}


class ProvenIdentity(Struct, frozen=True):
    """Whom a provider vouches for. Only ``key`` identifies them: an address may change hands at the provider.

    ``email_verified`` says whether the provider verified the address.
    """

    provider: str
    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str

    @property
    def key(self) -> str:
        """64 hex digits, the same subject at another issuer being somebody else."""
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()


def by_signature(token: str, settings: Settings, *, nonce: str | None = None) -> ProvenIdentity:
    """Whom an ID token names; raises ``Refused`` and ``ProviderSilent``."""
    try:
        header = _header(token)
        kid = header["kid"]
        key = next((one for one in facts(settings, with_key=kid).keys if one.get("kid") == kid), None)
        algorithm = ALGORITHMS.get(str(key.get("kty"))) if key else None
        if key is None or algorithm is None or header["alg"] != algorithm or key.get("use", "sig") != "sig":
            raise Refused("The token is not signed by this provider.")
        claims = jwt.decode(
            token,
            jwt.PyJWK(key, algorithm=algorithm),
            algorithms=[algorithm],
            audience=settings.clients,
            issuer=settings.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "sub", "exp", "iat"]},
        )
    except (jwt.PyJWTError, UnicodeError) as error:
        raise Refused("The token is not in force.") from error
    _check(claims, settings, nonce)
    return _identity(claims, settings)


def by_asking(token: str, settings: Settings) -> ProvenIdentity:
    """Whom the introspection address names (RFC 7662); raises ``Refused`` and ``ProviderSilent``.

    A token that was issued to another program proves nothing here, so the answer must name us.
    """
    form = {"token": token, "token_type_hint": "access_token"}
    claims = fetched("POST", settings.introspection, form=form, auth=(settings.client, settings.secret))
    expires = claims.get("exp", time.time() + LEEWAY)
    if claims.get("active") is not True or type(expires) not in (int, float) or expires <= time.time() - LEEWAY:
        raise Refused("The provider does not vouch for this.")
    if not {*_texts(claims.get("aud")), *_texts(claims.get("client_id"))} & set(settings.clients):
        raise Refused("The token was issued to somebody else.")
    if settings.issuer and claims.get("iss", settings.issuer) != settings.issuer:
        raise Refused("The token is another issuer's.")
    return _identity(claims, settings)


def _header(token: str) -> dict[str, Any]:
    if not 0 < len(token) <= MOST_CHARACTERS:
        raise Refused("This is no token.")
    header = jwt.get_unverified_header(token)
    if header.keys() & DECIDING_HEADERS or not isinstance(header.get("kid"), str):
        raise Refused("The token asks to be read in a way of its own.")
    return header


def _check(claims: dict[str, Any], settings: Settings, nonce: str | None) -> None:
    """What the library leaves to us."""
    if time.time() - int(claims["iat"]) > MOST_AGE + LEEWAY:
        raise Refused("The token is too old.")
    if nonce is not None and not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Refused("The token answers another question.")
    several = len(_texts(claims["aud"])) > 1
    if (several or "azp" in claims) and claims.get("azp") not in settings.clients:
        raise Refused("The token was issued to somebody else.")


def _identity(claims: dict[str, Any], settings: Settings) -> ProvenIdentity:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 254:
        raise Refused("The provider does not say for whom it vouches.")
    return ProvenIdentity(
        provider=settings.provider,
        issuer=settings.issuer or settings.introspection,
        subject=subject,
        email=_text(claims, "email", 254),
        email_verified=claims.get("email_verified") in (True, "true"),  # Apple writes it as a text
        name=_text(claims, "name", 200),
    )


def _text(claims: dict[str, Any], name: str, most: int) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) and len(value) <= most else ""


def _texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
