"""An access token that we did not sign exactly so lets nobody in.

Seen red: without the look at the header's names (crit, jku, x5u …), without ``typ`` (another use), with the algorithm
taken from the token (HS256, none), with the audience unchecked (another app), without the session (signed out), and
without the comparison of ``sub`` (another account).
"""

import datetime as dt
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from contacts.access.accounts.models import Account
from contacts.access.apps import operations as apps
from contacts.access.caller import Caller
from contacts.access.sessions import operations, signing
from contacts.access.sessions.models import Kind, Session
from contacts.access.sessions.queries import authenticate_access
from contacts.history.actor import SYSTEM

pytestmark = pytest.mark.django_db
Body = dict[str, Any]
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key() -> bytes:
    return signing._derived(next(iter(settings.FIELD_KEYS.values())))


def headers(**more: object) -> Body:
    return {"kid": next(iter(settings.FIELD_KEYS)), "typ": "at+jwt"} | more


def claims(session: Session, **more: object) -> Body:
    now = int(time.time())
    body = {
        "iss": settings.PUBLIC_BASE_URL, "aud": "portal", "sub": str(session.account.uuid), "sid": str(session.uuid),
        "jti": "x", "iat": now, "nbf": now, "exp": now + 600, "typ": "access",
    }  # fmt: skip
    return {name: value for name, value in (body | more).items() if value is not None}


def signed(session: Session, header: Body | None = None, *, with_key: bytes | None = None, alg: str = "HS512",
           **more: object) -> str:  # fmt: skip
    return jwt.encode(claims(session, **more), key() if with_key is None else with_key, algorithm=alg,
                      headers=headers() | (header or {}))  # fmt: skip


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(session: Session, alg: str) -> str:
    return f"{part(headers(alg=alg))}.{part(claims(session))}."


def flipped(text: str, where: int) -> str:
    """One bit of one part changed."""
    parts = text.split(".")
    raw = bytearray(urlsafe_b64decode(parts[where] + "=" * (-len(parts[where]) % 4)))
    raw[len(raw) // 2] ^= 1
    parts[where] = urlsafe_b64encode(raw).rstrip(b"=").decode()
    return ".".join(parts)


def public_pem() -> bytes:
    return RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def by_hand(session: Session, secret: bytes) -> str:
    """HS512 with a secret that the library would refuse to sign with."""
    import hashlib
    import hmac

    text = f"{part(headers(alg='HS512'))}.{part(claims(session))}"
    mac = hmac.new(secret, text.encode(), hashlib.sha512).digest()
    return f"{text}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


FORGED: dict[str, Callable[[Session], str]] = {
    "none": lambda s: unsigned(s, "none"),
    "None": lambda s: unsigned(s, "None"),
    "no algorithm": lambda s: unsigned(s, ""),
    "HS256": lambda s: signed(s, alg="HS256"),
    "HS384": lambda s: signed(s, alg="HS384"),
    "RS256": lambda s: jwt.encode(claims(s), RSA, algorithm="RS256", headers=headers()),
    "a public key as secret": lambda s: by_hand(s, public_pem()),
    "an empty key": lambda s: by_hand(s, b""),
    "another key": lambda s: signed(s, with_key=b"k" * 64),
    "the field key itself": lambda s: by_hand(s, next(iter(settings.FIELD_KEYS.values()))),
    "SECRET_KEY": lambda s: by_hand(s, settings.SECRET_KEY.encode()),
    "an unknown kid": lambda s: signed(s, {"kid": "other"}),
    "a kid that is a path": lambda s: signed(s, {"kid": "../../dev/null"}),
    "crit": lambda s: signed(s, {"crit": ["b64"], "b64": True}),
    "jku": lambda s: signed(s, {"jku": "https://evil.example/keys"}),
    "x5u": lambda s: signed(s, {"x5u": "https://evil.example/cert"}),
    "jwk": lambda s: signed(s, {"jwk": {"kty": "oct", "k": "AA"}}),
    "another type of token": lambda s: signed(s, {"typ": "JWT"}),
    "another use": lambda s: signed(s, typ="refresh"),
    "no use": lambda s: signed(s, typ=None),
    "another issuer": lambda s: signed(s, iss="https://evil.example"),
    "another app": lambda s: signed(s, aud="app:pub_other"),
    "several audiences": lambda s: signed(s, aud=["portal", "app:pub_other"]),
    "no audience": lambda s: signed(s, aud=None),
    "another account": lambda s: signed(s, sub="00000000-0000-0000-0000-000000000000"),
    "another session": lambda s: signed(s, sid="00000000-0000-0000-0000-000000000000"),
    "a session that is no id": lambda s: signed(s, sid="1 OR 1=1"),
    "a session that is no text": lambda s: signed(s, sid=7),
    "expired": lambda s: signed(s, exp=int(time.time()) - 31),
    "no expiry": lambda s: signed(s, exp=None),
    "not yet": lambda s: signed(s, nbf=int(time.time()) + 40),
    "issued later": lambda s: signed(s, iat=int(time.time()) + 40),
    "an expiry that is no number": lambda s: signed(s, exp="never"),
    "a bit of the header": lambda s: flipped(signed(s), 0),
    "a bit of the body": lambda s: flipped(signed(s), 1),
    "a bit of the signature": lambda s: flipped(signed(s), 2),
    "no signature": lambda s: signed(s).rpartition(".")[0] + ".",
    "two parts": lambda s: signed(s).rpartition(".")[0],
    "four parts": lambda s: signed(s) + ".x",
    "a line behind": lambda s: signed(s) + "\n",
    "deep nesting": lambda s: f"{urlsafe_b64encode(b'[' * 900).decode()}.e30.e30",
    "a long one": lambda s: signed(s, more="x" * 3000),
    "not ASCII": lambda s: "é" + signed(s),
    "nothing": lambda s: "",
}


@pytest.fixture
def session(bob: Account) -> Session:
    begun = operations.begin(account=bob, kind=Kind.PROGRAM, caller=Caller(ip="192.0.2.1"), method="PASSWORD")
    return begun.session


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_lets_nobody_in(session: Session, forge: Callable[[Session], str]) -> None:
    assert authenticate_access(signed(session)) is not None  # what each forgery changes is all that is wrong with it
    assert authenticate_access(forge(session)) is None


def test_clocks_may_differ_by_thirty_seconds(session: Session) -> None:
    now = int(time.time())
    assert authenticate_access(signed(session, exp=now - 25)) is not None
    assert authenticate_access(signed(session, nbf=now + 25, iat=now + 25)) is not None


def test_a_refresh_token_is_no_access_token_and_the_other_way_round(bob: Account) -> None:
    begun = operations.begin(account=bob, kind=Kind.PROGRAM, caller=Caller(ip="192.0.2.1"), method="PASSWORD")
    assert begun.tokens is not None
    assert begun.tokens.refresh is not None
    assert authenticate_access(begun.tokens.refresh) is None
    with pytest.raises(operations.Refused):
        operations.refresh(token=begun.tokens.access, caller=Caller(ip="192.0.2.1"))


def test_the_session_of_a_browser_is_opened_by_no_token(bob: Account) -> None:
    begun = operations.begin(account=bob, kind=Kind.BROWSER, caller=Caller(ip="192.0.2.1"), method="PASSWORD")
    assert authenticate_access(signed(begun.session)) is None


def test_a_token_is_for_one_app(bob: Account) -> None:
    shop, _ = apps.issue(name="Shop", actor=SYSTEM)
    other, _ = apps.issue(name="Other", actor=SYSTEM)
    begun = operations.begin(account=bob, kind=Kind.PROGRAM, caller=Caller(ip="192.0.2.1"), method="PASSWORD", app=shop)
    assert begun.tokens is not None
    assert authenticate_access(begun.tokens.access) == authenticate_access(begun.tokens.access, app=shop.pk)
    assert authenticate_access(begun.tokens.access, app=other.pk) is None
    assert authenticate_access(signed(begun.session)) is None  # right but for the audience


def test_a_new_key_in_front_signs_and_the_one_before_still_verifies(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signed(session)
    monkeypatch.setattr(settings, "FIELD_KEYS", {"k2": b"2" * 32, **settings.FIELD_KEYS})
    after = signing.sign(
        signing.Claims(str(session.account.uuid), str(session.uuid), "portal"),
        now=dt.datetime.now(dt.UTC), until=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1),
    )  # fmt: skip
    assert jwt.get_unverified_header(after)["kid"] == "k2"
    assert authenticate_access(before) is not None
    assert authenticate_access(after) is not None
    monkeypatch.setattr(settings, "FIELD_KEYS", {"k2": b"2" * 32})
    assert authenticate_access(before) is None


def test_a_token_says_what_it_should_and_no_more(bob: Account) -> None:
    begun = operations.begin(account=bob, kind=Kind.PROGRAM, caller=Caller(ip="192.0.2.1"), method="PASSWORD")
    assert begun.tokens is not None
    said = jwt.decode(begun.tokens.access, options={"verify_signature": False})
    assert set(said) == {"iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "typ"}
    assert (said["sub"], said["exp"] - said["iat"]) == (str(bob.uuid), 600)
    assert jwt.get_unverified_header(begun.tokens.access)["alg"] == "HS512"
    assert len(key()) == 64
