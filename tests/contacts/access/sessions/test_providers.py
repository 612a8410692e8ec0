"""Others vouch for somebody only in a token that they signed for us, and only once staff have set them up.

Seen red, one by one: the algorithm taken from the token (in all three places), the audience, the issuer, the age and
the nonce unchecked, the key's use ignored, ``azp`` ignored, ``active`` taken as it comes, the client of an introspected
token ignored, the cookie of a visit ignored, ``used_at=None`` left out, and the discovered issuer not compared.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.utils import timezone

from contacts.access.caller import Caller
from contacts.access.errors import Refused, TooMany
from contacts.access.providers import discovery, operations
from contacts.access.providers.discovery import ProviderSilent
from contacts.access.providers.models import ProviderVisit
from contacts.access.providers.operations import PER_ADDRESS, NotConfigured
from contacts.access.providers.options import configured
from contacts.access.providers.proving import ProvenIdentity
from contacts.history.actor import SYSTEM
from contacts.options import operations as options
from contacts.options import queries as option_queries
from tests.contacts.access.sessions.openid import CLIENT, EC, RSA, SECRET, OpenId, provider
from tests.contacts.outside.servers import connections

pytestmark = pytest.mark.django_db
HERE = Caller(ip="192.0.2.1")
BACK = "https://crm.example.org/portal/sign-in/with/oidc/"
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def decide(**values: Any) -> None:
    names = {f"providers.{name.replace('__', '.')}": value for name, value in values.items()}
    options.change(values=names, actor=SYSTEM)
    option_queries.forget()


@pytest.fixture
def openid() -> Iterator[OpenId]:
    with provider() as made:
        decide(
            oidc_oauth__issuer=made.issuer, oidc_oauth__client_id=CLIENT, oidc_oauth__client_secret=SECRET,
            allowed_hosts=f"127.0.0.1:{made.port}",
        )  # fmt: skip
        yield made


def verify(token: str, name: str = "OIDC_OAUTH", **more: str) -> ProvenIdentity:
    return operations.verify(provider=name, token=token, caller=HERE, **more)


@pytest.mark.parametrize("name", ["GOOGLE", "FACEBOOK", "APPLE", "MW4", "OIDC_OAUTH", "EMAIL", "nonsense", ""])
def test_everybody_is_off_until_configured(name: str) -> None:
    with connections() as opened, pytest.raises(NotConfigured):
        verify("x", name)
    with pytest.raises(NotConfigured):
        operations.begin(provider=name, return_to=BACK, caller=HERE)
    assert opened == []
    assert configured() == []


@pytest.mark.parametrize(("kid", "key", "alg"), [("rsa", RSA, "RS256"), ("ec", EC, "ES256")])
def test_a_token_of_the_provider_proves_whom_it_names(openid: OpenId, kid: str, key: Any, alg: str) -> None:
    proven = verify(openid.token(kid=kid, key=key, alg=alg))
    assert proven == ProvenIdentity("OIDC_OAUTH", openid.issuer, "ada-1", "ada@example.org", True, "Ada King")
    assert len(proven.key) == 64
    assert proven.key != ProvenIdentity("OIDC_OAUTH", "https://other.example", "ada-1", "", True, "").key
    assert configured() == ["OIDC_OAUTH"]


def test_what_the_provider_does_not_vouch_for_is_not_taken_as_vouched_for(openid: OpenId) -> None:
    proven = verify(openid.token(email_verified="false", name=None, email="a" * 300))
    assert (proven.email, proven.email_verified, proven.name) == ("", False, "")
    assert verify(openid.token(email_verified="true")).email_verified
    assert not verify(openid.token(email_verified=1.5)).email_verified


def pem() -> bytes:
    return RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def with_public_key_as_secret(openid: OpenId) -> str:
    import hashlib
    import hmac
    from base64 import urlsafe_b64encode

    head = openid.token(kid="rsa").split(".")[0].replace("=", "")
    text = f"{head}.{openid.token().split('.')[1]}"
    mac = hmac.new(pem(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


FORGED: dict[str, Callable[[OpenId], str]] = {
    "another key": lambda o: o.token(key=OTHER),
    "an unknown kid": lambda o: o.token(kid="other", key=OTHER),
    "no kid": lambda o: jwt.encode(o.claims(), RSA, algorithm="RS256"),
    "none": lambda o: jwt.encode(o.claims(), None, algorithm="none", headers={"kid": "rsa"}),
    "another algorithm": lambda o: o.token(alg="RS512"),
    "PS256": lambda o: o.token(alg="PS256"),
    "HS256": lambda o: jwt.encode(o.claims(), b"k" * 32, algorithm="HS256", headers={"kid": "rsa"}),
    "the public key as secret": with_public_key_as_secret,
    "jku": lambda o: o.token(header={"jku": "https://evil.example/keys"}),
    "jwk": lambda o: o.token(key=OTHER, header={"jwk": OpenId.public("rsa", OTHER)}),
    "crit": lambda o: o.token(header={"crit": ["b64"], "b64": True}),
    "another audience": lambda o: o.token(aud="other"),
    "no audience": lambda o: o.token(aud=None),
    "several audiences without azp": lambda o: o.token(aud=[CLIENT, "other"]),
    "issued to another": lambda o: o.token(azp="other"),
    "another issuer": lambda o: o.token(iss="https://evil.example"),
    "expired": lambda o: o.token(exp=int(time.time()) - 31),
    "no expiry": lambda o: o.token(exp=None),
    "too old": lambda o: o.token(iat=int(time.time()) - 631),
    "issued later": lambda o: o.token(iat=int(time.time()) + 60),
    "no subject": lambda o: o.token(sub=None),
    "an empty subject": lambda o: o.token(sub=""),
    "nothing": lambda o: "",
    "no token": lambda o: "a.b.c",
    "a long one": lambda o: o.token(more="x" * 20_000),
    "not ASCII": lambda o: "é" + o.token(),
    "a lone surrogate": lambda o: "\ud800" + o.token(),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_proves_nobody(openid: OpenId, forge: Callable[[OpenId], str]) -> None:
    assert verify(openid.token(aud=[CLIENT, "other"], azp=CLIENT)).subject == "ada-1"
    with pytest.raises(Refused):
        verify(forge(openid))


def test_a_key_that_is_not_for_signing_signs_nothing(openid: OpenId) -> None:
    openid.keys = [openid.public("rsa", RSA) | {"use": "enc"}]
    with pytest.raises(Refused):
        verify(openid.token())


def test_a_symmetric_key_among_the_public_ones_is_not_used(openid: OpenId) -> None:
    openid.keys = [{"kty": "oct", "kid": "rsa", "k": "a2trZWs", "use": "sig"}]
    with pytest.raises(Refused):
        verify(jwt.encode(openid.claims(), b"k" * 32, algorithm="HS256", headers={"kid": "rsa"}))


def test_an_app_that_sent_a_nonce_gets_it_back(openid: OpenId) -> None:
    assert verify(openid.token(nonce="n1"), nonce="n1").subject == "ada-1"
    for token in (openid.token(nonce="n2"), openid.token()):
        with pytest.raises(Refused):
            verify(token, nonce="n1")


def test_keys_are_asked_for_once_and_again_when_the_provider_changes_them(
    openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        verify(openid.token())
    assert [asked[1] for asked in openid.asked] == ["/.well-known/openid-configuration", "/jwks_uri"]
    openid.keys = [openid.public("new", OTHER)]
    for _ in range(3):  # a token with a key nobody knows does not make us ask at once
        with pytest.raises(Refused):
            verify(openid.token(kid="new", key=OTHER))
    assert len(openid.asked) == 2
    monkeypatch.setattr(discovery, "AGAIN", 0.0)
    assert verify(openid.token(kid="new", key=OTHER)).subject == "ada-1"
    assert len(openid.asked) == 4


@pytest.mark.parametrize("lie", [{"issuer": "https://evil.example"}, {"jwks_uri": None}, {"jwks_uri": 7}], ids=str)
def test_a_provider_that_calls_itself_something_else_is_not_believed(openid: OpenId, lie: dict[str, Any]) -> None:
    openid.discovery = lie
    with pytest.raises(ProviderSilent):
        verify(openid.token())


def test_keys_at_a_private_address_are_not_fetched(openid: OpenId) -> None:
    openid.discovery = {"jwks_uri": "http://169.254.169.254/keys"}
    with connections() as opened, pytest.raises(ProviderSilent):
        verify(openid.token())
    assert opened == [("127.0.0.1", openid.port)]


def test_a_silent_provider_is_left_alone_for_a_while(openid: OpenId) -> None:
    openid.status = 503
    for _ in range(5):
        with pytest.raises(ProviderSilent):
            verify(openid.token())
    assert len(openid.asked) == 1


@pytest.fixture
def asking(openid: OpenId) -> OpenId:
    decide(
        mw4__client_id=CLIENT, mw4__client_secret=SECRET, mw4__introspection=f"{openid.issuer}/introspect",
    )  # fmt: skip
    openid.active["good"] = {"active": True, "client_id": CLIENT, "sub": "mw-7", "email": "m@example.org"}
    return openid


def test_a_provider_whose_tokens_cannot_be_read_is_asked(asking: OpenId) -> None:
    proven = verify("good", "MW4")
    assert (proven.provider, proven.subject, proven.email, proven.email_verified) == (
        "MW4", "mw-7", "m@example.org", False,
    )  # fmt: skip
    assert [(asked[0], asked[1]) for asked in asking.asked] == [("POST", "/introspect")]


@pytest.mark.parametrize(
    "told",
    [
        {"active": False}, {"active": "true"}, {"active": 1}, {}, {"client_id": "other"}, {"client_id": None},
        {"client_id": None, "aud": ["other"]}, {"exp": 1}, {"exp": "later"}, {"sub": None}, {"sub": 7},
    ],
    ids=str,
)  # fmt: skip
def test_what_it_does_not_vouch_for_is_refused(asking: OpenId, told: dict[str, Any]) -> None:
    asking.active["odd"] = (asking.active["good"] | told) if told else {}
    with pytest.raises(Refused):
        verify("odd", "MW4")
    with pytest.raises(Refused):
        verify("unknown", "MW4")


def test_with_a_wrong_secret_nobody_is_vouched_for(asking: OpenId) -> None:
    decide(mw4__client_secret="wrong")
    with pytest.raises(Refused):
        verify("good", "MW4")


def visit() -> operations.Visit:
    return operations.begin(provider="OIDC_OAUTH", return_to=BACK, caller=HERE)


def finish(binding: str, **more: Any) -> ProvenIdentity:
    return operations.finish(**({"provider": "OIDC_OAUTH", "binding": binding} | more))


def test_a_browser_goes_there_and_comes_back_proven(openid: OpenId) -> None:
    begun = visit()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert begun.url.startswith(f"{openid.issuer}/authorization_endpoint?")
    assert (asked["response_type"], asked["code_challenge_method"], asked["redirect_uri"]) == ("code", "S256", BACK)
    back = openid.authorize(begun.url)
    assert finish(begun.binding, issuer=openid.issuer, **back).subject == "ada-1"
    stored = str(list(ProviderVisit.objects.values()))
    assert not [secret for secret in (back["state"], begun.binding) if secret in stored]


def test_it_comes_back_once_in_the_same_browser_from_the_same_provider_within_ten_minutes(openid: OpenId) -> None:
    begun, other = visit(), visit()
    back = openid.authorize(begun.url)
    late = timezone.now() + dt.timedelta(minutes=10, seconds=1)
    for attempt in (
        {"binding": other.binding, **back}, {"binding": "", **back}, {"binding": begun.binding, **back, "now": late},
        {"binding": begun.binding, **back, "state": "x" * 43}, {"binding": begun.binding, **back, "state": ""},
    ):  # fmt: skip
        with pytest.raises(Refused):
            finish(**attempt)
    assert finish(begun.binding, **back).subject == "ada-1"
    openid.authorize(begun.url)
    with pytest.raises(Refused):
        finish(begun.binding, **back)
    begun = visit()
    with pytest.raises(Refused):
        finish(begun.binding, issuer="https://evil.example", **openid.authorize(begun.url))


@pytest.mark.django_db(transaction=True)
def test_of_ten_parallel_returns_one_is_let_in(openid: OpenId) -> None:
    begun = visit()
    back = openid.authorize(begun.url)

    def come_back(_: int) -> bool:
        try:
            return finish(begun.binding, **back).subject == "ada-1"
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(come_back, range(10))) == 1
    assert [asked[1] for asked in openid.asked].count("/token_endpoint") == 1


def test_a_token_that_answers_another_visit_is_refused(openid: OpenId) -> None:
    begun = visit()
    back = openid.authorize(begun.url, nonce="of another visit")
    with pytest.raises(Refused):
        finish(begun.binding, **back)


def test_a_stranger_comes_sixty_times_in_ten_minutes_and_old_visits_go(openid: OpenId) -> None:
    for _ in range(PER_ADDRESS.most):
        visit()
    with pytest.raises(TooMany):
        visit()
    assert operations.drop_old_visits() == 0
    assert operations.drop_old_visits(now=timezone.now() + dt.timedelta(days=1, minutes=1)) == 60


def test_nothing_of_it_is_logged(openid: OpenId, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    begun = visit()
    back = openid.authorize(begun.url)
    finish(begun.binding, **back)
    token = openid.token()
    verify(token)
    told = caplog.text
    assert not [word for word in (token, back["code"], back["state"], begun.binding, SECRET, "ada@") if word in told]
